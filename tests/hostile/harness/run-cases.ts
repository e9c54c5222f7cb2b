import type { Test } from 'tap'
import type { Report, TestResult } from '../../../contracts/report.js'
import { comesDownTo, findResidue, readTcpPages } from '../../integration/pod/residue.js'
import { gradeSubmission, type Grading } from './grade-submission.js'
import { readCases, readSentinel, type Expectation } from './hostile-case.js'

/** Grades every hostile submission whose id begins so, and a well-behaved one before and after them. */
export async function runCases(t: Test, idStart: string): Promise<void> {
  t.setTimeout(mostMinutes * 60_000)
  const cases = await readCases(idStart)
  const sentinel = await readSentinel()
  const before = await gradeSubmission(sentinel, 'python')
  t.same(outcomes(before.report), honest, 'a well-behaved submission passes at first')
  for (const { id, language, source, expectation } of cases) {
    await t.test(`${id}: a submission that ${expectation.does}`, async (t) => {
      const tcpPages = await readTcpPages()
      const grading = await gradeSubmission(source, language)
      t.comment(describe(grading))
      checkVerdict(t, grading, expectation)
      checkTests(t, grading.report, expectation)
      checkSecrecy(t, grading, expectation)
      t.same(await findResidue(grading.runId, grading.slots), [], 'nothing of it is left')
      t.ok(await comesDownTo(tcpPages + spareTcpPages), 'its TCP buffers are given back')
    })
  }
  const after = await gradeSubmission(sentinel, 'python')
  t.same(outcomes(after.report), honest, 'a well-behaved submission passes as it did before')
}

/** For a busy machine: each case has a bound of its own. */
const mostMinutes = 15
/** Other programs of the machine have connections too: 16 MB of the 25 MB that R10 fills. */
const spareTcpPages = 4096

const describe = ({ report, seconds }: Grading) =>
  `${report.verdict} ${report.limit ?? ''} ${report.score} in ${seconds.toFixed(1)} s; ${JSON.stringify(report.usage)}; ` +
  report.phases.map(({ name, ms }) => `${name} ${ms} ms`).join(', ')

const testsOf = (report: Report): readonly TestResult[] => report.checks.correctness.tests
const outcomes = (report: Report) => ({
  verdict: report.verdict,
  score: report.score,
  failed: testsOf(report)
    .filter(({ outcome }) => outcome !== 'passed')
    .map(({ id, message }) => `${id}: ${message}`),
})
const honest = { verdict: 'assessed', score: 100, failed: [] }

function checkVerdict(t: Test, { report, seconds }: Grading, { verdict, limit, maxSeconds }: Expectation): void {
  t.ok(verdict.includes(report.verdict), `the verdict ${report.verdict} is among ${verdict.join(', ')}`)
  if (report.verdict === 'limit-exceeded')
    t.ok(limit?.includes(report.limit!), `the limit ${report.limit} is among ${limit?.join(', ')}`)
  t.ok(seconds < maxSeconds, `it took ${seconds.toFixed(1)} s, and may take ${maxSeconds}`)
}

function checkTests(t: Test, report: Report, { failing = [], passing = [], tried }: Expectation): void {
  const passed = new Set(
    testsOf(report)
      .filter(({ outcome }) => outcome === 'passed')
      .map(({ id }) => id),
  )
  const mustPass = passing === 'all' ? testsOf(report).map(({ id }) => id) : passing
  t.same(
    mustPass.filter((id) => !passed.has(id)),
    [],
    'what must pass has passed',
  )
  t.same(
    failing.filter((id) => passed.has(id)),
    [],
    'what must fail has failed',
  )
  if (tried === undefined) return
  const probe = testsOf(report).find(({ id }) => id === 'probe')
  const answer = JSON.parse(probe?.transcript.at(-1)?.responseBody ?? '{}') as { tried?: number; succeeded?: string[] }
  t.same(answer.succeeded, [], 'nothing forbidden has succeeded')
  t.ok((answer.tried ?? 0) >= tried, `${answer.tried} forbidden things were tried, of at least ${tried}`)
}

/** The canary is in nothing that the learner's code has emitted, and in nothing that a learner is shown. */
function checkSecrecy(t: Test, { report, canary, learnersView }: Grading, { mustNotContain = [] }: Expectation): void {
  const exchanges = testsOf(report).flatMap(({ transcript }) => transcript)
  const emitted = [
    report.buildLog,
    report.serviceLog,
    ...testsOf(report).flatMap(({ log }) => log),
    JSON.stringify(exchanges),
  ].join('\n')
  t.notOk(emitted.includes(canary), 'its code has emitted no word of the hidden tests')
  for (const word of [canary, ...mustNotContain]) t.notOk(learnersView.includes(word), `a learner is not shown ${word}`)
}
