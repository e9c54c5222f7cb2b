import t from 'tap'
import { redactProgress, redactReport } from '../../contracts/report/redaction.js'
import { Value } from 'typebox/value'
import {
  ReportSchema,
  type QualityResult,
  type Report,
  type SpeedResult,
  type TestResult,
} from '../../contracts/report/report.js'
import type { ScenarioResult } from '../../contracts/report/speed-report.js'
import type { ShowLevel } from '../../contracts/hidden-tests.js'
import { defaultLimits } from '../../contracts/limits.js'
import { makeSpeed } from '../cli/fixtures/scenarios.js'
import { makeDetails, qualityEndings } from '../cli/fixtures/quality-findings.js'
import { failedLater } from '../cli/fixtures/speed-endings.js'

const secret = 'CANARY-of-a-hidden-test'
const exchange = {
  method: 'GET',
  path: `/${secret}`,
  requestHeaders: {},
  requestBody: null,
  status: 200,
  responseHeaders: {},
  responseBody: secret,
  ms: 1,
  error: null,
  curl: `curl ${secret}`,
}
const hidden = (show: ShowLevel): TestResult => ({
  id: show,
  title: `the ${show} test`,
  group: 'g',
  points: 1,
  earned: 0,
  hint: 'a hint',
  show,
  outcome: 'failed',
  message: secret,
  ms: 1,
  transcript: [exchange],
  log: [secret],
})

const unscored = { state: 'skipped', score: null, weight: 20, effectiveWeight: 0, reason: 'not yet' } as const
const report: Report = {
  schema: 'assay.report/2',
  submission: 's',
  run: 'r',
  exercise: { slug: 'x', title: 'X', digest: 'd' },
  language: 'node',
  verdict: 'assessed',
  limit: null,
  score: 50,
  maxScore: 100,
  summary: { title: '', detail: '', advice: '' },
  checks: {
    correctness: {
      state: 'scored',
      score: 50,
      weight: 60,
      effectiveWeight: 100,
      reason: null,
      points: 3,
      earned: 0,
      tests: [hidden('full'), hidden('outcome'), hidden('nothing')],
    },
    speed: unscored,
    quality: unscored,
  },
  limits: defaultLimits,
  usage: { cpuSeconds: 0, peakMemoryMb: 0, peakPids: 0, outputBytes: 0 },
  phases: [],
  buildLog: '',
  serviceLog: '',
  receipt: {
    submission: 's',
    exercise: 'd',
    images: { examiner: 'assay/examiner:1' },
    seed: secret,
    secondSeed: secret,
    assay: '0',
    host: { engine: '', kernel: '', cgroup: 'v2', cpus: 2 },
  },
  incident: null,
  finishedAt: '',
}

t.test('a test shown in full keeps its message and transcript', async (t) => {
  t.match(redactReport(report).checks.correctness.tests[0], {
    id: 'full',
    message: secret,
    transcript: [{ curl: `curl ${secret}` }],
  })
})

t.test('a test shown by its outcome keeps title, points, outcome and hint, and nothing of what happened', async (t) => {
  const shown = redactReport(report).checks.correctness.tests[1]
  t.match(shown, {
    title: 'the outcome test',
    points: 1,
    outcome: 'failed',
    hint: 'a hint',
    message: null,
    transcript: [],
    log: [],
  })
  t.notMatch(JSON.stringify(shown), secret)
})

t.test('a test of which nothing is shown is absent', async (t) => {
  t.notMatch(JSON.stringify(redactReport(report)), 'nothing')
})

t.test('the seed, from which every random value of the tests follows, is not shown', async (t) => {
  t.notMatch(JSON.stringify(redactReport(report).receipt), secret)
})

t.test('the whole log of the service is shown only where it can tell nothing of hidden tests', async (t) => {
  const withTests = (tests: TestResult[]) => ({
    ...report,
    serviceLog: secret,
    checks: { ...report.checks, correctness: { ...report.checks.correctness, tests } },
  })
  t.equal(redactReport(withTests([hidden('full'), hidden('outcome')])).serviceLog, '')
  t.equal(redactReport(withTests([hidden('full')])).serviceLog, secret)
  t.equal(redactReport(withTests([{ ...hidden('nothing'), outcome: 'not-run' }])).serviceLog, secret)
  t.equal(redactReport(withTests([])).serviceLog, secret)
})

t.test('a redacted report is still a report', async (t) => {
  t.ok(Value.Check(ReportSchema, redactReport(report)))
})

t.test('progress tells nothing of a test that the learner may not know of', async (t) => {
  const progress = { type: 'test', id: 'a', title: 'a', outcome: 'passed', finished: 1, total: 2 } as const
  t.same(redactProgress({ ...progress, show: 'nothing' }), { type: 'count', finished: 1, total: 2 })
  t.match(redactProgress({ ...progress, show: 'outcome' }), { id: 'a' })
  t.match(redactProgress({ type: 'phase', phase: 'build' }), { phase: 'build' })
})

const withSpeed: Report = { ...report, checks: { ...report.checks, speed: makeSpeed({ note: 'With 2 cores …' }) } }

t.test('a learner sees every scenario with its figures', async (t) => {
  t.same(redactReport(withSpeed).checks.speed, withSpeed.checks.speed)
  t.ok(Value.Check(ReportSchema, redactReport(withSpeed)))
  t.notOk('scenarios' in redactReport(report).checks.speed, 'nothing measured, nothing listed')
})

t.test(
  'of a scenario that failed they see all that it showed until then, too, whatever their assignment opens',
  async (t) => {
    const failed: Report = { ...report, checks: { ...report.checks, speed: makeSpeed({ scenarios: [failedLater] }) } }
    t.ok(Value.Check(ReportSchema, failed), 'the fixture is what a worker may hand over')
    for (const areDetailsOpen of [false, true]) {
      const [shown] = redactReport(failed, { areDetailsOpen }).checks.speed.scenarios ?? []
      t.same(shown, failedLater)
      t.match(shown, {
        state: 'failed',
        pairs: 2,
        rows: 520,
        reason: 'statements',
        latencies: null,
        explanation: /Until then, at 520 rows/,
      })
      t.same(
        shown?.measures.map(({ name }) => name),
        failedLater.measures.map(({ name }) => name),
      )
    }
  },
)

t.test(
  'nothing of the reference but its figures reaches a learner, whatever a worker recorded, also where details are open',
  async (t) => {
    const [scenario] = makeSpeed().scenarios ?? []
    const talkative = {
      ...scenario,
      source: secret,
      measures: scenario?.measures.map((measure) => ({ ...measure, plan: secret })),
    } as ScenarioResult
    const recorded: Report = {
      ...report,
      checks: {
        ...report.checks,
        speed: { ...makeSpeed({ scenarios: [talkative] }), referenceLog: secret } as SpeedResult,
      },
    }
    for (const areDetailsOpen of [false, true])
      t.notMatch(JSON.stringify(redactReport(recorded, { areDetailsOpen }).checks.speed), secret)
  },
)

const withQuality = (quality: QualityResult): Report => ({ ...report, checks: { ...report.checks, quality } })

t.test(
  'a learner sees all that was found in their source, and a report of a version that did not read it is a report',
  async (t) => {
    for (const quality of Object.values(qualityEndings)) {
      t.same(redactReport(withQuality(quality)).checks.quality, quality)
      t.ok(Value.Check(ReportSchema, redactReport(withQuality(quality))))
    }
    t.notOk('details' in redactReport(report).checks.quality)
  },
)

t.test('whatever else a worker recorded of the source check stays with us', async (t) => {
  const [finding] = qualityEndings.found.details?.findings ?? []
  const details = {
    ...makeDetails(),
    findings: [{ ...finding, source: secret }],
    ruleTable: secret,
  } as unknown as NonNullable<QualityResult['details']>
  for (const areDetailsOpen of [false, true])
    t.notMatch(
      JSON.stringify(
        redactReport(withQuality({ ...qualityEndings.found, details }), { areDetailsOpen }).checks.quality,
      ),
      secret,
    )
})
