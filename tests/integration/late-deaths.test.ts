import t from 'tap'
import { readExercisePackage } from '../../contracts/exercise/exercise-package.js'
import { assessDirectly } from '../../worker/assess.js'
import { sandbox } from './pod/example-pod.js'
import { treeOf } from '../tree-of.js'

const exercise = readExercisePackage(
  treeOf({
    'exercise.yaml': `slug: late-deaths
title: Late deaths
languages: [node]
weights: { correctness: 100, speed: 0, quality: 0 }
limits: { memoryMb: 128, startSeconds: 20, checkSeconds: 60 }
`,
    'statement.md': 'None.',
    'starter/node/server.js': '',
    // The second test is long enough for a service that is about to end to end in it.
    'hidden/correctness/a.test.mjs': `import { expect, test } from '@assay/kit'
test('crashes', { id: 'crashes', points: 1 }, async ({ http }) => expect((await http.get('/crash')).status).toBe(201))
test('is innocent', { id: 'innocent', points: 1 }, async ({ http }) => {
  expect((await http.get('/one')).status).toBe(200)
  await new Promise((resolve) => setTimeout(resolve, 600))
  expect((await http.get('/two')).status).toBe(200)
})
`,
  }),
)

/** Ends some time after the request that it is about to die of. */
const dying = (steps: string, afterMs: number) => `
const service = require('node:http').createServer((request, response) => {
  console.log('asked for', request.url)
  if (request.url !== '/crash') return response.end()
  ${steps}
  setTimeout(() => { console.log('last words'); process.exit(3) }, ${afterMs})
}).listen(process.env.PORT)
`

const ways: [what: string, source: string][] = [
  ['cuts the connection and listens until it ends', dying('request.socket.destroy()', 300)],
  [
    'cuts the connection, stops listening, and takes long to end',
    dying('service.close(); request.socket.destroy()', 2000),
  ],
  ['responds, stops listening, and takes long to end', dying('response.end(); service.close()', 2000)],
]

for (const [what, source] of ways) {
  await t.test(`a service that ${what} costs the next test nothing`, async (t) => {
    const report = await assessDirectly(
      { exercise, source: treeOf({ 'server.js': source }), language: 'node', worker: 'tests', seed: 'seed' },
      sandbox,
    )
    const [crashes, innocent] = report.checks.correctness.tests
    t.match(crashes, {
      outcome: 'failed',
      message: /^Your service stopped during this test \(exit code 3\)\./,
      log: ['asked for /crash', 'last words'],
    })
    t.match(innocent, { outcome: 'passed', message: null, earned: 1 })
    t.match(
      innocent?.log.filter((line) => line !== 'asked for /'),
      ['asked for /one', 'asked for /two'],
    )
    t.match(report, { verdict: 'crashed', score: 50 })
    t.notOk(report.phases.some(({ name }) => name === 'second-round'))
  })
}
