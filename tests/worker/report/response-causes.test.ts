import t from 'tap'
import type { Language } from '../../../contracts/language.js'
import type { TestRun } from '../../../worker/checks/correctness/examination.js'
import { findResponseCause } from '../../../worker/report/causes/response-causes.js'
import { causeOfResponses as causeOf, failedRun, handedIn, makeExchange } from './examination-fixture.js'

t.test('protection against CSRF is named by its framework', async (t) => {
  const told = (status: number, responseBody: string) => causeOf('python', {}, [{ status, responseBody }])
  t.match(told(403, '<style>\n</style><p>CSRF verification failed. Request aborted.</p>'), {
    detail: /^Django refuses requests without a CSRF token/,
    advice: /CsrfViewMiddleware.*@csrf_exempt/,
  })
  t.match(told(403, '{"detail":"CSRF Failed: CSRF token missing."}')?.advice, /SessionAuthentication/)
  t.match(told(419, '{"message": "CSRF token mismatch."}')?.advice, /VerifyCsrfToken/)
  t.match(told(422, 'The CSRF token is invalid. Please try to resubmit the form.')?.advice, /csrf_protection/)
  t.equal(told(200, 'CSRF verification failed'), undefined)
  t.equal(
    causeOf(
      'python',
      {},
      [{ status: 403, responseBody: 'CSRF verification failed' }],
      [{ status: 500 }],
      [{ status: 500 }],
    ),
    undefined,
    'it explains too few',
  )
})

t.test('a redirect to the same path with a slash names the route that has it', async (t) => {
  const told = (status: number, files: Record<string, string>, location = 'http://127.0.0.1:8080/notes/') =>
    causeOf('python', files, [{ status, responseHeaders: { location } }])
  const router =
    'from fastapi import APIRouter\nrouter = APIRouter(prefix="/notes")\n\n@router.get("/")\ndef a(): pass\n\n@router.post("/", status_code=201)\ndef b(): pass'
  t.same(told(307, { 'app/notes.py': router }), {
    detail:
      'It redirects requests (307) to the same path with a slash at the end. app/notes.py:7 declares a route with this slash.',
    advice: 'Write your routes without it, as in @router.post("").',
  })
  t.match(
    told(308, {
      'app.py': 'from flask import Flask\n@app.route("/")\ndef a(): pass\n@app.route("/notes/", methods=["POST"])',
    }),
    { detail: /app\.py:4 /, advice: /strict_slashes = False/ },
  )
  t.match(
    told(
      301,
      { 'site/urls.py': 'urlpatterns = [\n  path("admin/", x),\n  path("notes/", views.notes),\n]' },
      '/notes/',
    ),
    { detail: /site\/urls\.py:3 /, advice: /path\("notes", …\)/ },
  )
  t.match(
    told(301, { 'site/urls.py': 'urlpatterns = [\n  path("notes/", include("notes.urls")),\n]' }, '/notes/')?.advice,
    /^Move it to the front of the included routes: path\("notes", include\(…\)\) here/,
  )
  t.match(told(301, {}, '/notes/')?.advice, /exactly as the exercise writes/)
  for (const location of ['https://a.example/notes/', '/login/', '/notes', ''])
    t.equal(told(302, {}, location), undefined)
})

t.test('a prefix in front of the routes is named where no request found one', async (t) => {
  const missing = [{ status: 404 }, { status: 404, path: '/notes/1' }]
  const declared: [Language, string, string, string][] = [
    ['php', 'app/Providers/RouteServiceProvider.php', "Route::middleware('api')->prefix('api')->group($file);", '/api'],
    ['node', 'src/app.ts', "app.use('/api/v1', router)", '/api/v1'],
    ['node', 'main.ts', "app.setGlobalPrefix('api')", '/api'],
    ['python', 'main.py', 'app.include_router(notes.router, prefix="/api")', '/api'],
    ['python', 'app.py', 'app.register_blueprint(bp, url_prefix="/api")', '/api'],
    ['python', 'config/urls.py', "    path('api/', include('notes.urls')),", '/api'],
    ['java', 'src/main/java/Notes.java', '@RequestMapping("/api/notes")', '/api'],
    ['java', 'src/main/resources/application.properties', 'server.servlet.context-path=/api', '/api'],
    ['ruby', 'config.ru', "map('/api') { run Api }", '/api'],
    ['ruby', 'app.rb', "  namespace '/api/v1' do", '/api/v1'],
    ['dotnet', 'Program.cs', 'var api = app.MapGroup("/api");', '/api'],
    ['dotnet', 'Notes.cs', '[Route("api/[controller]")]', '/api'],
  ]
  for (const [language, path, line, prefix] of declared)
    t.match(causeOf(language, { [path]: `\n${line}\n` }, missing), {
      detail: `${path}:2 puts routes below ${prefix}, but the paths of the exercise do not begin with it.`,
      advice: new RegExp(`^Remove ${prefix} from your routes`),
    })
  const node = { 'app.js': "app.use('/api', router)" }
  const page = { status: 200, responseHeaders: { 'content-type': 'text/html' }, responseBody: '<title>Notes</title>' }
  t.match(causeOf('node', node, [page, { status: 404 }])?.detail, /below \/api/, 'a front end answers for every path')
  t.equal(causeOf('node', node, [{ status: 404 }, { status: 201 }]), undefined, 'a route was found')
  t.equal(causeOf('node', node, [{ status: 404, path: '/api/notes' }]), undefined, 'the exercise has the prefix')
  t.equal(causeOf('node', { 'app.js': "app.use('/notes', router)" }, [{ status: 404 }]), undefined)
})

t.test('hosts that are not allowed are named by the responses, too', async (t) => {
  t.match(
    causeOf('dotnet', {}, [{ status: 400, responseBody: '<BODY><h2>Bad Request - Invalid Hostname</h2>' }])?.advice,
    /"AllowedHosts": "\*"/,
  )
  t.match(
    causeOf('python', {}, [{ status: 400, responseBody: 'Invalid host header' }])?.detail,
    /^TrustedHostMiddleware/,
  )
})

t.test('a 400 of [ApiController] names the attribute, and where to choose another status', async (t) => {
  const refused = { status: 400, responseBody: '{"title":"One or more validation errors occurred."}' }
  const controller = { 'Notes.cs': 'namespace A;\n[ApiController]\npublic class Notes {}' }
  t.match(causeOf('dotnet', controller, [{}, refused]), {
    detail: /^\[ApiController\] \(Notes\.cs:2\) responds with a 400/,
    advice: /InvalidModelStateResponseFactory/,
  })
  t.equal(causeOf('dotnet', controller, [refused], [{ status: 500 }]), undefined)
})

t.test('an id that a driver returns as text is named', async (t) => {
  const post = { method: 'POST', responseBody: '{"id":"7","text":"a"}' }
  const source = (call: string) => ({ 'src/Notes.php': `<?php\n$id = ${call};` })
  t.match(causeOf('php', source('$pdo->lastInsertId()'), [post]), {
    detail: /lastInsertId\(\) \(src\/Notes\.php:2\) returns a string/,
    advice: /\(int\)/,
  })
  t.equal(causeOf('php', source('(int) $pdo->lastInsertId()'), [post]), undefined)
  t.equal(causeOf('php', source('$pdo->lastInsertId()'), [{ method: 'POST', responseBody: '{"id":7}' }]), undefined)
  t.match(
    causeOf('node', { 'db.ts': 'create table notes (\n  id BIGSERIAL PRIMARY KEY\n)' }, [post])?.detail,
    /returns the type of db\.ts:2 as a string/,
  )
})

t.test('a cursor that all requests share is named where the same request works and fails', async (t) => {
  const source = { 'db.py': 'conn = psycopg2.connect(url)\ncursor = conn.cursor()' }
  t.match(causeOf('python', source, [{ status: 201 }, { status: 500 }])?.detail, /^db\.py:2 makes one cursor/)
  t.equal(causeOf('python', source, [{ status: 500 }, { status: 500 }]), undefined)
  t.equal(causeOf('python', { 'db.py': 'def a():\n    cursor = conn.cursor()' }, [{}, { status: 500 }]), undefined)
})

t.test('Ruby that reads only params is told to read the body', async (t) => {
  const post = { 'app.rb': "post '/notes' do\n  text = params[:text]\nend\n" }
  t.match(causeOf('ruby', post, [{ status: 422 }]), {
    detail: /^app\.rb:2 reads params/,
    advice: /JSON\.parse\(request\.body\.read\)/,
  })
  t.equal(causeOf('ruby', { ...post, 'lib/a.rb': 'JSON.parse(request.body.read)' }, [{ status: 422 }]), undefined)
})

t.test('PHP that reads only forms, or a parameter of Apache, is told what to read', async (t) => {
  const post = { 'public/index.php': '<?php\n$text = $_POST["text"] ?? "";' }
  t.match(causeOf('php', post, [{ status: 422 }]), {
    detail: /^public\/index\.php:2 reads \$_POST/,
    advice: /php:\/\/input/,
  })
  t.equal(causeOf('php', { ...post, 'b.php': 'file_get_contents("php://input")' }, [{ status: 422 }]), undefined)
  t.equal(causeOf('php', post, [{ status: 500 }]), undefined)
  t.equal(causeOf('php', post, [{ status: 422, requestBody: null }]), undefined)
  const mvc = {
    'public/.htaccess': 'RewriteEngine On\nRewriteRule ^(.*)$ index.php?url=$1 [QSA,L]',
    'public/index.php': "<?php\n$url = explode('/', $_GET['url'] ?? '');",
  }
  t.match(causeOf('php', mvc, [{ status: 404 }]), {
    detail:
      'public/.htaccess is not read: the server here is not Apache. So $_GET["url"], which public/index.php:2 reads, is empty.',
    advice: /REQUEST_URI/,
  })
  t.equal(causeOf('php', { ...mvc, 'a.php': '$_SERVER["REQUEST_URI"]' }, [{ status: 404 }]), undefined)
})

t.test('Koa that responds before its routes is named', async (t) => {
  const source = "import Koa from 'koa'\napp.use(async (ctx, next) => {\n  next()\n  log(ctx)\n})"
  t.match(
    causeOf('node', { 'app.js': source }, [{ status: 404, responseBody: 'Not Found' }])?.detail,
    /^app\.js:3 calls next\(\) without "await"/,
  )
  t.equal(causeOf('node', { 'app.js': source }, [{ status: 404, responseBody: '{}' }]), undefined)
})

t.test('rows with every column twice are explained by how PDO fetches them', async (t) => {
  const told = (responseBody: string) => causeOf('php', {}, [{ responseBody }])
  t.match(told('{"id":1,"0":1,"text":"a \\"b\\"","1":"a \\"b\\""}'), {
    detail: /by name and by number/,
    advice: /PDO::FETCH_ASSOC/,
  })
  t.match(told('{"notes":[{"text":"a","0":"a","id":7,"1":7}]}')?.advice, /PDO::FETCH_ASSOC/)
  for (const body of ['{"id":1,"0":2}', '{"id":1,"text":"a"}', '["0",1]', '']) t.equal(told(body), undefined, body)
})

t.test('a call that saves and that nothing waits for is named', async (t) => {
  const told = (line: string) =>
    causeOf('dotnet', { 'Controllers/Notes.cs': `public class Notes {\n  ${line}\n}` }, [
      { status: 201, responseBody: '{"id":0}' },
    ])
  t.match(told('_db.SaveChangesAsync();'), {
    detail: /^Controllers\/Notes\.cs:2 calls SaveChangesAsync\(\) without "await"/,
    advice: 'Write "await" before the call.',
  })
  for (const line of [
    'await _db.SaveChangesAsync();',
    'return db.SaveChangesAsync();',
    'var saved = db.SaveChangesAsync();',
    'await db\n    .SaveChangesAsync();',
    'db.SaveChanges();',
  ])
    t.equal(told(line), undefined, line)
})

t.test('an error page of Django names an app without migrations, else how to see the exception', async (t) => {
  const page = { status: 500, responseBody: '<h1>Server Error (500)</h1><p></p>' }
  const django = {
    Procfile: 'web: python manage.py migrate && exec gunicorn config.wsgi',
    'manage.py': '',
    'config/settings.py': "DEBUG = False\nINSTALLED_APPS = ['notes']",
    'notes/models.py': 'from django.db import models\n\nclass Note(models.Model):\n    text = models.TextField()',
  }
  t.same(causeOf('python', { ...django, '.gitignore': '*.pyc\n*/migrations/*\n' }, [page]), {
    detail:
      'The app "notes" has models (notes/models.py:3), but your upload has no migrations for it: "migrate" creates no tables for them.',
    advice:
      'Run "python manage.py makemigrations notes" on your machine, and submit the folder notes/migrations. Git ignores it (.gitignore:2): remove that line.',
  })
  t.match(causeOf('python', django, [page])?.advice, /submit the folder notes\/migrations\.$/)
  for (const files of [
    { 'notes/migrations/0001_initial.py': '' },
    { 'notes/models.py': `${django['notes/models.py']}\n    class Meta:\n        managed = False` },
    { Procfile: 'web: python manage.py migrate --run-syncdb && gunicorn a' },
  ])
    t.match(causeOf('python', { ...django, ...files }, [page]), {
      detail: /^Django responds to an exception with its page/,
      advice: /^To see the traceback, add to config\/settings\.py: LOGGING = \{/,
    })
  const logging = { 'notes/models.py': '', 'config/settings.py': 'INSTALLED_APPS = []\nLOGGING = {}' }
  t.equal(causeOf('python', { ...django, ...logging }, [page]), undefined)
  t.equal(causeOf('python', django, [{ ...page, responseBody: 'Internal Server Error' }]), undefined)
})

t.test('an error handler that Fastify does not use for the routes is named', async (t) => {
  const refused = {
    status: 400,
    responseBody:
      '{"statusCode":400,"code":"FST_ERR_VALIDATION","error":"Bad Request","message":"body must be object"}',
  }
  const app = `import Fastify from 'fastify'
import notes from './routes/notes.js'
const app = Fastify()
await app.register(notes, { prefix: '/notes' })
app.setErrorHandler((error, request, reply) => reply.code(422).send())
`
  const files = { 'app.js': app, 'routes/notes.js': 'export default async (app) => app.get("/", handler)' }
  t.same(causeOf('node', files, [refused]), {
    detail:
      'Fastify\'s own error handler responded: app.js:5 sets yours after "await app.register(notes)" (line 4), and what is registered before keeps the default.',
    advice: 'Call app.setErrorHandler() before you register routes.',
  })
  const unproven: Record<string, string>[] = [
    { ...files, 'app.js': app.replace('await app', 'app') },
    { ...files, 'app.js': app.replace("'./routes/notes.js'", "'@fastify/sensible'") },
    { ...files, 'routes/notes.js': "import fp from 'fastify-plugin'" },
  ]
  for (const each of unproven) t.equal(causeOf('node', each, [refused]), undefined)
  t.equal(causeOf('node', files, [{ ...refused, responseBody: '{"error":"text"}' }]), undefined)

  const inPlugin = {
    'app.ts': "import errors from './plugins/errors.js'\nconst app = Fastify()\nawait app.register(errors)",
    'plugins/errors.ts': 'export default async (app) => {\n  app.setErrorHandler(() => {})\n}',
  }
  t.match(causeOf('node', inPlugin, [refused]), {
    detail: /plugins\/errors\.ts:2 sets yours in a plugin, so it applies only to what this plugin registers\.$/,
    advice: /fastify-plugin/,
  })
  t.equal(
    causeOf(
      'node',
      { ...inPlugin, 'app.ts': inPlugin['app.ts'].replace('await app.register(errors)', 'errors(app)') },
      [refused],
    ),
    undefined,
  )
})

t.test('a sort by whole seconds is named where a list has the right items in another order', async (t) => {
  const on = (files: Record<string, string>, list: unknown = [{ id: 4 }, { id: 5 }], path = '/notes?limit=2') =>
    causeOf('dotnet', files, [
      { responseBody: '{"id":4,"text":"a"}' },
      { responseBody: '{"id":5,"text":"b"}' },
      { method: 'GET', path, status: 200, responseBody: JSON.stringify(list) },
    ])
  const table = 'CREATE TABLE notes (\n  created_at TIMESTAMP(0) NOT NULL)'
  const files = { 'schema.sql': table, 'Notes.cs': 'Query("SELECT * FROM notes n ORDER BY n.created_at DESC LIMIT 5")' }
  t.same(on(files), {
    detail:
      'Notes.cs:1 sorts by created_at alone, which keeps whole seconds (schema.sql:2): what was created in the same second has no order.',
    advice: 'Sort by the id, too, as in ORDER BY created_at DESC, id DESC.',
  })
  t.match(on(files, [{ id: 2 }, { id: 1 }])?.detail, 'sorts by created_at alone', 'the newest are not even in the list')
  t.equal(on(files, [{ id: 5 }, { id: 4 }]), undefined)
  t.equal(on(files, [{ id: 4 }], '/notes?offset=1'), undefined, 'the request may ask for others')
  t.equal(on({ ...files, 'Notes.cs': files['Notes.cs'].replace('DESC', '') }), undefined, 'the oldest come first')
  for (const sort of ['.order(Sequel.desc(:created_at))', '.reverse(:created_at)', '.order(created_at: :desc)'])
    t.match(
      on({ 'schema.sql': table, 'notes.rb': `DB[:notes]${sort}.all` })?.detail,
      /^notes\.rb:1 sorts by created_at/,
    )
  t.equal(on({ ...files, 'Notes.cs': 'Query("… ORDER BY created_at DESC, id DESC")' }), undefined)
  t.equal(on({ ...files, 'schema.sql': table.replace('(0)', '') }), undefined, 'PostgreSQL keeps microseconds')
  const mariadb = 'CREATE TABLE notes (id INT AUTO_INCREMENT,\n  created_at DATETIME NOT NULL)'
  t.match(on({ ...files, 'schema.sql': mariadb })?.detail, 'schema.sql:2')
  t.equal(on({ ...files, 'schema.sql': mariadb.replace('DATETIME', 'DATETIME(6)') }), undefined)
  const laravel = {
    'database/migrations/1_notes.php': '$table->id();\n$table->timestamps();',
    'app/Notes.php': 'return Note::latest()->get();',
  }
  t.match(on(laravel)?.detail, /^app\/Notes\.php:1 sorts by created_at alone/)
  t.equal(on({ ...laravel, 'app/Notes.php': 'Note::latest()\n  ->orderBy("id")' }), undefined)
})

t.test('the pagination of Django REST framework is named where a test expects an array', async (t) => {
  const body = '{"count":5,"next":"http://127.0.0.1:8080/notes?limit=2&offset=2","previous":null,"results":[{"id":5}]}'
  const settings = { 'config/settings.py': 'REST_FRAMEWORK = {\n  "DEFAULT_PAGINATION_CLASS": "a.B",\n}' }
  const run = (message: string, responseBody = body): TestRun => ({
    ...failedRun('a'),
    message,
    transcript: [makeExchange({ status: 200, responseBody })],
  })
  const told = (failed: TestRun, files: Record<string, string> = settings) =>
    findResponseCause([failed], handedIn(files, 'python'))
  t.match(told(run('list.json.map is not a function')), {
    detail: /^A list arrived as an object with count, next, previous and results, .* \(config\/settings\.py:2\)/,
    advice: /^Set pagination_class = None/,
  })
  t.equal(told(run('Expected: 200')), undefined)
  t.equal(told(run('list.json.map is not a function', '{"results":[]}')), undefined)
  t.equal(told(run('list.json.map is not a function'), {}), undefined)
})
