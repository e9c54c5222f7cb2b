/** tap's closing line, as in `# { total: 4, pass: 1, fail: 1, todo: 1, skip: 1 }`; zeros are left out. */
const closingLine = /^# \{ (total: .*) \}\s*$/

/** Reads tap's output line by line and keeps what the closing line says. */
export class TapCounts {
  passed = 0
  failed = 0
  /** False until the closing line was seen: without it, tap broke off and nothing it said can be trusted. */
  isComplete = false

  read(line) {
    const counts = closingLine.exec(line)?.[1]
    if (counts === undefined) return
    const of = (key) => Number(new RegExp(`\\b${key}: (\\d+)`).exec(counts)?.[1] ?? 0)
    // A test that did not run has not passed.
    this.passed = of('pass')
    this.failed = of('fail') + of('todo') + of('skip')
    this.isComplete = true
  }
}
