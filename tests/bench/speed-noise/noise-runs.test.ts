import { join } from 'node:path'
import t from 'tap'
import { readRun, RunRecord } from '../../../bench/speed-noise/noise-runs.js'
import { makeReport } from '../../cli/fixtures/reports.js'
import { makeSpeed, scenarioCases } from '../../cli/fixtures/scenarios.js'

const report = makeReport()
const slow = { ...scenarioCases.onePlusN, reason: 'statements' as const }
const measured = { ...report, checks: { ...report.checks, speed: makeSpeed({ score: 12.5, scenarios: [slow] }) } }

t.test('of a report the score stays, and whether the right reason is named', async (t) => {
  t.same(readRun('a', { speed: { reasons: { pages: 'statements' } } }, measured, 1234.5), {
    contender: 'a', speed: 12.5, state: 'scored', wrongReasons: [], ms: 1235, stealPercent: null,
  })
  t.match(readRun('a', { speed: { reasons: { pages: 'cpu' } } }, measured, 1).wrongReasons, [/names statements/])
  t.equal(readRun('a', {}, { ...measured, verdict: 'not-assessed' }, 1).state, 'not-assessed')
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
