import t from 'tap'
import { readExercisePackage } from '../../contracts/exercise/exercise-package.js'
import type { Report } from '../../contracts/report/report.js'
import { assessDirectly } from '../../worker/assess.js'
import { sandbox } from './pod/example-pod.js'
import { treeOf } from '../tree-of.js'

const given = `const { createServer } = require('node:http')
const answer = (response, text) => response.end(eval('text'))
`
const service = (body: string) => `${given}createServer((request, response) => {
${body}
}).listen(process.env.PORT)
`
const reference = service('  answer(response, request.url)')

const manifest = `slug: echo
title: An echo
languages: [node]
weights: { correctness: 50, speed: 0, quality: 50 }
limits: { memoryMb: 128, startSeconds: 10, checkSeconds: 20 }
quality: { ownTests: counted }
`
const hiddenTest = `import { expect, test } from '@assay/kit'
test('Echoes a path', { points: 1 }, async ({ http }) => {
  expect((await http.get('/tested')).text).toBe('/tested')
})
`
const exercise = readExercisePackage(
  treeOf({
    'exercise.yaml': manifest,
    'statement.md': 'Answer with the path.',
    'starter/node/server.js': given,
    'hidden/correctness/echo.test.mjs': hiddenTest,
    'submissions/accepted/node-reference/server.js': reference,
  }),
)

async function grade(files: Record<string, string>): Promise<{ report: Report; phases: string[] }> {
  const phases: string[] = []
  const report = await assessDirectly(
    {
      source: treeOf(files),
      exercise,
      language: 'node',
      worker: 'quality-tests',
      onProgress: (progress) => progress.type === 'phase' && phases.push(progress.phase),
    },
    sandbox,
  )
  return { report, phases }
}

const ownTest = `const test = require('node:test')
test('nothing', () => {})
`
const qualityOf = ({ report }: { report: Report }) => report.checks.quality

await t.test('a service that works is read, and its own tests are run', async (t) => {
  const poor = service('  const unused = 1\n  eval(request.headers.code)\n  answer(response, request.url)')
  const graded = await grade({
    'server.js': poor,
    'package.json': '{ "scripts": { "test": "node --test" } }',
    'server.test.js': ownTest,
  })
  const { details, score } = qualityOf(graded)
  t.equal(graded.phases.at(-1), 'quality')
  t.same(
    details?.findings.map(({ rule, line }) => [rule, line]),
    [
      ['assay:command-injection', 5],
      ['eslint:no-unused-vars', 4],
    ],
  )
  t.match(details?.ownTests, { state: 'passed', passed: 1, failed: 0, command: 'npm test' })
  t.ok(score !== null && score < 75, `${score} without what is given by tests that cover little`)
  t.match(graded.report.receipt.images.analyst, /^assay\/analyst:/)
})

await t.test('a service that does not work earns nothing, and is not read', async (t) => {
  const { state, score, reason, details } = qualityOf(await grade({ 'server.js': service("  response.end('wrong')") }))
  t.match({ state, score, reason }, { state: 'scored', score: 0, reason: /^Quality is checked only when/ })
  t.equal(details, undefined)
})

await t.test('the same submission has the same findings every time', async (t) => {
  const files = {
    'server.js': reference,
    'other.js': 'var a = 1\nvar a = 2\nif (a = 3) debugger\nfunction f(b) { return b == a; b = 2 }\n',
  }
  const told = [await grade(files), await grade(files)].map((graded) => qualityOf(graded).details?.findings)
  t.ok((told[0]?.length ?? 0) > 2)
  t.same(told[0], told[1])
})

await t.test(
  'a source that is made to break whoever reads it is an outcome, and its settings are not run',
  async (t) => {
    const hostile = {
      'server.js': reference,
      'deep.js': `module.exports = ${'['.repeat(100_000)}${']'.repeat(100_000)}\n`,
      'long.js': `module.exports = '${'x'.repeat(8 * 1024 * 1024)}'\n`,
      'eslint.config.mjs': 'process.exit(0)\n',
      '.eslintrc.cjs': "throw new Error('was read')\n",
    }
    const { report } = await grade(hostile)
    const { score, details } = report.checks.quality
    t.equal(report.verdict, 'assessed')
    t.equal(typeof score, 'number')
    t.same(details?.unread.map(({ path }) => path).sort(), ['deep.js', 'long.js'])
    t.match(details?.tools, { eslint: /\d/ })
  },
)
