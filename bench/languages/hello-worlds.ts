import type { SourceTree } from '../../contracts/source-tree.js'
import type { Language } from '../../contracts/language.js'

/** The least service there can be, as its language has it without a framework. */
export interface HelloWorld {
  name: string
  language: Language
  source: SourceTree
}

const nodeServer = `import { createServer } from 'node:http'
createServer((request, response) => response.end('hello')).listen(process.env.PORT)
`

const javaServer = `import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;

public class Main {
    public static void main(String[] args) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(Integer.parseInt(System.getenv("PORT"))), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 5);
            exchange.getResponseBody().write("hello".getBytes());
            exchange.close();
        });
        server.start();
    }
}
`

const pom = `<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>hello</groupId>
  <artifactId>hello</artifactId>
  <version>1</version>
  <properties><maven.compiler.release>25</maven.compiler.release></properties>
</project>
`

const pythonServer = `import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

class Hello(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"hello")

ThreadingHTTPServer(("", int(os.environ["PORT"])), Hello).serve_forever()
`

const project = `<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
</Project>
`

const aspNetServer = `var app = WebApplication.Create();
app.MapGet("/", () => "hello");
app.Run();
`

const filesByName: Record<Language, Record<string, Record<string, string>>> = {
  node: {
    Node: { 'server.mjs': nodeServer },
    'TypeScript, by the compiler of the image': { 'package.json': '{"type": "module"}', 'server.ts': nodeServer },
    'TypeScript, by `npm run build`': {
      'package.json': '{"type": "module", "scripts": {"build": "tsc -p .", "start": "node server.js"}}',
      'tsconfig.json':
        '{"compilerOptions": {"target": "es2024", "module": "nodenext", "types": ["node"], "skipLibCheck": true}}',
      'server.ts': nodeServer,
    },
  },
  python: { Python: { 'main.py': pythonServer } },
  java: {
    'Java, plain sources': { 'Main.java': javaServer },
    'Java, Maven': { 'pom.xml': pom, 'src/main/java/Main.java': javaServer },
  },
  php: { PHP: { 'public/index.php': '<?php\necho "hello";\n' } },
  ruby: {
    'Ruby, Sinatra': { 'app.rb': "require 'sinatra'\n\nget('/') { 'hello' }\n" },
    'Ruby, Rack under Puma': { 'config.ru': "run ->(_env) { [200, {}, ['hello']] }\n" },
  },
  dotnet: { '.NET': { 'Hello.csproj': project, 'Program.cs': aspNetServer } },
}

export const helloWorlds: readonly HelloWorld[] = Object.entries(filesByName).flatMap(([language, byName]) =>
  Object.entries(byName).map(([name, files]) => ({ name, language: language as Language, source: toTree(files) })),
)

export function toTree(files: Record<string, string>): SourceTree {
  return new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]))
}
