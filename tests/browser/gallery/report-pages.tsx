import { ReportView } from '../../../api/submissions/report/report-view.js'
import { Message, Moment, PageHeading } from '../../../api/ui/section.js'
import type { QualityResult, Report, SpeedResult } from '../../../contracts/report/report.js'
import {
  makeDetails,
  makeFinding,
  makeOwnTests,
  makeQuality,
  qualityEndings,
} from '../../cli/fixtures/quality-findings.js'
import { qualitySource } from '../../cli/fixtures/quality-source.js'
import { reportCases } from '../../cli/fixtures/report-cases.js'
import { makeChecks, makeExchange, makeReport, makeTest } from '../../cli/fixtures/reports.js'
import { makeScenario, makeSpeed, speedReceipt } from '../../cli/fixtures/scenarios.js'
import { speedEndings } from '../../cli/fixtures/speed-endings.js'
import { hostileLine, hostileName, hostileText } from './hostile-text.js'

const files = new Map([
  ...qualitySource,
  [hostileName, Buffer.from(`${'x'.repeat(400)} ${hostileLine.replaceAll('\0', '')}\n`.repeat(20))],
])

const showReport = (report: Report) => (
  <>
    <PageHeading
      title={report.exercise.title}
      lead={
        <>
          Attempt 2 of 5, submitted <Moment at="2026-01-05T09:58:40Z" />
        </>
      }
      actions={
        <a class="button" href="#">
          Download the source
        </a>
      }
    />
    <Message tone="warn" title="Submitted late">
      <p>One day after the due date: 10 % deducted.</p>
    </Message>
    <ReportView
      report={report}
      source={{ files, hrefOf: (path) => `?path=${encodeURIComponent(path)}` }}
      sarifHref="#"
    />
  </>
)

const longTranscript = Array.from({ length: 12 }, (_, index) =>
  makeExchange({
    method: 'GET',
    path: `/todos/${index + 1}`,
    status: 200,
    requestBody: null,
    curl: `curl -i 'http://localhost:3000/todos/${index + 1}'`,
  }),
)

const restarted = [
  makeExchange({
    curl: 'ANSWER=$(curl -sSi -X POST \'http://localhost:3000/todos\')\nID=$(printf \'%s\\n\' "$ANSWER" | grep -oE \'"id" *: *("[^"]*"|-?[0-9.]+)\')\ncurl -i "http://localhost:3000/todos/${ID}"',
    responseHeaders: { 'content-type': 'application/json' },
  }),
  makeExchange({ before: [{ action: 'subject.restart' }], after: [{ action: 'service.stop', service: 'postgres' }] }),
]

const manyTests = makeReport({
  score: 71.4,
  summary: {
    title: '2 of 6 tests failed',
    detail: '4 of 6 tests passed, 20 of 28 points.',
    advice: 'Start with the first failed test: it is open below, with its request and the response of your service.',
  },
  checks: makeChecks([
    makeTest({ transcript: longTranscript }),
    makeTest({
      id: 'b',
      title: 'Refuses a title that is longer than 200 characters, counted in code points and not in bytes',
      hint: 'A character is a code point.',
    }),
    makeTest({
      id: 'e',
      title: 'Keeps a to-do',
      outcome: 'failed',
      earned: 0,
      message: 'expect(received).toBe(expected)\nExpected: 200\nReceived: 500',
      transcript: restarted,
    }),
    makeTest({ id: 'c', title: 'Answers 404 for what is not there' }),
    ...(reportCases['wrong-answer']?.checks.correctness.tests.slice(1) ?? []),
  ]),
  buildLog: 'added 0 packages in 1s\n',
})

const test = makeTest({
  title: hostileLine,
  group: hostileLine,
  message: hostileText,
  hint: hostileText,
  outcome: 'failed',
  earned: 0,
  log: hostileText.split('\n'),
})
const exchange = makeExchange({
  path: `/${hostileLine}`,
  requestHeaders: { [hostileName]: hostileText },
  requestBody: hostileText,
  responseBody: hostileText,
  error: hostileText,
  curl: `curl '${hostileLine}'`,
})

const showSpeed = (speed: SpeedResult) => {
  const checks = makeChecks([makeTest({})])
  const score = 100 - (speed.effectiveWeight * (100 - (speed.score ?? 100))) / 100
  return showReport(
    makeReport({
      score,
      checks: {
        ...checks,
        correctness: { ...checks.correctness, effectiveWeight: 100 - speed.effectiveWeight },
        speed,
      },
      receipt: { ...makeReport().receipt, speed: speedReceipt },
    }),
  )
}
const speedPages = Object.fromEntries(
  Object.entries(speedEndings).map(([name, speed]) => [`report-speed-${name}`, () => showSpeed(speed)]),
)
const hostileScenario = makeScenario({
  title: hostileLine,
  hint: hostileText,
  unit: hostileName,
  explanation: hostileText,
  score: { value: 40, low: 38, high: 43 },
})

const showQuality = (quality: QualityResult) => {
  const checks = makeChecks([makeTest({})])
  const score = 100 - (quality.effectiveWeight * (100 - (quality.score ?? 100))) / 100
  return showReport(
    makeReport({
      score,
      checks: {
        ...checks,
        correctness: { ...checks.correctness, effectiveWeight: 100 - quality.effectiveWeight },
        quality,
      },
    }),
  )
}
const qualityPages = Object.fromEntries(
  Object.entries(qualityEndings).map(([name, quality]) => [`report-quality-${name}`, () => showQuality(quality)]),
)
const hostileFinding = makeFinding({
  path: hostileName,
  rule: hostileName,
  line: 3,
  endLine: 20,
  column: 405,
  message: hostileText,
  why: hostileText,
  fix: hostileText,
})
const hostileQuality = makeQuality({
  details: makeDetails({
    findings: [hostileFinding, { ...hostileFinding, path: `${hostileName}/away`, column: null }],
    unread: [{ path: hostileName, reason: hostileText }],
    tools: { [hostileName]: hostileText },
    ownTests: makeOwnTests({ command: hostileLine, log: hostileText }),
  }),
})

const hostile = makeReport({
  verdict: 'crashed',
  exercise: { slug: 'x', title: hostileLine, digest: 'x' },
  summary: { title: hostileLine, detail: hostileText, advice: hostileText },
  checks: {
    ...makeChecks([{ ...test, transcript: [exchange] }]),
    speed: makeSpeed({ scenarios: [hostileScenario] }),
    quality: hostileQuality,
  },
  buildLog: hostileText,
  serviceLog: `${hostileText}\n`.repeat(10),
  incident: hostileLine,
})

/** A page for each kind of report. */
export const reportPages = {
  report: () => showReport(manyTests),
  'report-passed': () => showReport(makeReport()),
  'report-build-failed': () => showReport(reportCases['build-failed'] ?? makeReport()),
  'report-did-not-start': () => showReport(reportCases['did-not-start'] ?? makeReport()),
  'report-limit': () => showReport(reportCases['limit-exceeded'] ?? makeReport()),
  'report-not-assessed': () => showReport(reportCases['not-assessed'] ?? makeReport()),
  ...speedPages,
  ...qualityPages,
  'report-hostile': () => showReport(hostile),
}
