import t from 'tap'
import type { HiddenTest } from '../../../contracts/protocol/examiner.js'
import type { ExercisePackage } from '../../../contracts/exercise/exercise-package.js'
import { defaultLimits } from '../../../contracts/limits.js'
import type { Report } from '../../../contracts/report/report.js'
import type { Examination, TestRun } from '../../../worker/checks/correctness/examination.js'
import { secondSeed } from '../../../worker/checks/correctness/run.js'
import { buildReport } from '../../../worker/report/build-report.js'
import { noFacts, type RunFacts } from '../../../worker/report/verdict.js'
import { needsSecondRound, settleRounds } from '../../../worker/report/score.js'
import { seedRandom } from '../../../worker/checks/seeded-random.js'
import { gradeTests, sumPoints } from '../../../worker/checks/correctness/score.js'
import { examination, failedRun, notRun, passedRun } from './examination-fixture.js'
import { createRandom } from '../../../sandbox-images/examiner/kit/fixtures/create-random.js'

const on = { secondRound: 'on' } as const

/** A round by its tests: their points, `-` before those that failed, `?` before those that were not run. */
function roundOf(tests: Record<string, string>, changes: Partial<Omit<Examination, 'runs'>> = {}): RunFacts {
  const listed = Object.entries(tests).map(([id, text]): HiddenTest => ({
    id,
    title: id,
    group: 'g',
    points: Number(text.replace(/^[-?]/, '')),
    hint: null,
    show: 'full',
    file: 'f',
  }))
  const runOf = (id: string, text: string): TestRun =>
    text.startsWith('-') ? failedRun(id) : text.startsWith('?') ? notRun(id) : passedRun(id)
  return {
    ...noFacts,
    tests: listed,
    examination: examination({ runs: Object.entries(tests).map(([id, text]) => runOf(id, text)), ...changes }),
  }
}

const numbered = (texts: readonly (string | number)[]) =>
  Object.fromEntries(texts.map((text, at) => [`t${at}`, String(text)]))

const report = (facts: RunFacts): Report =>
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
      weights: { correctness: 100, speed: 0, quality: 0 },
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
  })
const scoreOf = (facts: RunFacts) => report(facts).score ?? 0
const placeThatCounts = (first: RunFacts, second: RunFacts) =>
  settleRounds(first, second).otherRound?.place === 'first' ? 'second' : 'first'

const first = roundOf({ a: '8', b: '1', c: '-1' })

t.test(
  'a second round that keeps its last test from an end, for the sake of the points before it, does not count',
  async (t) => {
    const cut = roundOf({ a: '8', b: '1', c: '1', d: '?0' })
    t.equal(placeThatCounts(first, cut), 'first')
    const { summary, score } = report(settleRounds(first, cut))
    t.equal(score, 90)
    t.match(summary.detail, /was not completed \(a test did not run\), so the first round counts\.$/)
  },
)

t.test(
  'a second round in which a port was taken or a service killed does not count, even where all tests passed',
  async (t) => {
    for (const [changes, words] of [
      [{ wasPortTaken: true }, /another process held a port/],
      [{ hasServiceDied: true }, /a database or cache ended/],
    ] as const) {
      const second = roundOf({ a: '8', b: '1', c: '1' }, changes)
      t.equal(placeThatCounts(first, second), 'first')
      t.match(report(settleRounds(first, second)).summary.detail, words)
    }
  },
)

t.test(
  'what happens after the last test, when all points are earned, leaves no second round and no second that counts',
  async (t) => {
    const late: Partial<Omit<Examination, 'runs'>>[] = [
      { deaths: [{ exitCode: 0, oomKilled: false, log: '' }] },
      { limit: 'output' },
      { limit: 'pids' },
      { limit: 'memory' },
      { isDataFull: true },
      { timedOut: true },
      { hasServiceDied: true },
    ]
    for (const changes of late) {
      t.notOk(needsSecondRound(roundOf({ a: '8', b: '1', c: '-1' }, changes), on))
      t.equal(placeThatCounts(first, roundOf({ a: '8', b: '1', c: '1' }, changes)), 'first')
    }
  },
)

t.test('exactly a fifth may be lost, in whatever fractions points are given, and nothing more', async (t) => {
  for (const each of [0.05, 0.1, 0.15, 0.3, 0.7, 1.1, 1]) {
    for (const count of [5, 10, 15, 35]) {
      const points = Array.from({ length: count }, (_, at) => (at < count / 5 ? `-${each}` : each))
      t.ok(needsSecondRound(roundOf(numbered(points)), on), `${count} tests of ${each}`)
      t.notOk(
        needsSecondRound(roundOf(numbered(['-0.01', ...points])), on),
        `a hundredth of a point more than a fifth of ${count} times ${each}`,
      )
    }
  }
})

t.test('rounds that differ only by how binary sums come out are a tie', async (t) => {
  const [less, more] = [roundOf(numbered(['-0.1', '-0.2', 0.3])), roundOf(numbered([0.1, 0.2, '-0.3']))]
  t.equal(placeThatCounts(less, more), 'first')
  t.equal(placeThatCounts(more, less), 'first')
})

t.test('tests without points neither bring about a second round nor stand in its way', async (t) => {
  const weightless = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`w${at}`, '-0']))
  t.notOk(needsSecondRound(roundOf({ a: '8', ...weightless }), on))
  t.notOk(needsSecondRound(roundOf(weightless), on))
  t.ok(needsSecondRound(roundOf({ a: '8', b: '-1', ...weightless }), on))
})

t.test('one test that holds more than a fifth is all or nothing', async (t) => {
  t.notOk(needsSecondRound(roundOf({ all: '-21', a: '79' }), on))
  t.ok(needsSecondRound(roundOf({ all: '-20', a: '80' }), on))
})

t.test('rounds of different tests count each by its own points', async (t) => {
  const fewer = roundOf({ a: '8', b: '1' })
  t.equal(scoreOf(settleRounds(first, fewer)), 100)
  const more = roundOf({ a: '8', b: '1', c: '1', d: '-5' })
  t.equal(scoreOf(settleRounds(first, more)), 90, 'ten points of fifteen are less than nine of ten')
  const others = roundOf({ x: '8', y: '-1', z: '1' })
  t.same(
    gradeTests(settleRounds(first, others)).map(({ id, otherRound }) => [id, otherRound]),
    [
      ['a', 'not-run'],
      ['b', 'not-run'],
      ['c', 'not-run'],
    ],
  )
})

t.test('tests that exchange their points between rounds add nothing up', async (t) => {
  const swapped = roundOf({ a: '-1', b: '1', c: '8' })
  const settled = settleRounds(first, swapped)
  t.equal(scoreOf(settled), 90)
  t.same(sumPoints(settled), { points: 10, earned: 9 })
})

t.test(
  'however tests, points and outcomes of two rounds differ, the score is that of the better whole one',
  async (t) => {
    const random = seedRandom('two rounds')
    const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)] as T
    const draw = (): { facts: RunFacts; isWhole: boolean } => {
      const drawn = Array.from(
        { length: 1 + Math.floor(random() * 6) },
        () => `${pick(['', '', '', '-', random() < 0.1 ? '?' : ''])}${pick([0, 0.1, 0.3, 1, 2.5, 7])}`,
      )
      const changes =
        random() < 0.2
          ? pick([{ wasPortTaken: true }, { hasServiceDied: true }, { timedOut: true }, { limit: 'memory' as const }])
          : {}
      return {
        facts: roundOf(numbered(drawn), changes),
        isWhole: Object.keys(changes).length === 0 && !drawn.some((text) => text.startsWith('?')),
      }
    }
    for (let trial = 0; trial < 300; trial += 1) {
      const [one, two] = [draw(), draw()]
      const better = Math.max(scoreOf(one.facts), two.isWhole ? scoreOf(two.facts) : 0)
      const settled = scoreOf(settleRounds(one.facts, two.facts))
      if (settled !== better) t.fail(`${settled} instead of ${better}`)
      if (needsSecondRound(one.facts, on) && !one.isWhole) t.fail('a second round after one that was not whole')
    }
  },
)

t.test('a second round that ends without a test is a fault, and not one that was lost', async (t) => {
  const empty = { ...first, examination: { ...examination({}), runs: new Map() } }
  t.throws(() => settleRounds(first, empty), /without a single test/)
  t.throws(() => settleRounds(first, { ...first, examination: null }), /neither an early ending nor an examination/)
})

t.test(
  'logs and use are those of the round that counts; of the other there is what a flaky test showed, and nothing else',
  async (t) => {
    const withLog = (round: RunFacts, word: string): RunFacts => {
      const runs = [...(round.examination?.runs.values() ?? [])].map((run) => ({ ...run, log: [`${word} ${run.id}`] }))
      const seen = examination({
        runs,
        log: `${word} log`,
        usage: { cpuSeconds: word === 'first' ? 1 : 2, peakMemoryMb: 1, peakPids: 1, outputBytes: 1 },
      })
      return { ...round, build: { exitCode: 0, limit: null, log: `${word} build` }, examination: seen }
    }
    const { serviceLog, buildLog, usage, checks } = report(
      settleRounds(withLog(first, 'first'), withLog(roundOf({ a: '8', b: '1', c: '1' }), 'second')),
    )
    t.same([serviceLog, buildLog, usage.cpuSeconds], ['second log', 'second build', 2])
    t.same(
      checks.correctness.tests.map(({ log }) => log),
      [['second a'], ['second b'], ['first c']],
    )
  },
)

t.test("nothing random of the first round is asked again, and no other run has the second one's seed", async (t) => {
  const seeds = Array.from({ length: 20 }, (_, at) => `seed-${at}`)
  const all = [...seeds, ...seeds.map(secondSeed)]
  t.equal(new Set(all).size, 40)
  const drawn = all.flatMap((seed) => {
    const random = createRandom(`${seed}/some-test`)
    return Array.from({ length: 20 }, () => random.uuid() as string)
  })
  t.equal(new Set(drawn).size, drawn.length)
})
