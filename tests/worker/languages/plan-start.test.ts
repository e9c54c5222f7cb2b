import t from 'tap'
import { planStart } from '../../../worker/languages/plan-start.js'

const tree = (files: Record<string, string>) => new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]))
const node = (files: Record<string, string>) => planStart('node', tree(files))
const python = (files: Record<string, string>) => planStart('python', tree(files))

t.test('the web line of a Procfile wins over every habit', async (t) => {
  const Procfile = 'release: ./migrate\nweb:  gunicorn app:app --bind 0.0.0.0:$PORT \n'
  t.match(python({ Procfile, 'main.py': '' }), { start: ['sh', '-c', 'trap : TERM\ngunicorn app:app --bind 0.0.0.0:$PORT'] })
  t.match(node({ Procfile: 'web: node x.js', 'package.json': '{"scripts":{"start":"node y.js"}}' }), { start: ['sh', '-c', 'trap : TERM\nnode x.js'] })
})

t.test('Node starts by the start script, else by a main file', async (t) => {
  t.match(node({ 'package.json': '{"scripts":{"start":"node src/main.js"}}' }), { build: null, start: ['sh', '-c', 'trap : TERM\nnode src/main.js'] })
  t.match(node({ 'package.json': '{}', 'index.js': '', 'app.js': '' }), { start: ['node', 'index.js'] })
  t.match(node({ 'server.mjs': '' }), { start: ['node', 'server.mjs'] })
})

t.test('Node is built where there is a build script', async (t) => {
  t.match(node({ 'package.json': '{"scripts":{"build":"tsc","start":"node dist/a.js"}}' }), { build: ['npm', 'run', 'build'] })
})

t.test('Python starts main.py, else app.py', async (t) => {
  t.match(python({ 'app.py': '', 'main.py': '' }), { build: null, start: ['python3', 'main.py'] })
  t.match(python({ 'app.py': '' }), { start: ['python3', 'app.py'] })
})

t.test('what cannot be started is refused with what was looked for', async (t) => {
  t.match(node({ 'README.md': '' }), { refusal: /Procfile.*"start" script.*server.js/ })
  t.match(node({ 'package.json': '{"scripts":' }), { refusal: /not valid JSON/ })
  t.match(python({ 'src/main.py': '' }), { refusal: /main.py, app.py/ })
})

t.test('a package.json of odd shape is read without harm', async (t) => {
  t.match(node({ 'package.json': '{"scripts":{"start":7}}', 'server.js': '' }), { start: ['node', 'server.js'] })
  t.match(node({ 'package.json': '{"scripts":null}', 'server.js': '' }), { start: ['node', 'server.js'] })
})

t.test('a start line that no engine could take is refused, not tried', async (t) => {
  const refusal = /start line.*4096 characters/
  t.match(python({ Procfile: `web: python3 ${'x'.repeat(5000)}` }), { refusal })
  t.match(python({ Procfile: 'web: python3 a\0b.py' }), { refusal })
  t.match(node({ 'package.json': JSON.stringify({ scripts: { start: `node ${'x'.repeat(5000)}` } }) }), { refusal })
  t.match(python({ Procfile: `web: python3 ${'x'.repeat(4000)}` }), { start: ['sh', '-c', /^trap : TERM\npython3 x+$/] })
})
