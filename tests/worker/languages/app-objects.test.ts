import t from 'tap'
import type { Language } from '../../../contracts/language.js'
import { findAppObject } from '../../../worker/languages/app-objects.js'

const find = (language: Language, files: Record<string, string>) =>
  findAppObject(language, new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])))
const line = (language: Language, files: Record<string, string>) => find(language, files)?.write

t.test('an application of Python is started by the server that fits it, by the name that it has', async (t) => {
  t.match(line('python', { 'app.py': 'app = Flask(__name__)' }), '"web: gunicorn app:app"')
  t.match(line('python', { 'main.py': 'api: FastAPI = fastapi.FastAPI()' }), '"web: uvicorn main:api --port $PORT"')
  t.match(
    line('python', { 'app/main.py': 'app = FastAPI()', 'app/__init__.py': '' }),
    '"web: uvicorn app.main:app --port $PORT"',
  )
  t.match(
    line('python', { 'src/main.py': 'import db\napp = FastAPI()' }),
    '"web: uvicorn --app-dir src main:app --port $PORT"',
  )
  t.match(
    line('python', { 'app/__init__.py': 'def create_app():\n    return Flask(__name__)' }),
    `"web: gunicorn 'app:create_app()'"`,
  )
  t.match(
    line('python', { 'site1/wsgi.py': 'application = get_wsgi_application()', 'site1/__init__.py': '' }),
    '"web: gunicorn site1.wsgi"',
  )
  t.match(
    line('python', { 'mysite/site1/wsgi.py': 'application = get_wsgi_application()', 'mysite/site1/__init__.py': '' }),
    '"web: gunicorn --chdir mysite site1.wsgi"',
  )
  t.match(
    line('python', { 'server/shop/__init__.py': 'def create_app():\n    return Flask(__name__)' }),
    `"web: gunicorn --chdir server 'shop:create_app()'"`,
  )
  t.match(
    line('python', { 'app/__init__.py': '', 'app/api/__init__.py': '', 'app/api/main.py': 'app = FastAPI()' }),
    '"web: uvicorn app.api.main:app --port $PORT"',
  )
  t.match(line('python', { 'a.py': 'app = web.Application()' }), 'web.run_app(app')
  t.equal(find('python', { 'tests/test_app.py': 'app = Flask(__name__)' }), undefined)
})

t.test('a server of Node that does not listen is told the line, or the file that does', async (t) => {
  t.match(line('node', { 'app.js': 'const app = express()\nmodule.exports = app' }), '"app.listen(process.env.PORT)"')
  t.match(line('node', { 'app.js': 'const app = Fastify()' }), '"app.listen({ port: Number(process.env.PORT) })"')
  t.match(line('node', { 'app.js': 'const app = express()', 'bin/www': 'app.listen(port)' }), '"web: node bin/www"')
  t.equal(find('node', { 'app.js': 'const app = express(); app.listen(1)' }), undefined)
})

t.test('in Java, PHP and .NET what is missing is named', async (t) => {
  t.match(line('java', { 'Main.java': 'var s = HttpServer.create(address, 0);' }), 'start()')
  t.match(line('php', { 'public/index.php': '<?php' }), '"web: php -S 0.0.0.0:$PORT -t public"')
  t.match(line('dotnet', { 'Program.cs': 'var app = builder.Build();' }), '"app.Run();"')
  t.match(find('dotnet', { 'P.csproj': '<Project Sdk="Microsoft.NET.Sdk">', 'Program.cs': 'Console.WriteLine();' }), {
    found: /console program/,
  })
})
