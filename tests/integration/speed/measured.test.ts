import { Value } from 'typebox/value'
import t from 'tap'
import { ReportSchema } from '../../../contracts/report/report.js'
import { gradeSpeed, reference, seedingExercise, seedingReference, serverOf } from './grade-speed.js'

await t.test('the reference against itself earns all points, and the receipt tells of the host', async (t) => {
  const { report, phases } = await gradeSpeed(reference)
  t.match(report.checks.speed, { state: 'scored', score: 100 })
  t.same(
    report.checks.speed.scenarios?.map(({ id, state }) => [id, state]),
    [['echoes', 'scored']],
  )
  t.ok((report.receipt.speed?.noise?.seconds ?? 0) > 1)
  t.equal(report.receipt.speed?.cores === null, report.receipt.host.cpus < 4)
  t.equal(report.checks.speed.note === undefined, report.receipt.host.cpus >= 4)
  t.equal(phases.at(-1), 'speed')
  t.ok(Value.Check(ReportSchema, report))
})

await t.test('what fails its tests is not timed, and earns nothing', async (t) => {
  const { report, phases } = await gradeSpeed(serverOf("'fast'"))
  t.match(report.checks.speed, { state: 'scored', score: 0, reason: /at least 50 % of its points/ })
  t.notOk(report.checks.speed.scenarios)
  t.notOk(report.receipt.speed)
  t.notOk(phases.includes('speed'))
})

await t.test(
  'what was seeded is analyzed before it is measured, and a table that the service keeps locked is passed over',
  async (t) => {
    const { report } = await gradeSpeed(seedingReference, { exercise: seedingExercise() })
    t.match(report.checks.speed, { state: 'scored', score: 100 })
  },
)
