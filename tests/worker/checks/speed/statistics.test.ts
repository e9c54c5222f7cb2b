import t from 'tap'
import { seedRandom } from '../../../../worker/checks/seeded-random.js'
import { needsMoreTrials, orderOfPair, sizePlans } from '../../../../worker/checks/speed/facts.js'
import { fitSlope, measureGrowth } from '../../../../worker/checks/speed/score-growth.js'
import { compareTrials, scoreInterval, scoreRatio } from '../../../../worker/checks/speed/score.js'
import { bootstrap, medianOf, quantileOf } from '../../../../worker/checks/speed/statistics.js'
import { atSizes, drawNormal, repeat, simulatePairs, trial } from './fixtures.js'

const thresholds = { full: 1.5, none: 6 }

t.test('the same seed gives the same chance, another seed another', async (t) => {
  const draw = (seed: string) => Array.from({ length: 5 }, seedRandom(seed))
  t.same(draw('a'), draw('a'))
  t.notSame(draw('a'), draw('b'))
  const many = Array.from({ length: 20_000 }, seedRandom('mean'))
  t.ok(many.every((value) => value >= 0 && value < 1))
  t.ok(Math.abs(many.reduce((sum, value) => sum + value, 0) / many.length - 0.5) < 0.01)
})

t.test('quantiles lie between neighbours in proportion', async (t) => {
  t.equal(medianOf([3, 1, 2]), 2)
  t.equal(medianOf([4, 1]), 2.5)
  t.equal(quantileOf([10, 20, 30, 40, 50], 0.9), 46)
  t.throws(() => medianOf([]))
})

t.test('the interval of a bootstrap holds the truth about as often as it says', async (t) => {
  const random = seedRandom('coverage')
  const rounds = 300
  let held = 0
  for (let round = 0; round < rounds; round += 1) {
    const { low, high } = bootstrap(
      Array.from({ length: 15 }, () => drawNormal(random)),
      medianOf,
      random,
    )
    if (low <= 0 && high >= 0) held += 1
  }
  t.ok(held / rounds > 0.9, `${held} of ${rounds}`)
})

t.test('an interval holds its own value and shrinks with more trials', async (t) => {
  const random = seedRandom('width')
  const width = (count: number) => {
    const ratio = compareTrials(simulatePairs(random, { count, factor: 2, noise: 0.08 }), 'cpu', seedRandom('w'))?.ratio
    t.ok(ratio && ratio.low <= ratio.value && ratio.value <= ratio.high)
    return (ratio?.high ?? 0) - (ratio?.low ?? 0)
  }
  t.ok(width(100) < width(6))
})

t.test('equal trials have the ratio 1, whatever the machine does to both', async (t) => {
  const pairs = [1, 3, 0.5, 8].map((speed) => ({ submission: trial({ cpu: speed }), reference: trial({ cpu: speed }) }))
  t.same(compareTrials(pairs, 'cpu', seedRandom('s'))?.ratio, { value: 1, low: 1, high: 1 })
})

t.test('one disturbed pair does not move a median', async (t) => {
  const calm = repeat(8, { submission: trial({ cpu: 4 }), reference: trial({ cpu: 2 }) })
  const disturbed = [...calm, { submission: trial({ cpu: 400 }), reference: trial({ cpu: 2 }) }]
  t.equal(
    compareTrials(disturbed, 'cpu', seedRandom('s'))?.ratio.value,
    compareTrials(calm, 'cpu', seedRandom('s'))?.ratio.value,
  )
})

t.test('a figure that a trial lacks is not compared', async (t) => {
  const pairs = [
    ...repeat(3, { submission: trial(), reference: trial() }),
    { submission: trial({ rows: null }), reference: trial() },
  ]
  t.equal(compareTrials(pairs, 'rows', seedRandom('s')), null)
  t.equal(compareTrials([], 'cpu', seedRandom('s')), null)
})

t.test('a difference about nothing is no ratio', async (t) => {
  const pairs = repeat(5, {
    submission: trial({ databaseCpu: 0.01, statements: 0 }),
    reference: trial({ databaseCpu: 0.001, statements: 0 }),
  })
  t.ok((compareTrials(pairs, 'databaseCpu', seedRandom('s'))?.ratio.value ?? 9) < 1.2)
  t.equal(compareTrials(pairs, 'statements', seedRandom('s'))?.ratio.value, 1)
})

t.test('points never rise with the ratio, have no jump, and keep their ends', async (t) => {
  let before = 100
  for (let ratio = 0.01; ratio < 10; ratio += 0.01) {
    const points = scoreRatio(ratio, thresholds)
    t.ok(points <= before && before - points < 0.8, `${ratio}`)
    before = points
  }
  t.equal(scoreRatio(1.5, thresholds), 100)
  t.equal(scoreRatio(6, thresholds), 0)
  t.equal(Math.round(scoreRatio(3, thresholds)), 50)
  t.equal(scoreRatio(Infinity, thresholds), 0)
  t.throws(() => scoreRatio(NaN, thresholds))
  t.same(scoreRatio(3, { full: 3, none: 3 }), 100)
})

t.test('the interval of a score is that of the ratio the other way round', async (t) => {
  const score = scoreInterval({ value: 2, low: 1, high: 12 }, thresholds)
  t.equal(score.high, 100)
  t.equal(score.low, 0)
  t.ok(score.value > 50 && score.value < 100)
})

t.test('slopes tell constant, linear and quadratic work apart', async (t) => {
  for (const power of [0, 1, 2]) {
    const sizes = atSizes((times) =>
      repeat(4, {
        submission: trial({ cpu: 100 * times ** power, databaseCpu: 0 }),
        reference: trial({ cpu: 100, databaseCpu: 0 }),
      }),
    )
    const growth = measureGrowth(sizes, seedRandom('g'))
    t.ok(Math.abs((growth?.submission.value ?? 9) - power) < 0.01, `power ${power}`)
    t.ok(Math.abs(growth?.reference.value ?? 9) < 0.01)
    t.ok(Math.abs(Math.log(growth?.ratio.value ?? 0) / Math.log(16 ** power || 1) - 1) < 0.02 || power === 0)
  }
})

t.test('what grows as the reference grows is not held against it', async (t) => {
  const sizes = atSizes((times) =>
    repeat(4, { submission: trial({ cpu: 3 * times }), reference: trial({ cpu: 3 * times }) }),
  )
  t.same(measureGrowth(sizes, seedRandom('g'))?.ratio, { value: 1, low: 1, high: 1 })
})

t.test('two trials of seven in which a runtime compiles leave the growth as certain as it was', async (t) => {
  const steady = { submission: trial(), reference: trial() }
  const compiling = { submission: trial({ cpu: 14 }), reference: trial() }
  const sizes = sizePlans.map(({ pairs }, step) => ({
    rows: 40 * 4 ** step,
    pairs: step === 0 ? [...repeat(pairs - 2, steady), ...repeat(2, compiling)] : repeat(pairs, steady),
  }))
  t.same(measureGrowth(sizes, seedRandom('g'))?.ratio, { value: 1, low: 1, high: 1 })
})

t.test('one size has no growth, and no slope', async (t) => {
  t.equal(
    measureGrowth([{ rows: 10, pairs: repeat(3, { submission: trial(), reference: trial() }) }], seedRandom('g')),
    null,
  )
  t.throws(() => fitSlope([1, 1], [1, 2]))
})

t.test('trials go on until the width is reached, within bounds, and alternate their order', async (t) => {
  const wide = { value: 50, low: 40, high: 60 }
  const narrow = { value: 50, low: 48, high: 52 }
  t.equal(needsMoreTrials(5, narrow), true)
  t.equal(needsMoreTrials(6, narrow), false)
  t.equal(needsMoreTrials(6, wide), true)
  t.equal(needsMoreTrials(30, wide), false)
  t.equal(needsMoreTrials(9, null), false)
  t.same(
    [0, 2, 3, 5, 6].map((pair) => orderOfPair(pair)[0]),
    ['submission', 'submission', 'reference', 'reference', 'submission'],
  )
})
