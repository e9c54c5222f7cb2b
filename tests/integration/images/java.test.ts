import t from 'tap'
import { runInImage, type ProgramResult } from './image-container.js'

/** Runs a script in /data, under the flags of a pod. `files` are written there first. */
function run(
  files: Record<string, string>,
  script: string,
  role: 'build' | 'subject' = 'subject',
): Promise<ProgramResult> {
  const writes = Object.keys(files).map(
    (path) => `mkdir -p "$(dirname ${path})" && printf %s "$${variable(path)}" > ${path}`,
  )
  const env = Object.fromEntries(Object.entries(files).map(([path, text]) => [variable(path), text]))
  return runInImage({
    image: 'java',
    role,
    listens: role === 'subject',
    command: ['sh', '-c', ['cd /data', ...writes, script].join('\n')],
    env: { CLASSPATH: '/opt/java/libraries.jar:.', ...env },
  })
}

const variable = (path: string) => path.replace(/\W/g, '_')

const pomOf = (dependencies: readonly string[], plugins = '') => `<project>
  <modelVersion>4.0.0</modelVersion><groupId>a</groupId><artifactId>b</artifactId><version>1</version>
  <properties><maven.compiler.release>21</maven.compiler.release></properties>
  <dependencies>${dependencies
    .map((text) => text.split(':'))
    .map(
      ([group, artifact, version, scope = 'compile']) => `
    <dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version><scope>${scope}</scope></dependency>`,
    )
    .join('')}
  </dependencies><build><plugins>${plugins}</plugins></build></project>`

const classes = [
  'com.fasterxml.jackson.databind.ObjectMapper',
  'com.fasterxml.jackson.datatype.jsr310.JavaTimeModule',
  'com.google.gson.Gson',
  'com.zaxxer.hikari.HikariDataSource',
  'org.postgresql.Driver',
  'org.mariadb.jdbc.Driver',
  'org.mindrot.jbcrypt.BCrypt',
  'org.apache.catalina.startup.Tomcat',
  'org.apache.tomcat.websocket.server.WsSci',
  'org.eclipse.jetty.server.Server',
  'org.eclipse.jetty.ee10.servlet.ServletContextHandler',
  'jakarta.servlet.http.HttpServlet',
  'org.slf4j.LoggerFactory',
  'org.junit.jupiter.api.Test',
  'org.junit.platform.launcher.Launcher',
  'com.sun.net.httpserver.HttpServer',
]

t.test('Java 25 compiles plain sources and finds the libraries, with nothing printed beside', async (t) => {
  const uses = classes.map((name) => `Class.forName("${name}");`).join(' ')
  const source = `public class A { public static void main(String[] args) throws Exception { ${uses} System.out.println(Runtime.version().feature()); } }`
  t.same(await run({ 'A.java': source }, 'javac -d . A.java && java A'), { exitCode: 0, output: '25' })
})

t.test('a compiler error has the path that the learner knows', async (t) => {
  const { exitCode, output } = await run({ 'src/A.java': 'class A { int a = "b"; }' }, 'javac -d . src/A.java', 'build')
  t.match({ exitCode, output }, { exitCode: 1, output: /^src\/A\.java:1: error: incompatible types/ })
})

t.test('the recorded caches fit what they were recorded for', async (t) => {
  // With this mode the virtual machine ends when it cannot use its cache.
  t.match(await run({}, 'java -XX:AOTMode=on -version && javac -J-XX:AOTMode=on -version'), {
    exitCode: 0,
    output: /javac 25/,
  })
})

t.test('Maven needs no network, whatever versions a pom names, and says how to run what it built', async (t) => {
  const pom = pomOf([
    'com.fasterxml.jackson.core:jackson-databind:2.19.1',
    'org.apache.tomcat.embed:tomcat-embed-core:10.1.5',
    'com.zaxxer:HikariCP:6.0.0',
  ])
  const source = `import com.fasterxml.jackson.databind.ObjectMapper;
    public class A { public static void main(String[] args) throws Exception { System.out.println(new ObjectMapper().readTree("[6]")); } }`
  const built = await run(
    { 'pom.xml': pom, 'src/main/java/A.java': source },
    'build-maven && cat target/classpath && java @target/classpath A',
    'build',
  )
  t.same(built, { exitCode: 0, output: '-cp "/opt/java/libraries.jar:/data/target/classes"\n[6]' })
})

t.test(
  'plugins and artifacts that are no libraries of the image are used in its versions, whatever a pom names',
  async (t) => {
    const plugin = (name: string, version: string, more = '') =>
      `<plugin><groupId>org.apache.maven.plugins</groupId><artifactId>maven-${name}-plugin</artifactId><version>${version}</version>${more}</plugin>`
    const shade =
      '<executions><execution><phase>package</phase><goals><goal>shade</goal></goals></execution></executions>'
    const plugins = [
      plugin('clean', '3.4.0'),
      plugin('resources', '3.3.0'),
      plugin('compiler', '3.11.0'),
      plugin('jar', '3.4.1'),
      plugin('shade', '3.5.3', shade),
      plugin('assembly', '3.7.1'),
    ]
    const main = (name: string, value: string) =>
      `public class ${name} { public static void main(String[] args) { System.out.println(${value}); } }`
    const files = {
      'pom.xml': pomOf(
        [
          'com.google.code.gson:gson:2.8.9',
          'com.google.guava:guava:33.0.0-jre',
          'org.junit.jupiter:junit-jupiter:5.10.2',
          'org.mockito:mockito-core:5.1.0:test',
        ],
        plugins.join(''),
      ),
      // Tests beside a service are not run, and need not even compile; nor does the image need what they ask for.
      'src/test/java/ATest.java': 'class ATest { int a = new A().nothing(); }',
      'src/main/java/A.java': main('A', 'new com.google.gson.Gson().toJson(6)'),
      'src/main/java/B.java': main('B', 'com.google.common.base.Strings.repeat("a", 3)'),
    }
    const built = await run(files, 'build-maven && java -cp target/b-1.jar A && java @target/classpath B', 'build')
    t.same(built, { exitCode: 0, output: '6\naaa' })
  },
)

t.test('a dependency that is not there is named, and so is a mistake in a source', async (t) => {
  const missing = await run({ 'pom.xml': pomOf(['io.javalin:javalin:6.4.0']) }, 'build-maven', 'build')
  t.match(missing, { exitCode: 1, output: /^\[ERROR\] io\.javalin:javalin is not in this image/ })
  // A class that came with the upload is not taken for a built one, however new it looks.
  const files = {
    'pom.xml': pomOf([]),
    'src/main/java/A.java': 'class A { int a = "b"; }',
    'target/classes/A.class': 'old',
  }
  const wrong = await run(files, 'touch -t 203001010000 target/classes/A.class; build-maven', 'build')
  t.match(wrong, { exitCode: 1, output: /^\[ERROR\] src\/main\/java\/A\.java:\[1,\d+\] incompatible types/m })
  t.notMatch(wrong.output, /\/data|Help 1|re-run/i)
})

const springParent =
  '<parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId><version>3.5.6</version></parent>'

t.test('who asks for Spring Boot in an image without it is told so, once', async (t) => {
  const poms = {
    dependencies: pomOf([
      'org.springframework.boot:spring-boot-starter-web:3.5.6',
      'org.springframework.boot:spring-boot-starter-jdbc:3.5.6',
    ]),
    parent: pomOf([]).replace('<groupId>a</groupId>', `${springParent}<groupId>a</groupId>`),
  }
  for (const [name, pom] of Object.entries(poms)) {
    const { exitCode, output } = await run(
      { 'pom.xml': pom, 'src/main/java/A.java': 'class A {}' },
      'build-maven',
      'build',
    )
    t.equal(exitCode, 1, name)
    t.equal(
      output.match(/^\[ERROR\] Spring Boot is not in this image; the operator of the server can add it\./gm)?.length,
      1,
      name,
    )
  }
})

const service = `import com.sun.net.httpserver.HttpServer;
public class A {
  public static void main(String[] args) throws Exception {
    var server = HttpServer.create(new java.net.InetSocketAddress(8080), 0);
    server.start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("saved")));
    System.out.println("threads: " + java.nio.file.Files.readString(java.nio.file.Path.of("/proc/self/status")).replaceAll("(?s).*Threads:\\\\s+(\\\\d+).*", "$1"));
  }
}`

t.test('a service has few threads, and SIGTERM lets it save and ends it', async (t) => {
  const script =
    'javac -d . A.java && { java A > out & } && until grep -q threads out; do sleep 0.1; done && kill -TERM $! && wait $!; echo "ended with $?"; cat out'
  const { output } = await run({ 'A.java': service }, script)
  t.match(output, /^ended with 143\nthreads: \d+\nsaved$/)
  t.ok(Number(/threads: (\d+)/.exec(output)?.[1]) < 20, output)
})

t.test('a heap that is full ends the service, with the reason', async (t) => {
  const source =
    'public class A { public static void main(String[] args) { var all = new java.util.ArrayList<byte[]>(); while (true) all.add(new byte[1 << 20]); } }'
  t.match(await run({ 'A.java': source }, 'javac -d . A.java && java A'), {
    exitCode: 3,
    output: /OutOfMemoryError: Java heap space/,
  })
})
