import t from 'tap'
import { planStart } from '../../../worker/languages/plans.js'

const node = (files: Record<string, string>) =>
  planStart('node', new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])))
const compileFile = ['tsc', '--target', 'es2024', '--module', 'nodenext', '--types', 'node', '--skipLibCheck']
const intoDist = ['--rootDir', '.', '--outDir', 'dist']

t.test('a main file in TypeScript is compiled and its compiled form started', async (t) => {
  t.same(node({ 'server.ts': '' }), {
    build: [...compileFile, 'server.ts', ...intoDist],
    start: ['node', 'dist/server.js'],
    env: { NODE_ENV: 'production', PATH: '/app/node_modules/.bin:/node_modules/.bin:/usr/local/bin:/usr/bin:/bin' },
  })
  t.match(node({ 'package.json': '{}', 'src/index.mts': '' }), { start: ['node', 'dist/src/index.mjs'] })
  t.match(node({ 'src/server.ts': '', 'app.ts': '' }), { start: ['node', 'dist/app.js'] })
})

t.test('a project is compiled whole, wherever its settings would put it', async (t) => {
  t.match(node({ 'tsconfig.json': '{}', 'src/server.ts': '', 'src/todo.ts': '' }), {
    build: ['tsc', '-p', '.', '--noEmit', 'false', ...intoDist],
    start: ['node', 'dist/src/server.js'],
  })
})

t.test('with a start line the settings of the project stand', async (t) => {
  const files = { 'tsconfig.json': '{"compilerOptions":{"outDir":"build"}}', 'src/server.ts': '' }
  t.match(node({ ...files, 'package.json': '{"scripts":{"start":"node build/server.js"}}' }), {
    build: ['tsc', '-p', '.'],
    start: ['sh', '-c', 'trap : TERM\nnode build/server.js'],
  })
  t.match(node({ ...files, Procfile: 'web: node build/server.js' }), { build: ['tsc', '-p', '.'] })
})

t.test('a start line that runs TypeScript as it is needs no compiler', async (t) => {
  for (const start of ['tsx src/server.ts', 'node src/server.ts', 'tsx .']) {
    t.match(
      node({ 'tsconfig.json': '{}', 'src/server.ts': '', 'package.json': JSON.stringify({ scripts: { start } }) }),
      { build: null },
    )
  }
})

t.test('a build script wins, and JavaScript that is there is started', async (t) => {
  const files = { 'tsconfig.json': '{}', 'src/server.ts': '' }
  t.match(node({ ...files, 'package.json': '{"scripts":{"build":"tsc -p .","start":"node dist/server.js"}}' }), {
    build: ['npm', 'run', 'build'],
  })
  t.match(node({ 'server.js': '', 'server.ts': '' }), { build: null, start: ['node', 'server.js'] })
})

t.test('types alone are nothing to start', async (t) => {
  t.match(node({ 'tsconfig.json': '{}', 'src/todo.ts': '' }), {
    refusal: /none of server.js, index.js, app.js \(or the same with .ts\)/,
  })
  t.match(node({ 'src/server.d.ts': '' }), { refusal: /nothing to start/ })
})
