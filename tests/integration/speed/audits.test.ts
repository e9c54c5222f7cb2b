import t from 'tap'
import { gradeSpeed, keeperOf, keepingExercise } from './grade-speed.js'

const lost = /^PUT \/\d\?\w+ was answered with 200, and after your service was killed and started again it had not kept it/

/** A process of its own, in a session of its own, that writes a little later. */
const writeInAnother = "notes.set(file, text); spawn('/bin/sh', ['-c', 'sleep 1; printf %s ' + text + ' > ' + file], { detached: true, stdio: 'ignore' }).unref()"

const keepers: [what: string, keep: string, explanation: RegExp][] = [
  ['keeps only in memory what it acknowledged', 'notes.set(file, text)', lost],
  ['keeps only what is new, and changes nothing', "if (read(file) === '') writeFileSync(file, text); notes.set(file, text)", lost],
  ['writes half a second later', 'notes.set(file, text); setTimeout(() => writeFileSync(file, text), 500)', lost],
  ['lets another process write later', writeInAnother, lost],
  ['does not come back', "writeFileSync(file, text); writeFileSync('/data/lock', '')", /did not come back|stopped by itself/],
]

await t.test('who keeps what it acknowledged earns all points, though it was killed', async (t) => {
  const { report } = await gradeSpeed(keeperOf('writeFileSync(file, text)'), { exercise: keepingExercise() })
  t.match(report.checks.speed, { state: 'scored', score: 100, scenarios: [{ state: 'scored' }] })
})

for (const [what, keep, explanation] of keepers) {
  await t.test(`who ${what} earns nothing`, async (t) => {
    const refusal = what === 'does not come back' ? "if (require('node:fs').existsSync('/data/lock')) process.exit(1)\n" : ''
    const { report } = await gradeSpeed(refusal + keeperOf(keep), { exercise: keepingExercise() })
    t.match(report, { verdict: 'assessed', checks: { correctness: { score: 100 }, speed: { state: 'scored', score: 0, scenarios: [{ state: 'failed', explanation }] } } })
  })
}

await t.test('an audit that would find nothing is the exercise\'s fault, and no score', async (t) => {
  const grading = gradeSpeed(keeperOf('writeFileSync(file, text)'), { exercise: keepingExercise('async audit({ http, request }) { await http.get(request.path) },') })
  await t.rejects(grading, /"Keeps notes" proves nothing: the audit finds requests of the kind "note" that were never sent/)
})
