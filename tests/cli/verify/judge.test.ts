import t from 'tap'
import { type Expectation, folderGuarantees, givenGuarantee } from '../../../cli/verify/expectation.js'
import { compareRuns, findFlaky, findNeverFailed, judgeReport } from '../../../cli/verify/judge.js'
import type { Finding, QualityDetails } from '../../../contracts/report/quality-report.js'
import type { Report } from '../../../contracts/report/report.js'
import { makeChecks, makeReport, makeTest } from '../fixtures/reports.js'
import { makeSpeed } from '../fixtures/scenarios.js'

const passed = makeTest({ id: 'a' })
const failed = makeTest({ id: 'b', outcome: 'failed', earned: 0, message: 'Expected: 200\nReceived: 500' })
const half = makeReport({ score: 50, checks: makeChecks([passed, failed]) })
const whole = makeReport()
const crashed = makeReport({ verdict: 'crashed', score: 0, checks: makeChecks([failed]) })
const outOfMemory = makeReport({ verdict: 'limit-exceeded', limit: 'memory', score: 0 })
const slow = (state: 'scored' | 'skipped', score: number | null) =>
  makeReport({ checks: { ...whole.checks, speed: { ...whole.checks.speed, state, score } } })
const onePlusN = makeReport({
  checks: {
    ...whole.checks,
    speed: makeSpeed({
      scenarios: (makeSpeed().scenarios ?? []).map((scenario) => ({
        ...scenario,
        reason: 'statements',
        explanation: 'Ask once.',
      })),
    }),
  },
})
const findingOf = (rule: string, path: string) =>
  ({ rule, path, line: 3, message: 'It is there.' }) as unknown as Finding
const withFindings = (...findings: Finding[]) =>
  makeReport({
    checks: {
      ...whole.checks,
      quality: {
        ...whole.checks.quality,
        state: 'scored',
        score: 30,
        details: { findings } as unknown as QualityDetails,
      },
    },
  })
const shortStarter = withFindings(findingOf('assay:little-to-read', '.'))
const faultyStarter = withFindings(findingOf('assay:little-to-read', '.'), findingOf('eslint:eqeqeq', 'app.js'))
const nearlyAll = makeReport({
  checks: makeChecks([makeTest({ points: 9999, earned: 9999 }), makeTest({ points: 1, earned: 0 })]),
})

const cases: [title: string, expectation: Expectation, report: Report, differences: string[]][] = [
  ['accepted and all points', folderGuarantees.accepted, whole, []],
  [
    'accepted but a test failed',
    folderGuarantees.accepted,
    half,
    ['correctness 50, expected at least 100', 'test b failed: Expected: 200, Received: 500'],
  ],
  [
    'accepted but crashed',
    folderGuarantees.accepted,
    crashed,
    ['verdict crashed, expected assessed', 'test b failed: Expected: 200, Received: 500'],
  ],
  [
    'accepted and rounded up to 100',
    folderGuarantees.accepted,
    nearlyAll,
    ['correctness 99.99, expected at least 100'],
  ],
  ['wrong and it shows', folderGuarantees['wrong-answer'], half, []],
  [
    'wrong but nothing catches it',
    folderGuarantees['wrong-answer'],
    whole,
    ['correctness 100, expected less than 100'],
  ],
  ['wrong but crashed', folderGuarantees['wrong-answer'], crashed, ['verdict crashed, expected assessed']],
  ['a starter of a few lines', givenGuarantee, shortStarter, []],
  [
    'a starter with something to find',
    givenGuarantee,
    faultyStarter,
    ['eslint:eqeqeq at app.js:3, which was not expected'],
  ],
  [
    'no finding allowed',
    { quality: { allowed: [] } },
    shortStarter,
    ['assay:little-to-read at .:3, which was not expected'],
  ],
  [
    'given code that nobody looked at',
    givenGuarantee,
    whole,
    ['quality is skipped, expected a score: Quality is not looked at yet.'],
  ],
  ['crashed as labelled', folderGuarantees.crashed, crashed, []],
  ['the limit named', { verdict: 'limit-exceeded', limit: 'memory' }, outOfMemory, []],
  ['another limit', { verdict: 'limit-exceeded', limit: 'time' }, outOfMemory, ['limit memory, expected time']],
  [
    'no limit at all',
    { verdict: 'limit-exceeded', limit: 'time' },
    whole,
    ['verdict assessed, expected limit-exceeded: time'],
  ],
  ['any limit will do', folderGuarantees['limit-exceeded'], outOfMemory, []],
  ['a score in its range', { score: { min: 50, max: 50 } }, half, []],
  ['a score out of its range', { score: { min: 10, max: 40 } }, half, ['score 50, expected 10 to 40']],
  ['the test that must fail', { failing: ['b'] }, half, []],
  ['a test that must fail passed', { failing: ['a'] }, half, ['test a passed, expected failed']],
  [
    'a test that must fail is not there',
    { failing: ['zzz'] },
    half,
    ['no hidden test has the id "zzz", which must fail'],
  ],
  ['slow and it shows', folderGuarantees['too-slow'], slow('scored', 20), []],
  ['slow but fast enough', folderGuarantees['too-slow'], slow('scored', 90), ['speed 90, expected at most 50']],
  ['slow for the reason named', { speed: { max: 50, reasons: { pages: 'statements' } } }, onePlusN, []],
  [
    'slow for another reason',
    { speed: { reasons: { pages: 'latency' } } },
    onePlusN,
    ['scenario pages names statements as its reason, expected latency: Ask once.'],
  ],
  [
    'slow but not measured',
    folderGuarantees['too-slow'],
    slow('skipped', null),
    ['speed is skipped, expected at most 50: Speed is not measured yet.'],
  ],
]

for (const [title, expectation, report, differences] of cases) {
  t.test(`judges a sample: ${title}`, async (t) => t.same(judgeReport(expectation, report), differences))
}

t.test('never takes a fault of ours for an expected ending', async (t) => {
  const fault = makeReport({ verdict: 'not-assessed', score: null, incident: 'x1', checks: makeChecks([]) })
  t.match(judgeReport({}, fault), [/^not assessed because of an error in Assay \(incident x1\)/])
})

t.test('finds where two runs disagree', async (t) => {
  t.same(compareRuns([whole, whole]), [])
  t.same(compareRuns([whole]), [])
  t.same(compareRuns([whole, crashed]), ['runs differ: verdict assessed, then crashed'])
  const other = makeReport({ checks: makeChecks([passed, { ...failed, outcome: 'passed' }]) })
  t.same(compareRuns([slow('scored', 20), slow('scored', 30)]), ['runs differ: speed 20, then 30'])
  t.same(compareRuns([half, other]), ['runs differ: test b failed, then passed'])
})

t.test('holds a flaky test against the package where the solution is right, in one run too', async (t) => {
  const flaky = makeReport({ checks: makeChecks([makeTest({ id: 'c', outcome: 'flaky', message: 'Expected: 20' })]) })
  t.same(findFlaky(folderGuarantees.accepted, flaky), [
    'test c is flaky (it passed in one of two rounds): Expected: 20',
  ])
  t.same(findFlaky(folderGuarantees['wrong-answer'], flaky), [])
})

t.test('tells which tests no sample makes fail', async (t) => {
  t.same(findNeverFailed([half, whole]), ['a', 'creates-a-to-do'])
  t.same(findNeverFailed([crashed]), [], 'a run that ended early says nothing')
})
