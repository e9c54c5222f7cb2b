import t from 'tap'
import type { NoiseRun } from '../../../bench/speed-noise/noise-runs.js'
import { countFlips, judge, summariseRuns, widestGap } from '../../../bench/speed-noise/summarise-runs.js'

const run = (contender: string, speed: number | null, changes: Partial<NoiseRun> = {}): NoiseRun => ({
  contender,
  speed,
  state: speed === null ? 'inconclusive' : 'scored',
  wrongReasons: [],
  ms: 90_000,
  stealPercent: 0.4,
  busyPercent: 70,
  scenarios: [],
  ...changes,
})

t.test('each claim is judged by all of its runs', async (t) => {
  t.match(judge('reference', [run('r', 100), run('r', 100)]), /^yes/)
  t.equal(judge('reference', [run('r', 100), run('r', 99)]), 'no: 99')
  t.match(judge('good', [run('g', 90), run('g', 92)]), /^yes/)
  t.equal(judge('mediocre', [run('m', 40), run('m', 46)]), 'no: SD 4.24')
  t.equal(judge('mediocre', [run('m', 48), run('m', 49)]), 'yes: half lost, reason named, SD at most 2')
  t.equal(judge('mediocre', [run('m', 52), run('m', 53)]), 'no: kept 53, SD at most 2')
  t.match(judge('too-slow', [run('s', 0), run('s', 50)]), /^yes/)
  t.equal(judge('too-slow', [run('s', 51)]), 'no: kept 51')
  t.equal(
    judge('too-slow', [run('s', 0, { wrongReasons: ['scenario pages names cpu'] })]),
    'no: 1 × scenario pages names cpu',
  )
})

t.test('a run without a score proves nothing', async (t) => {
  t.equal(judge('too-slow', [run('s', 0), run('s', null)]), 'no: 1 × inconclusive')
})

t.test('order flips where the better is not ahead, and copies differ by their furthest runs', async (t) => {
  t.equal(countFlips([90, 95], [40, 50]), 0)
  t.equal(countFlips([90, 45], [40, 50]), 1)
  t.equal(countFlips([50], [50]), 1)
  t.equal(widestGap([40, 42], [41, 45]), 5)
})

t.test('the tables name who ran, and compare the pairs', async (t) => {
  const contenders = (['good', 'mediocre', 'copy'] as const).map((claim) => ({
    name: claim === 'copy' ? 'copy of mediocre' : claim,
    claim,
  }))
  const lines = summariseRuns(contenders, [
    run('good', 98),
    run('good', 100),
    run('mediocre', 48),
    run('copy of mediocre', 47.5),
  ])
  t.equal(lines[2], '| good | 2 | 2 | 99.0 | 1.41 | 98.0–100.0 | 90 | 0.4 | yes: SD at most 2 |')
  t.equal(lines.length, 8)
  t.same(lines.slice(-2), [
    'Order of good and mediocre: 0 flips among 2 pairs of runs.',
    'Identical copies: at most 0.5 points between any two runs; 2 are allowed.',
  ])
  t.equal(
    summariseRuns(contenders, [run('good', null)])[2],
    '| good | 1 | 0 | – | – | – | 90 | 0.4 | no: 1 × inconclusive |',
  )
})
