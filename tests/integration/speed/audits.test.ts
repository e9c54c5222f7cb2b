import t from 'tap'
import { gradeSpeed, keeperOf, keepingExercise } from './grade-speed.js'

/** A process of its own, in a session of its own, that writes a little later. */
const writeInAnother =
  "notes.set(file, text); spawn('/bin/sh', ['-c', 'sleep 1; printf %s ' + text + ' > ' + file], { detached: true, stdio: 'ignore' }).unref()"

const lost = {
  state: 'failed',
  score: { value: 0 },
  explanation: /^PUT \/[a-z]+\d\?\w+ was answered with 200, and after your service was killed and started again it had not kept it/,
}

const ways: Record<string, { keep: string; expected: object }> = {
  kept: { keep: 'writeFileSync(file, text)', expected: { state: 'scored', score: { value: 100 } } },
  never: { keep: 'notes.set(file, text)', expected: lost },
  unchanged: { keep: 'notes.set(file, text); if (!existsSync(file)) writeFileSync(file, text)', expected: lost },
  later: { keep: 'notes.set(file, text); setTimeout(() => writeFileSync(file, text), 400)', expected: lost },
  another: { keep: writeInAnother, expected: lost },
  once: { keep: "writeFileSync(file, text); writeFileSync('/data/lock', '')", expected: { state: 'failed', explanation: /stopped by itself|did not come back/ } },
}

await t.test('a kill takes the points of what was acknowledged and not kept, and of nothing else', async (t) => {
  const server = keeperOf(Object.fromEntries(Object.entries(ways).map(([way, { keep }]) => [way, keep])), "if (existsSync('/data/lock')) process.exit(1)")
  const { report } = await gradeSpeed(server, { exercise: keepingExercise(Object.keys(ways)) })
  t.match(report, { verdict: 'assessed', checks: { correctness: { score: 100 }, speed: { state: 'scored', score: 16.7 } } })
  for (const [at, [way, { expected }]] of Object.entries(ways).entries()) t.match(report.checks.speed.scenarios?.[at], { id: way, ...expected }, way)
})
