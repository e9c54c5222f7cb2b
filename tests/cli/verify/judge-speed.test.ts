import t from 'tap'
import { judgeReasons, compareSpeed } from '../../../cli/verify/judge.js'
import { makeScenario, makeSpeed, scenarioCases } from '../fixtures/scenarios.js'

const { onePlusN, failed, inconclusive } = scenarioCases
const slow = { ...onePlusN, reason: 'statements' as const }
const speed = makeSpeed({ scenarios: [slow, makeScenario(), inconclusive, failed] })

t.test('a reason that is named holds, alone or as one of several', async (t) => {
  t.same(judgeReasons({ reasons: { pages: 'statements' } }, speed), [])
  t.same(judgeReasons({ reasons: { pages: ['rows', 'statements'] } }, speed), [])
  t.same(judgeReasons({ max: 50 }, speed), [])
  t.same(judgeReasons(undefined, speed), [])
})

t.test('another reason, none, or no scenario is told with what was said instead', async (t) => {
  t.match(judgeReasons({ reasons: { pages: ['rows', 'cpu'] } }, speed), [
    /^scenario pages names statements as its reason, expected rows or cpu: 31 SQL statements/,
  ])
  t.match(judgeReasons({ reasons: { single: 'rows' } }, speed), [
    /^scenario single names nothing as its reason, expected rows/,
  ])
  t.match(judgeReasons({ reasons: { placed: 'cpu' } }, speed), [
    /^scenario placed is failed, expected cpu as its reason: 30 of 100/,
  ])
  t.match(judgeReasons({ reasons: { zzz: 'cpu' } }, speed), [
    'no scenario "zzz" was measured, expected cpu as its reason',
  ])
})

t.test('scores may lie five points apart, and no further', async (t) => {
  const scored = (...scores: (number | null)[]) => scores.map((score) => makeSpeed({ score, scenarios: [] }))
  t.same(compareSpeed(scored(40, 45)), [])
  t.same(compareSpeed(scored(40, 46)), ['runs differ: speed 40, then 46'])
  t.same(compareSpeed(scored(40, null)), [], 'an inconclusive run contradicts nobody')
  t.same(compareSpeed(scored()), [])
})

t.test('two reasons for one scenario are two stories', async (t) => {
  const named = (reason: 'cpu' | 'rows' | undefined) => makeSpeed({ scenarios: [makeScenario(reason && { reason })] })
  t.same(compareSpeed([named('cpu'), named('rows')]), ['runs differ: scenario single names cpu, then rows'])
  t.same(compareSpeed([named('cpu'), named(undefined)]), [])
  t.same(compareSpeed([named('cpu'), named('cpu')]), [])
})
