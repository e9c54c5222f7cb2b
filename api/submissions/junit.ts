import { XMLBuilder } from 'fast-xml-parser'
import type { Report, TestResult } from '../../contracts/report/report.js'
import { describeRounds } from '../../contracts/report/test-words.js'

/** A report as JUnit XML: one suite a group, one case a hidden test the caller may see. */
export function formatJunit(report: Report): string {
  const tests = report.checks.correctness.tests
  const suites = [...new Set(tests.map(({ group }) => group))].map((group) => {
    const own = tests.filter((test) => test.group === group)
    return { '@name': group, ...countOutcomes(own), testcase: own.map(formatTest) }
  })
  const builder = new XMLBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    format: true,
    suppressEmptyNode: true,
  })
  return builder.build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: {
      '@name': report.exercise.slug,
      ...countOutcomes(tests),
      testsuite: [summaryOf(report), ...suites].map(cleanDeep),
    },
  })
}

/** The verdict itself, as a case: a submission that never started would otherwise look like one with nothing wrong. */
function summaryOf(report: Report) {
  const isAssessed = report.verdict === 'assessed'
  const message = `${report.summary.title} ${report.summary.detail}`
  const ending =
    report.verdict === 'not-assessed' ? { error: { '@message': message } } : { failure: { '@message': message } }
  return {
    '@name': 'verdict',
    '@tests': 1,
    '@failures': isAssessed || report.verdict === 'not-assessed' ? 0 : 1,
    testcase: [{ '@name': report.verdict, '@classname': 'verdict', ...(isAssessed ? {} : ending) }],
  }
}

const countOutcomes = (tests: readonly TestResult[]) => ({
  '@tests': tests.length,
  '@failures': tests.filter(({ outcome }) => outcome === 'failed').length,
  '@skipped': tests.filter(({ outcome }) => outcome === 'not-run' || outcome === 'flaky').length,
})

function formatTest(test: TestResult) {
  const message = test.message ?? ''
  const rounds = describeRounds(test)
  const text = [message, rounds ?? '', test.hint ?? '', ...test.transcript.map(({ curl }) => curl)]
    .filter(Boolean)
    .join('\n')
  return {
    '@name': test.title,
    '@classname': test.group,
    '@time': (test.ms / 1000).toFixed(3),
    ...(test.outcome === 'failed' ? { failure: { '@message': message, '#text': text } } : {}),
    ...(test.outcome === 'not-run' || test.outcome === 'flaky'
      ? { skipped: { '@message': test.outcome, ...(rounds !== null && { '#text': rounds }) } }
      : {}),
  }
}

/** What XML 1.0 cannot hold, even escaped; a service may print anything. */
const unrepresentable =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

function cleanDeep(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(unrepresentable, '\ufffd')
  if (Array.isArray(value)) return value.map(cleanDeep)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cleanDeep(inner)]))
}
