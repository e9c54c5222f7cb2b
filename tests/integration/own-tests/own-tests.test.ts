import { randomUUID } from 'node:crypto'
import t from 'tap'
import type { ExercisePackage } from '../../../contracts/exercise/exercise-package.js'
import { defaultLimits } from '../../../contracts/limits.js'
import { languages, type Language } from '../../../contracts/language.js'
import { runOwnTests } from '../../../worker/checks/quality/run-own-tests.js'
import { connectEngine } from '../../../worker/sandbox/engine.js'
import { leftOutImages, listImages } from '../../../worker/sandbox/images/list-images.js'
import { createSandbox } from '../../../worker/sandbox/sandbox.js'
import { mixedTests } from './samples.js'

const docker = connectEngine(process.env['DOCKER_HOST'])
const sandbox = createSandbox(docker)
const leftOut = leftOutImages(await listImages(docker))

const run = (language: Language, files: Record<string, string>, exercise: Partial<ExercisePackage> = {}) =>
  runOwnTests(
    {
      runId: randomUUID(),
      delivery: 1,
      worker: 'own-tests',
      exercise: { services: [], limits: defaultLimits, quality: { ownTests: 'shown' }, ...exercise } as ExercisePackage,
      language,
      source: new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])),
      signal: new AbortController().signal,
    },
    sandbox,
  )

/** Tests of the samples that pass. */
const passing: Readonly<Record<Language, number>> = { node: 3, python: 2, java: 1, php: 1, dotnet: 1, ruby: 2 }

for (const language of languages) {
  const skip = leftOut.includes(language) ? 'the image is left out' : false
  t.test(
    `${language}: what passes, what fails and what is covered is told as the runner counts it`,
    { skip, timeout: 180_000 },
    async (t) => {
      const services = language === 'python' ? (['postgres'] as const) : []
      const told = await run(language, mixedTests[language], { services })
      t.match(told, { state: 'failed', passed: passing[language], failed: 1 }, told?.log ?? '')
      t.ok((told?.coverage ?? 0) > 10 && (told?.coverage ?? 0) < 95, `${told?.coverage} %`)
      t.match(told?.log, /fails/i, 'the log says which failed')
    },
  )
}

const compiled = (test: string, from: string, options = '') => ({
  'package.json': JSON.stringify({ scripts: { build: 'tsc', start: 'node dist/server.js', test } }),
  'tsconfig.json': `{ "compilerOptions": { "outDir": "dist", "rootDir": "src", "module": "commonjs"${options} }, "include": ["src"] }`,
  'src/server.ts': 'export function serve(): number {\n  return 1\n}\n'.repeat(1) + '\n'.repeat(7) + 'serve()\n',
  'src/sums.ts': 'export function add(a: number, b: number): number {\n  return a + b\n}\n',
  [from]: `const { add } = require('../${from.endsWith('.ts') ? 'src' : 'dist'}/sums')
require('node:test').test('adds', () => require('node:assert').equal(add(1, 2), 3))
`,
})

for (const [what, files] of Object.entries({
  'the sources': compiled('node --import tsx --test tests/sums.test.ts', 'tests/sums.test.ts'),
  'the results': compiled('node --test tests/sums.test.js', 'tests/sums.test.js'),
  'results with source maps': compiled('node --test tests/sums.test.js', 'tests/sums.test.js', ', "sourceMap": true'),
})) {
  t.test(`files that no test loads count where the tests of a compiled project run ${what}`, async (t) => {
    const told = await run('node', files)
    t.match(told, { state: 'passed', passed: 1 }, told?.log ?? '')
    t.ok((told?.coverage ?? 0) > 10 && (told?.coverage ?? 0) < 60, `${told?.coverage} %`)
  })
}

const python = (tests: string) => ({ 'main.py': '', 'test_it.py': tests })

t.test('tests that all pass have passed', { timeout: 60_000 }, async (t) => {
  t.match(await run('python', python('def test_it():\n    pass\n')), {
    state: 'passed',
    passed: 1,
    failed: 0,
    command: 'pytest',
  })
})

t.test('tests without an end are ended', { timeout: 60_000 }, async (t) => {
  const limits = { ...defaultLimits, checkSeconds: 1 }
  const told = await run('python', python('def test_it():\n    while True:\n        pass\n'), { limits })
  t.match(told, { state: 'timed-out', passed: null, log: /limit of time: 1 s\.$/ })
})

t.test(
  'tests that do not build, and a file that no runner can load, have failed with their log',
  { timeout: 120_000 },
  async (t) => {
    t.match(await run('python', python('def')), { state: 'failed', failed: 1, log: /SyntaxError/ })
    const java = {
      'Main.java': 'class Main { public static void main(String[] args) {} }',
      'test/MainTest.java': 'class MainTest { broken }',
    }
    t.match(await run('java', java), { state: 'failed', passed: null, log: /MainTest\.java:1: error/ })
  },
)

t.test('a submission without tests, and an exercise that leaves them alone, need no pod', async (t) => {
  t.match(await run('python', { 'main.py': '' }), { state: 'none', passed: null, coverage: null })
  t.equal(await run('python', python(''), { quality: { ownTests: 'off' } }), undefined)
})

t.test('nothing of it is left', async (t) => {
  const filters = JSON.stringify({ label: ['org.assay.worker=own-tests'] })
  t.same(await docker.listContainers({ all: true, filters }), [])
})
