import t from 'tap'
import type { ExercisePackage } from '../../../../contracts/exercise/exercise-package.js'
import { decideSpeed } from '../../../../worker/checks/speed/run.js'
import { noFacts, type RunFacts } from '../../../../worker/report/verdict.js'
import { examination, failedRun, passedRun } from '../../report/examination-fixture.js'

const scenarios = 'hidden/speed/a.speed.mjs'
const reference = 'submissions/accepted/node-reference/server.js'
const exerciseOf = (paths: string[], speed = 20) =>
  ({
    files: new Map(paths.map((path) => [path, Buffer.from('')])),
    weights: { correctness: 80 - speed, speed, quality: 20 },
  }) as unknown as ExercisePackage

const testOf = (id: string) => ({
  id,
  title: id,
  group: 'g',
  points: 1,
  hint: null,
  show: 'full' as const,
  file: 'a.test.mjs',
})
const factsOf = (passed: number, failed: number, changes = {}): RunFacts => {
  const runs = Array.from({ length: passed + failed }, (_, at) =>
    at < passed ? passedRun(`t${at}`) : failedRun(`t${at}`),
  )
  return { ...noFacts, tests: runs.map(({ id }) => testOf(id)), examination: examination({ runs, ...changes }) }
}

const decide = (facts: RunFacts, changes: Partial<Parameters<typeof decideSpeed>[0]> = {}) =>
  decideSpeed({ exercise: exerciseOf([scenarios, reference]), language: 'node', facts, isWanted: true, ...changes })

t.test('what works is measured, from half of the points on', async (t) => {
  t.equal(decide(factsOf(2, 0)), null)
  t.equal(decide(factsOf(1, 1)), null)
})

t.test('a service that crashed in one test and passes the most is measured', async (t) => {
  t.equal(decide(factsOf(3, 1, { deaths: [{ exitCode: 1 }] })), null)
})

t.test('what does not work earns nothing, and says why', async (t) => {
  t.match(decide(factsOf(1, 2)), { state: 'scored', score: 0, reason: /^Speed is measured only when/ })
  t.match(decide({ ...noFacts, refusal: 'no package.json' }), {
    state: 'scored',
    score: 0,
    reason: /run to the end, and they did not/,
  })
  t.match(decide(factsOf(3, 0, { limit: 'memory' })), { state: 'scored', score: 0 })
})

t.test('what the exercise lacks is not held against a submission', async (t) => {
  const facts = factsOf(0, 2)
  t.match(decide(facts, { exercise: exerciseOf([reference]) }), { state: 'skipped', reason: /no speed scenarios/ })
  t.match(decide(facts, { exercise: exerciseOf([scenarios, reference], 0) }), {
    state: 'skipped',
    reason: /no points for speed/,
  })
  t.match(decide(facts, { language: 'php' }), { state: 'skipped', reason: /no reference in PHP/ })
  t.match(decide(facts, { isWanted: false }), { state: 'skipped', reason: /started without it/ })
})
