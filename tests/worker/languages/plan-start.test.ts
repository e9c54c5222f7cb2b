import t from 'tap'
import { findAppObject } from '../../../worker/languages/app-objects.js'
import { planStart } from '../../../worker/languages/plans.js'

const tree = (files: Record<string, string>) =>
  new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]))
const node = (files: Record<string, string>) => planStart('node', tree(files))
const python = (files: Record<string, string>) => planStart('python', tree(files))

t.test('the web line of a Procfile wins over every habit', async (t) => {
  const Procfile = 'release: ./migrate\nweb:  gunicorn app:app --bind 0.0.0.0:$PORT \n'
  t.match(python({ Procfile, 'main.py': '' }), {
    start: ['sh', '-c', 'trap : TERM\ngunicorn app:app --bind 0.0.0.0:$PORT'],
  })
  t.match(node({ Procfile: 'web: node x.js', 'package.json': '{"scripts":{"start":"node y.js"}}' }), {
    start: ['sh', '-c', 'trap : TERM\nnode x.js'],
  })
})

t.test('Node starts by the start script, else by a main file', async (t) => {
  t.match(node({ 'package.json': '{"scripts":{"start":"node src/main.js"}}' }), {
    build: null,
    start: ['sh', '-c', 'trap : TERM\nnode src/main.js'],
  })
  t.match(node({ 'package.json': '{}', 'index.js': '', 'app.js': '' }), { start: ['node', 'index.js'] })
  t.match(node({ 'server.mjs': '' }), { start: ['node', 'server.mjs'] })
})

t.test('Node is built where there is a build script', async (t) => {
  t.match(node({ 'package.json': '{"scripts":{"build":"tsc","start":"node dist/a.js"}}' }), {
    build: ['npm', 'run', 'build'],
  })
})

t.test('Python starts main.py, else app.py', async (t) => {
  t.match(python({ 'app.py': '', 'main.py': '' }), { build: null, start: ['python3', 'main.py'] })
  t.match(python({ 'app.py': '' }), { start: ['python3', 'app.py'] })
})

t.test('the development server of Django finds the database of a new project, empty', async (t) => {
  const settings = 'DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "db.sqlite3"}}'
  const files = { Procfile: 'web: python manage.py runserver $PORT', 'site1/settings.py': settings }
  t.match(python(files), { build: ['touch', 'db.sqlite3'] })
  t.match(
    python({
      ...files,
      'site1/settings.py': settings.replace('BASE_DIR / "db.sqlite3"', 'os.path.join(BASE_DIR, "app.db")'),
    }),
    { build: ['touch', 'app.db'] },
  )
  t.match(python({ ...files, 'db.sqlite3': '' }), { build: null }, 'its own')
  t.match(python({ ...files, Procfile: 'web: gunicorn site1.wsgi' }), { build: null })
  t.match(
    python({ ...files, 'site1/settings.py': settings.replace('BASE_DIR / "db.sqlite3"', '"/data/db.sqlite3"') }),
    { build: null },
  )
})

t.test('what cannot be started is refused with what was looked for', async (t) => {
  t.match(node({ 'README.md': '' }), { refusal: /Procfile.*"start" script.*server.js/ })
  t.match(python({ 'src/service.py': '' }), { refusal: /main.py, app.py/ })
})

t.test('a package.json of odd shape is read without harm', async (t) => {
  t.match(node({ 'package.json': '{"scripts":{"start":7}}', 'server.js': '' }), { start: ['node', 'server.js'] })
  t.match(node({ 'package.json': '{"scripts":null}', 'server.js': '' }), { start: ['node', 'server.js'] })
})

t.test('a start line that no engine could take is refused, not tried', async (t) => {
  const refusal = /start command.*4096 characters/
  t.match(python({ Procfile: `web: python3 ${'x'.repeat(5000)}` }), { refusal })
  t.match(python({ Procfile: 'web: python3 a\0b.py' }), { refusal })
  t.match(node({ 'package.json': JSON.stringify({ scripts: { start: `node ${'x'.repeat(5000)}` } }) }), { refusal })
  t.match(python({ Procfile: `web: python3 ${'x'.repeat(4000)}` }), {
    start: ['sh', '-c', /^trap : TERM\npython3 x+$/],
  })
})

const utf16 = (text: string) => Buffer.concat([Buffer.from('fffe', 'hex'), Buffer.from(text, 'utf16le')])
const webOf = (path: string, content: string | Buffer, files: Record<string, string> = { 'go.js': '' }) =>
  planStart('node', new Map([...tree(files), [path, Buffer.from(content)]]))

t.test('a Procfile is read as learners write it', async (t) => {
  const expected = { start: ['sh', '-c', 'trap : TERM\nnode go.js'] }
  for (const content of [
    'web: node go.js',
    '\ufeffweb: node go.js',
    'Web: node go.js',
    '  web: node go.js\r\n',
    'web:node go.js',
    'WEB : node go.js',
    'web: "node go.js"',
    utf16('web: node go.js\r\n'),
  ])
    t.match(webOf('Procfile', content), expected, String(content))
  for (const path of ['procfile', 'PROCFILE', 'Procfile.txt']) t.match(webOf(path, 'web: node go.js'), expected, path)
  t.match(
    webOf('Procfile', 'web: node -e "1" "2"'),
    { start: ['sh', '-c', 'trap : TERM\nnode -e "1" "2"'] },
    'quotes within',
  )
  t.match(webOf('Procfile', 'web: ./start.sh now', { 'start.sh': '#!/bin/bash\nnode go.js' }), {
    start: ['sh', '-c', 'trap : TERM\nbash ./start.sh now'],
  })
})

t.test('a Procfile that says nothing is named, with the line to write', async (t) => {
  t.match(webOf('Procfile', 'node go.js\n'), {
    refusal: 'The Procfile has no line that begins with "web:".',
    advice: 'Write in it: web: node go.js',
  })
  t.match(webOf('Procfile', 'worker: node go.js\n'), {
    refusal: 'The Procfile has no line that begins with "web:", only worker.',
  })
  t.match(webOf('Profile', 'web: node go.js'), {
    refusal: 'There is nothing to start, and Profile is not read.',
    advice: 'Rename Profile to Procfile.',
  })
})

t.test('a package.json that cannot be read is told by line and column, and is in nobody\u2019s way', async (t) => {
  const broken = '{\n  "name": "x",\n}'
  const fault = 'package.json is not valid JSON: line 3, column 1: there is an extra comma before it.'
  t.same(node({ 'package.json': broken }), { refusal: fault, advice: 'Fix package.json: correct line 3, column 1.' })
  t.match(node({ 'package.json': broken, Procfile: 'web: node go.js' }), {
    build: ['rm', 'package.json'],
    start: ['sh', '-c', 'trap : TERM\nnode go.js'],
    note: `${fault} It was not used.`,
    noteAdvice: 'Fix package.json: correct line 3, column 1.',
  })
  t.match(node({ 'package.json': '', 'server.js': '' }), {
    start: ['node', 'server.js'],
    note: 'package.json is empty. It was not used.',
    noteAdvice: 'Fix package.json: write at least {} in it, or remove it.',
  })
  t.match(webOf('package.json', utf16('{}'), {}), {
    refusal: /^package.json is in UTF-16/,
    advice: 'Fix package.json: save it as UTF-8.',
  })
  t.match(webOf('package.json', '\ufeff{"scripts":{"start":"node go.js"}}'), {
    start: ['sh', '-c', 'trap : TERM\nnode go.js'],
  })
})

t.test('the main of a package.json is honoured, if it is there', async (t) => {
  t.match(node({ 'package.json': '{"main":"./lib/go.js"}', 'lib/go.js': '', 'server.js': '' }), {
    start: ['node', 'lib/go.js'],
  })
  t.match(node({ 'package.json': '{"main":"lib"}', 'lib/index.js': '' }), { start: ['node', 'lib/index.js'] })
  t.match(node({ 'package.json': '{"main":"index.js"}', 'server.js': '' }), { start: ['node', 'server.js'] })
  t.match(node({ 'package.json': '{"main":"dist/go.js","scripts":{"build":"tsc"}}' }), {
    build: ['npm', 'run', 'build'],
    start: ['node', 'dist/go.js'],
  })
})

t.test('where there is a script for development only, the refusal has the start script to write', async (t) => {
  const dev = (script: string, file = 'src/index.js') =>
    node({ 'package.json': JSON.stringify({ scripts: { dev: script } }), [file]: '' })
  const start = (line: string) => ({
    refusal: /has a "dev" script but no "start" script/,
    advice: `Add to the scripts of package.json: "start": "${line}"`,
  })
  t.match(dev('nodemon src/index.js'), start('node src/index.js'))
  t.match(dev('node --watch ./src/index.js'), start('node ./src/index.js'))
  t.match(dev('ts-node-dev --respawn src/go.ts', 'src/go.ts'), start('tsx src/go.ts'))
  t.match(dev('vite'), { refusal: /folder "src" looks like a project/ })
})

const backend = {
  'backend/package.json': '{"scripts":{"build":"tsc","start":"node dist/server.js"}}',
  'backend/src/server.ts': '',
}

t.test('a Procfile that starts a folder builds it there', async (t) => {
  const planned = node({ ...backend, 'frontend/index.html': '', Procfile: 'web: cd backend && node dist/server.js' })
  t.match(planned, {
    build: ['sh', '-c', 'cd "$0" && exec "$@"', 'backend', 'npm', 'run', 'build'],
    start: ['sh', '-c', 'trap : TERM\ncd backend && node dist/server.js'],
  })
  const whole = {
    ...backend,
    'package.json': '{"scripts":{"build":"npm run build --prefix backend"}}',
    Procfile: 'web: cd backend && node dist/server.js',
  }
  t.match(node(whole), { build: ['npm', 'run', 'build'] }, 'a build of the whole counts')
})

t.test('a folder of Python sources that are imported by its name is started from above', async (t) => {
  const files = {
    'app/main.py': 'from fastapi import FastAPI\nimport app.crud\n\napp = FastAPI()\n',
    'app/crud.py': '',
  }
  t.match(python(files), { refusal: /^There is nothing to start: no "web:" line/, advice: undefined })
  t.match(findAppObject('python', tree(files)), {
    found: 'app/main.py creates a FastAPI application ("app")',
    write: 'Add a Procfile with the line "web: uvicorn app.main:app --port $PORT".',
  })
})

t.test('a folder that looks like the project is named, with the line that starts it', async (t) => {
  const front = { 'frontend/package.json': '{"scripts":{"start":"vite"}}' }
  t.match(node({ ...front, ...backend }), {
    refusal:
      'There is nothing to start at the top level of your submission, but the folder "backend" looks like a project.',
    advice:
      'Submit only that folder, or add a Procfile next to it with this line: web: cd backend && node dist/server.js',
  })
  t.match(python({ 'client/package.json': '{}', 'server/main.py': '' }), {
    refusal: /folder "server" looks like a project/,
    advice: /web: cd server && python3 main\.py$/,
  })
  t.match(python({ 'src/app.py': 'app = Flask(__name__)' }), { advice: /web: cd src && gunicorn app:app$/ })
  t.match(python({ 'src/app.py': 'app = Flask(__name__)\napp.run(port=8080)' }), {
    advice: /web: cd src && python3 app\.py$/,
  })
  t.match(node({ 'week1/server.js': '', 'week2/server.js': '' }), {
    refusal: /several projects in it: "week1" and "week2"\.$/,
    advice: /^Submit only one of these folders/,
  })
})
