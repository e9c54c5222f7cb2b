import t from 'tap'
import { gradeSpeed, keeperOf, keepingExercise } from './grade-speed.js'

/** A process of its own, in a session of its own, that writes what it is told a little later. */
const startOther = `
const writeLater = (line) => setTimeout((file, text) => require('node:fs').writeFileSync(file, text), 4000, ...line.split(' '))
const code = "require('node:readline').createInterface({ input: process.stdin }).on('line', " + writeLater + ')'
const other = spawn(process.execPath, ['-e', code], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })`
const writeInOther = "notes.set(file, text); other.stdin.write(file + ' ' + text + '\\n')"

const lost = {
  state: 'failed',
  score: { value: 0 },
  explanation:
    /^Your service responded to PUT \/[a-z]+\d\?\w+ with 200, but had lost it after it was killed and started again/,
}

const ways: Record<string, { keep: string; expected: object }> = {
  kept: { keep: 'writeFileSync(file, text)', expected: { state: 'scored', score: { value: 100 } } },
  never: { keep: 'notes.set(file, text)', expected: lost },
  unchanged: { keep: 'notes.set(file, text); if (!existsSync(file)) writeFileSync(file, text)', expected: lost },
  later: { keep: 'notes.set(file, text); setTimeout(() => writeFileSync(file, text), 4000)', expected: lost },
  other: { keep: writeInOther, expected: lost },
  once: {
    keep: "writeFileSync(file, text); writeFileSync('/data/lock', '')",
    expected: { state: 'failed', explanation: /stopped by itself|did not come back/ },
  },
}

await t.test('a kill takes the points of what was acknowledged and not kept, and of nothing else', async (t) => {
  const server = keeperOf(
    Object.fromEntries(Object.entries(ways).map(([way, { keep }]) => [way, keep])),
    `if (existsSync('/data/lock')) process.exit(1)${startOther}`,
  )
  const { report } = await gradeSpeed(server, { exercise: keepingExercise(Object.keys(ways)) })
  t.match(report, {
    verdict: 'assessed',
    checks: { correctness: { score: 100 }, speed: { state: 'scored', score: 16.7 } },
  })
  for (const [at, [way, { expected }]] of Object.entries(ways).entries())
    t.match(report.checks.speed.scenarios?.[at], { id: way, ...expected }, way)
})
