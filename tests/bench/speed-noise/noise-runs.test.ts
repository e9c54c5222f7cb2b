import { join } from 'node:path'
import t from 'tap'
import { readRun, RunRecord } from '../../../bench/speed-noise/noise-runs.js'
import { scenarioCases } from '../../cli/fixtures/scenarios.js'
import type { SpeedCheck } from '../../../worker/checks/speed/run.js'

const slow = { ...scenarioCases.onePlusN, reason: 'statements' as const }
const measured: SpeedCheck = {
  outcome: { state: 'scored', score: 12.5, scenarios: [slow] },
  receipt: {
    cores: null,
    noise: { seconds: 60, stealPercent: 1.5, busyPercent: 80, loadPerCore: 1, frequencyMhz: null },
  },
}

t.test('of a check the score stays, and whether the right reason is named', async (t) => {
  t.same(readRun('a', { speed: { reasons: { pages: 'statements' } } }, measured, 1234.5), {
    contender: 'a',
    speed: 12.5,
    state: 'scored',
    wrongReasons: [],
    ms: 1235,
    stealPercent: 1.5,
    busyPercent: 80,
    scenarios: [
      {
        id: slow.id,
        state: slow.state,
        pairs: slow.pairs,
        ratios: Object.fromEntries(slow.measures.map(({ name, ratio }) => [name, [ratio.low, ratio.high]])),
      },
    ],
  })
  t.match(readRun('a', { speed: { reasons: { pages: 'cpu' } } }, measured, 1).wrongReasons, [/names statements/])
})

t.test('a check without a score keeps its state', async (t) => {
  const unknown: SpeedCheck = { outcome: { state: 'inconclusive', reason: 'The machine was too busy.' } }
  t.match(readRun('a', {}, unknown, 1), { speed: null, state: 'inconclusive', stealPercent: null, busyPercent: null })
})

t.test('a record goes on where it was left', async (t) => {
  const file = join(t.testdir(), 'bench', 'noise.jsonl')
  const first = await RunRecord.open(file)
  t.equal(first.countOf('a'), 0)
  await first.add(readRun('a', {}, measured, 1))
  const second = await RunRecord.open(file)
  t.equal(second.countOf('a'), 1)
  t.same(second.runs, first.runs)
})
