import { existsSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { loadScript } from './load-script.js'

const { compileSources, compileWithTests } = await loadScript('bootstrap/compile.mjs')
const progress = { tell: () => undefined }

/** Notes that it was run, and fails where `wrong` is there. */
const compiler = `
const { appendFileSync, existsSync } = require('node:fs')
appendFileSync('runs', process.argv[2] + ' ')
if (existsSync('wrong')) { console.log('api/a.ts(1,1): error TS2322'); process.exit(2) }
`

function makeProject(test: Test): string {
  const folders = Object.fromEntries(
    ['contracts', 'storage', 'worker', 'cli', 'sandbox-images', 'bench'].map((name) => [name, {}]),
  )
  const scripts = { build: 'node compiler.cjs sources', 'build:tests': 'node compiler.cjs tests' }
  const settings = Object.fromEntries(
    ['tsconfig.json', 'tsconfig.build.json', 'tsconfig.tests.json', 'package-lock.json'].map((name) => [name, '{}']),
  )
  return test.testdir({
    ...folders,
    ...settings,
    'package.json': JSON.stringify({ scripts }),
    'compiler.cjs': compiler,
    runs: '',
    api: { 'a.ts': 'a' },
    tests: { 'a.test.ts': 'a', deep: { 'b.test.tsx': 'b', 'gone.test.ts': 'c' } },
    dist: { tests: { 'a.test.js': 'a', deep: { 'b.test.js': 'b', 'gone.test.js': 'c', 'gone.test.js.map': 'c' } } },
  })
}

const runsOf = (root: string) => readFile(join(root, 'runs'), 'utf8')

t.test('what has not changed is not compiled again, with tests or without', async (t) => {
  const root = makeProject(t)
  await compileSources(root, progress)
  await compileSources(root, progress)
  t.equal(await runsOf(root), 'sources ')
  await compileWithTests(root, progress)
  await compileWithTests(root, progress)
  await compileSources(root, progress)
  t.equal(await runsOf(root), 'sources tests ')
})

t.test('a change in the tests is none to the sources, a change in the sources is one to both', async (t) => {
  const root = makeProject(t)
  await compileWithTests(root, progress)
  await writeFile(join(root, 'tests/a.test.ts'), 'changed')
  await compileSources(root, progress)
  t.equal(await runsOf(root), 'tests ')
  await writeFile(join(root, 'api/a.ts'), 'changed')
  await compileSources(root, progress)
  await compileWithTests(root, progress)
  t.equal(await runsOf(root), 'tests sources tests ')
})

t.test('wrong types are told of each time, until they are right', async (t) => {
  const root = makeProject(t)
  await compileWithTests(root, progress)
  await writeFile(join(root, 'wrong'), '')
  await writeFile(join(root, 'api/a.ts'), 'changed')
  for (const _ of [1, 2]) t.match(await compileWithTests(root, progress), { exitCode: 2, output: /TS2322/ })
  await t.rejects(compileSources(root, progress), { message: /do not compile:\n.*TS2322/ })
  await rm(join(root, 'wrong'))
  t.match(await compileWithTests(root, progress), { exitCode: 0 })
  t.equal(await runsOf(root), 'tests tests tests sources tests ')
})

t.test('a test that was deleted is not left compiled', async (t) => {
  const root = makeProject(t)
  await compileWithTests(root, progress)
  await rm(join(root, 'tests/deep/gone.test.ts'))
  await compileWithTests(root, progress)
  t.same(
    ['gone.test.js', 'gone.test.js.map', 'b.test.js'].map((name) => existsSync(join(root, 'dist/tests/deep', name))),
    [false, false, true],
  )
  t.ok(existsSync(join(root, 'dist/tests/a.test.js')))
})
