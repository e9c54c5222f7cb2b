import { reportLimits, type TestResult } from '../../contracts/report.js'

/**
 * The tests with no more details than a report may have: a service that answers each request with as much as it can
 * would else make a report that no page can show. Failed tests come first, and of a transcript its end, where the test
 * failed. A message that no room is left for is cut short.
 */
export function boundDetails(tests: readonly TestResult[]): TestResult[] {
  let { exchanges, characters } = reportLimits
  const take = (cost: number) => cost <= characters && (characters -= cost) >= 0
  const bounded = new Map<TestResult, TestResult>()
  for (const test of [...tests].sort((a, b) => rank(a) - rank(b))) {
    const message =
      test.message === null || take(test.message.length) ? test.message : `${test.message.slice(0, shortMessage)} …`
    const transcript = takeLast(
      test.transcript,
      (exchange) => exchanges > 0 && take(JSON.stringify(exchange).length) && (exchanges -= 1) >= 0,
    )
    const log = takeLast(test.log, (line) => take(line.length + 3))
    bounded.set(test, { ...test, message, transcript, log })
  }
  return tests.map((test) => bounded.get(test) ?? test)
}

/** Characters. Tests of a package are at most some thousands. */
const shortMessage = 200

const rank = ({ outcome }: TestResult) => (outcome === 'failed' ? 0 : 1)

/** The last of some items, up to the first that is not admitted. */
function takeLast<T>(items: readonly T[], admits: (item: T) => boolean): T[] {
  const refused = items.findLastIndex((item) => !admits(item))
  return items.slice(refused + 1)
}
