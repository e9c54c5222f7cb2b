import t from 'tap'
import { seedRandom } from '../../../../worker/checks/seeded-random.js'
import {
  fewestPairs,
  mostPairs,
  needsMoreTrials,
  type SizedPairs,
  type TrialPair,
} from '../../../../worker/checks/speed/facts.js'
import { combineScenarios, scoreScenario } from '../../../../worker/checks/speed/score.js'
import { atSizes, deviationOf, repeat, simulatePairs, trial } from './fixtures.js'

const score = (sizes: readonly SizedPairs[], seed = 'seed') =>
  scoreScenario({ sizes, thresholds: {}, hasOwnCores: true, seed })

/** Takes pairs until the rule is content, as a run does. */
function runUntilNarrow(draw: () => TrialPair): { pairs: TrialPair[]; value: number } {
  const pairs: TrialPair[] = []
  for (;;) {
    pairs.push(draw())
    if (pairs.length < fewestPairs) continue
    const scored = scoreScenario({ sizes: [{ rows: 4000, pairs }], thresholds: {}, hasOwnCores: true, seed: 'run' })
    if (!needsMoreTrials(pairs.length, scored.score)) return { pairs, value: scored.score?.value ?? -1 }
  }
}

t.test('identical trials earn 100 with an interval of no width', async (t) => {
  const result = score(atSizes(() => repeat(5, { submission: trial(), reference: trial() })))
  t.same(result.score, { value: 100, low: 100, high: 100 })
})

t.test('the reference against itself earns 100 in each of 25 noisy runs', async (t) => {
  const random = seedRandom('itself')
  for (let run = 0; run < 25; run += 1) {
    const { value } = runUntilNarrow(() => simulatePairs(random, { count: 1, factor: 1, noise: 0.1 })[0] as TrialPair)
    t.equal(value, 100)
  }
})

t.test('a mediocre submission gets the same score within 2 points deviation, run after run', async (t) => {
  for (const [factor, noise] of [
    [2.2, 0.03],
    [2.2, 0.05],
    [3.5, 0.05],
  ] as const) {
    const random = seedRandom(`mediocre ${factor} ${noise}`)
    const runs = Array.from({ length: 40 }, () =>
      runUntilNarrow(() => simulatePairs(random, { count: 1, factor, noise })[0] as TrialPair),
    )
    const deviation = deviationOf(runs.map(({ value }) => value))
    t.ok(deviation <= 2, `factor ${factor}, noise ${noise}: deviation ${deviation.toFixed(2)}`)
    t.ok(runs.every(({ pairs }) => pairs.length <= mostPairs))
  }
})

t.test('the order of a good and a mediocre submission never flips', async (t) => {
  const random = seedRandom('order')
  for (let run = 0; run < 20; run += 1) {
    const good = runUntilNarrow(() => simulatePairs(random, { count: 1, factor: 1.2, noise: 0.08 })[0] as TrialPair)
    const mediocre = runUntilNarrow(() => simulatePairs(random, { count: 1, factor: 2.2, noise: 0.08 })[0] as TrialPair)
    t.ok(good.value > mediocre.value)
  }
})

t.test('a worse figure never earns more', async (t) => {
  let before = 100
  for (const factor of [0.5, 1, 1.4, 1.8, 2.5, 4, 6, 20]) {
    const { score: scored } = score([
      { rows: 4000, pairs: repeat(5, { submission: trial({ cpu: 2 * factor }), reference: trial() }) },
    ])
    t.ok((scored?.value ?? 101) <= before, `factor ${factor}`)
    before = scored?.value ?? 101
  }
})

t.test('the worst measure decides, and of several that earn nothing the one furthest off', async (t) => {
  const pairs = repeat(5, { submission: trial({ statements: 31, cpu: 20 }), reference: trial({ statements: 2 }) })
  const result = score([{ rows: 4000, pairs }])
  t.equal(result.worst, 'statements')
  t.equal(result.score?.value, 0)
  t.equal(result.measures.find(({ name }) => name === 'latency')?.score?.value, 100)
})

t.test('an uncertain measure that cannot be the worst does no harm', async (t) => {
  const pairs = [3, 9, 30, 5, 20, 8].map((latency) => ({
    submission: trial({ latency, statements: 40 }),
    reference: trial({ statements: 1 }),
  }))
  const { score: scored } = score([{ rows: 4000, pairs }])
  t.same(scored, { value: 0, low: 0, high: 0 })
})

t.test('a measure that the scenario takes out of the score is still shown', async (t) => {
  const pairs = repeat(5, { submission: trial({ memory: 900 }), reference: trial() })
  const result = scoreScenario({
    sizes: [{ rows: 100, pairs }],
    thresholds: { memory: null },
    hasOwnCores: true,
    seed: 's',
  })
  t.equal(result.measures.find(({ name }) => name === 'memory')?.score, null)
  t.equal(result.score?.value, 100)
})

t.test('on shared cores latency is judged more mildly, and its tail is only shown', async (t) => {
  const scored = (latency: number, hasOwnCores: boolean) => {
    const pairs = repeat(5, { submission: trial({ latency, tail: 500 }), reference: trial() })
    return scoreScenario({
      sizes: [{ rows: 100, pairs }],
      thresholds: { tail: { full: 2, none: 4 } },
      hasOwnCores,
      seed: 's',
    })
  }
  t.equal(scored(5, true).score?.value, 0)
  t.equal(scored(5, false).score?.value, 100)
  t.equal(scored(18, false).score?.value, 100)
  t.equal(scored(200, false).score?.value, 0)
  t.equal(scored(200, false).measures.find(({ name }) => name === 'tail')?.score, null)
})

t.test('on shared cores growth is judged more mildly, since neighbours change from one size to the next', async (t) => {
  const scored = (factor: number, hasOwnCores: boolean) => {
    const sizes = atSizes((times) =>
      repeat(7, {
        submission: trial({ cpu: times === 16 ? 2 * factor : 2, databaseCpu: times === 16 ? factor : 1 }),
        reference: trial({ cpu: 2, databaseCpu: 1 }),
      }),
    )
    return (
      scoreScenario({ sizes, thresholds: { cpu: null, databaseCpu: null }, hasOwnCores, seed: 's' }).score?.value ??
      Number.NaN
    )
  }
  t.ok(scored(2.5, true) < 70)
  t.equal(scored(2.5, false), 100)
  t.ok(scored(6, false) < 60)
  t.equal(scored(16, false), 0)
})

t.test('figures that no trial has are left out', async (t) => {
  const bare = trial({ databaseCpu: null, statements: null, rows: null })
  const result = score([{ rows: 100, pairs: repeat(5, { submission: bare, reference: bare }) }])
  t.same(
    result.measures.map(({ name }) => name),
    ['cpu', 'latency', 'tail', 'memory'],
  )
})

t.test('the same trials give the same figures', async (t) => {
  const pairs = simulatePairs(seedRandom('fixed'), { count: 9, factor: 2, noise: 0.1 })
  t.same(score([{ rows: 100, pairs }]), score([{ rows: 100, pairs }]))
})

t.test('the check is the mean by weight of what counts', async (t) => {
  const scored = (weight: number, value: number) => ({
    weight,
    state: 'scored' as const,
    score: { value, low: value - 2, high: value + 2 },
  })
  const vague = (weight: number) => ({
    weight,
    state: 'inconclusive' as const,
    score: { value: 50, low: 20, high: 80 },
  })
  t.same(combineScenarios([scored(3, 90), scored(1, 50)]), { state: 'scored', score: 80 })
  t.same(combineScenarios([scored(3, 90), vague(1)]), { state: 'scored', score: 90 })
  t.equal(combineScenarios([scored(1, 90), vague(2)]).state, 'inconclusive')
  t.equal(combineScenarios([]).state, 'inconclusive')
})

t.test('what failed earns nothing, for certain', async (t) => {
  t.same(combineScenarios([{ weight: 1, state: 'failed', score: { value: 0, low: 0, high: 0 } }]), {
    state: 'scored',
    score: 0,
  })
})
