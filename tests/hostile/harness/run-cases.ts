import type { Test } from 'tap'
import type { Language } from '../../../contracts/language.js'
import type { Report, TestResult } from '../../../contracts/report/report.js'
import type { SourceTree } from '../../../contracts/source-tree.js'
import { comesDownTo, findResidue, readTcpPages } from '../../integration/pod/residue.js'
import { gradeSubmission, type Grading } from './grade-submission.js'
import { joinProbes, onlyProbes, readCases, readSentinel, type Expectation } from './hostile-case.js'

/**
 * Grades every hostile submission whose id begins so, and a well-behaved one after them. Programs that only probe, and
 * from which nothing may come, share a grading.
 */
export async function runCases(t: Test, idStart: string): Promise<void> {
  t.setTimeout(mostMinutes * 60_000)
  const cases = await readCases(idStart)
  const probing = cases.filter(onlyProbes)
  if (probing.length > 0)
    await t.test('programs that probe for what the sandbox lets them do', async (t) => {
      const grading = await gradeCleanly(t, await joinProbes(probing), 'python')
      for (const { id, expectation } of probing)
        await t.test(nameCase(id, expectation), async (t) => check(t, grading, id, expectation))
    })
  for (const { id, language, source, expectation } of cases.filter((each) => !onlyProbes(each))) {
    await t.test(nameCase(id, expectation), async (t) =>
      check(t, await gradeCleanly(t, source, language, expectation.limits), id, expectation),
    )
  }
  const after = await gradeSubmission(await readSentinel(), 'python')
  t.same(outcomes(after.report), honest, 'a well-behaved submission gets what it deserves after them')
}

const nameCase = (id: string, { does }: Expectation) => `${id}: a submission that ${does}`

/** Grades a submission of which nothing may be left. */
async function gradeCleanly(
  t: Test,
  source: SourceTree,
  language: Language,
  limits: Expectation['limits'] = {},
): Promise<Grading> {
  const tcpPages = await readTcpPages()
  const grading = await gradeSubmission(source, language, { limits })
  t.comment(describe(grading))
  t.same(await findResidue(grading.runId, grading.slots), [], 'nothing of it is left')
  t.ok(await comesDownTo(tcpPages + spareTcpPages), 'its TCP buffers are given back')
  return grading
}

function check(t: Test, grading: Grading, id: string, expectation: Expectation): void {
  checkVerdict(t, grading, expectation)
  checkTests(t, grading.report, id, expectation)
  checkSecrecy(t, grading, expectation)
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

function checkTests(t: Test, report: Report, id: string, { failing = [], passing = [], tried }: Expectation): void {
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
  const body = JSON.parse(probe?.transcript.at(-1)?.responseBody ?? '{}') as ProbeAnswer & {
    of?: Record<string, ProbeAnswer>
  }
  const answer = body.of ? (body.of[id] ?? {}) : body
  t.same(answer.succeeded, [], 'nothing forbidden has succeeded')
  t.ok((answer.tried ?? 0) >= tried, `${answer.tried} forbidden things were tried, of at least ${tried}`)
}

interface ProbeAnswer {
  tried?: number
  succeeded?: string[]
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
