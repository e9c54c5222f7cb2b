import t from 'tap'
import type { ExercisePackage } from '../../../contracts/exercise/exercise-package.js'
import { defaultLimits } from '../../../contracts/limits.js'
import type { HiddenTest } from '../../../contracts/protocol/examiner.js'
import type { Examination, TestRun } from '../../../worker/checks/correctness/examination.js'
import { gradeTests } from '../../../worker/checks/correctness/score.js'
import { decideQuality } from '../../../worker/checks/quality/run.js'
import { seedRandom } from '../../../worker/checks/seeded-random.js'
import { buildReport } from '../../../worker/report/build-report.js'
import { needsSecondRound, settleRounds } from '../../../worker/report/score.js'
import { determineVerdict, noFacts, type RunFacts } from '../../../worker/report/verdict.js'
import { examination, failedRun, notRun, passedRun } from './examination-fixture.js'

const hidden = (id: string, points: number): HiddenTest => ({
  id,
  title: id,
  group: 'g',
  points,
  hint: null,
  show: 'full',
  file: 'f',
})
const tests = [hidden('a', 4), hidden('b', 1), hidden('c', 0)]
const facts = (changes: Partial<Omit<Examination, 'runs'>> & { runs: TestRun[] }): RunFacts => ({
  ...noFacts,
  tests,
  examination: examination(changes),
})
const littleFailed = [passedRun('a'), failedRun('b'), passedRun('c')]

t.test('all tests run once more where at most a fifth of the points is lost', async (t) => {
  const on = { secondRound: 'on' } as const
  t.ok(needsSecondRound(facts({ runs: littleFailed }), on))
  t.notOk(needsSecondRound(facts({ runs: [passedRun('a'), passedRun('b'), passedRun('c')] }), on), 'everything passed')
  t.notOk(needsSecondRound(facts({ runs: [passedRun('a'), passedRun('b'), failedRun('c')] }), on), 'no point is lost')
  t.notOk(needsSecondRound(facts({ runs: [failedRun('a'), passedRun('b'), passedRun('c')] }), on), 'more is lost')
  t.notOk(needsSecondRound(facts({ runs: [passedRun('a'), notRun('b'), passedRun('c')] }), on), 'a test did not run')
  t.notOk(needsSecondRound(facts({ runs: [passedRun('a'), failedRun('b')] }), on), 'a test is missing')
  t.notOk(needsSecondRound(facts({ runs: littleFailed }), { secondRound: 'off' }), 'the exercise does without')
})

const causes: [cause: string, changes: Partial<Omit<Examination, 'runs'>>][] = [
  ['another process held a port', { wasPortTaken: true }],
  ['a service died', { hasServiceDied: true }],
  ['the submission crashed', { deaths: [{ exitCode: 1, oomKilled: false, log: '' }] }],
  ['it exceeded its memory', { limit: 'memory' }],
  ['it exceeded its processes', { limit: 'pids' }],
  ['it printed too much', { limit: 'output' }],
  ['it filled its disk', { isDataFull: true }],
  ['the time for all tests was over', { timedOut: true }],
  ['it did not start', { start: { ready: false, reason: 'foreign-listener', detail: '' } }],
]

for (const [cause, changes] of causes) {
  t.test(`there is no second round where ${cause}`, async (t) => {
    t.notOk(needsSecondRound(facts({ runs: littleFailed, ...changes }), { secondRound: 'on' }))
  })
}

t.test('there is no second round after an early ending', async (t) => {
  for (const early of [
    { refusal: 'no start' },
    { rejection: { reason: 'path', detail: '' } },
    { build: { exitCode: 1, limit: null, log: '' } },
  ]) {
    t.notOk(needsSecondRound({ ...noFacts, tests, ...early }, { secondRound: 'on' }))
  }
})

t.test('the better round counts as a whole, and what failed in the other is flaky', async (t) => {
  const settled = settleRounds(
    facts({ runs: littleFailed }),
    facts({ runs: [passedRun('a'), passedRun('b'), failedRun('c')] }),
  )
  t.match(gradeTests(settled), [
    { id: 'a', outcome: 'passed', earned: 4, otherRound: 'passed' },
    { id: 'b', outcome: 'flaky', earned: 1, otherRound: 'failed', message: 'expected 1, got 2' },
    { id: 'c', outcome: 'failed', earned: 0, otherRound: 'passed' },
  ])
})

t.test('never the union: a test that passed only in the worse round earns nothing', async (t) => {
  const first = facts({ runs: [passedRun('a'), failedRun('b'), passedRun('c')] })
  const second = facts({ runs: [failedRun('a'), passedRun('b'), passedRun('c')] })
  t.match(gradeTests(settleRounds(first, second)), [
    { id: 'a', outcome: 'flaky', earned: 4, otherRound: 'failed' },
    { id: 'b', outcome: 'failed', earned: 0, otherRound: 'passed' },
    { id: 'c', outcome: 'passed', otherRound: 'passed' },
  ])
})

t.test('a second round that did not come to its end never counts, whatever it earned', async (t) => {
  const all = [passedRun('a'), passedRun('b'), passedRun('c')]
  const first = facts({ runs: littleFailed })
  const seconds: RunFacts[] = [
    ...causes.map(([, changes]) => facts({ runs: all, ...changes })),
    facts({ runs: [passedRun('a'), passedRun('b'), notRun('c')] }),
    facts({ runs: [passedRun('a'), passedRun('b')] }),
    { ...noFacts, tests, build: { exitCode: 1, limit: null, log: '' } },
  ]
  for (const second of seconds) t.equal(settleRounds(first, second).examination, first.examination)
})

t.test('failing in one round moves no weight: speed and quality are asked of the round that counts', async (t) => {
  const bare = { exercise: { weights: { correctness: 50, speed: 25, quality: 25 } } as ExercisePackage }
  const poor = facts({ runs: [failedRun('a'), passedRun('b'), passedRun('c')] })
  for (const [first, second] of [
    [facts({ runs: littleFailed }), poor],
    [poor, facts({ runs: littleFailed })],
  ] as const) {
    t.equal(decideQuality({ ...bare, facts: settleRounds(first, second) }), null, 'the source is read')
  }
  for (const [, changes] of causes.slice(2)) {
    const hidden = settleRounds(facts({ runs: littleFailed }), facts({ runs: littleFailed, ...changes }))
    t.equal(decideQuality({ ...bare, facts: hidden }), null)
    t.not(
      determineVerdict(hidden.otherRound!.facts).verdict,
      'assessed',
      'what ended the other round stays in the report',
    )
  }
})

t.test(
  'a second round that is only equal, or differs by how sums are rounded, does not replace the first',
  async (t) => {
    const tenths = ['a', 'b', 'c', 'd'].map((id, index) => hidden(id, [0.1, 0.2, 0.3, 5][index] as number))
    const roundOf = (failed: string): RunFacts => ({
      ...noFacts,
      tests: tenths,
      examination: examination({ runs: tenths.map(({ id }) => (failed.includes(id) ? failedRun(id) : passedRun(id))) }),
    })
    const first = roundOf('ab')
    t.equal(scoreOf(settleRounds(first, roundOf('c'))), scoreOf(first), '0.1 and 0.2 are as much as 0.3')
    t.equal(settleRounds(first, roundOf('ab')).otherRound?.place, 'second')
  },
)

t.test('no report has more than that of its better complete round', async (t) => {
  const random = seedRandom('rounds of chance')
  const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)] as T
  let settledRuns = 0
  for (let trial = 0; trial < 400; trial += 1) {
    const drawn = Array.from({ length: 1 + Math.floor(random() * 8) }, (_, index) =>
      hidden(`t${index}`, pick([0, 0.5, 1, 3, 7])),
    )
    const draw = (mostlyPasses: number): RunFacts => {
      const [, changes] = random() < 0.2 ? pick(causes) : ['', {}]
      const runs = drawn.map(({ id }) =>
        random() < mostlyPasses ? passedRun(id) : random() < 0.9 ? failedRun(id) : notRun(id),
      )
      return { ...noFacts, tests: drawn, examination: examination({ runs, ...changes }) }
    }
    const [first, second] = [draw(0.92), draw(0.8)]
    const settled = settleRounds(first, second)
    settledRuns += needsSecondRound(first, { secondRound: 'on' }) ? 1 : 0
    const better = Math.max(scoreOf(first), isComplete(second) ? scoreOf(second) : 0)
    if (scoreOf(settled) !== better)
      t.fail(JSON.stringify({ first: scoreOf(first), second: scoreOf(second), settled: scoreOf(settled) }))
  }
  t.ok(settledRuns > 20, `${settledRuns} first rounds would have had a second`)
})

const isComplete = ({ examination }: RunFacts) => {
  const { start, limit, timedOut, isDataFull, deaths, wasPortTaken, hasServiceDied, runs } = examination!
  const isUndisturbed =
    start.ready && !limit && !timedOut && !isDataFull && deaths.length === 0 && !wasPortTaken && !hasServiceDied
  return isUndisturbed && [...runs.values()].every(({ outcome }) => outcome !== 'not-run')
}

/** The whole way from facts to the score of a report. */
const scoreOf = (facts: RunFacts): number =>
  buildReport({
    submissionId: 's',
    runId: 'r',
    language: 'node',
    source: new Map(),
    facts,
    phases: [],
    finishedAt: '',
    exercise: {
      slug: 'x',
      title: 'X',
      kind: 'service',
      limits: defaultLimits,
      weights: { correctness: 60, speed: 20, quality: 20 },
    } as ExercisePackage,
    checks: { speed: { state: 'skipped', reason: 'None.' }, quality: { state: 'skipped', reason: 'None.' } },
    receipt: {
      submission: '',
      exercise: '',
      images: {},
      seed: '',
      assay: '',
      host: { engine: '', kernel: '', cgroup: '', cpus: 2 },
    },
  }).score ?? 0
