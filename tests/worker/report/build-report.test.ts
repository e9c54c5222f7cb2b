import t from 'tap'
import { defaultLimits } from '../../../contracts/limits.js'
import type { ExercisePackage } from '../../../contracts/exercise/exercise-package.js'
import { buildReport, type ReportInputs } from '../../../worker/report/build-report.js'
import { noFacts, type RunFacts } from '../../../worker/report/verdict.js'
import { examination, failedRun, passedRun } from './examination-fixture.js'

const reportOf = (facts: Partial<RunFacts>, changes: Partial<ReportInputs> = {}) =>
  buildReport({
    submissionId: 's',
    runId: 'r',
    language: 'node',
    source: new Map(),
    facts: { ...noFacts, ...facts },
    phases: [],
    finishedAt: '',
    exercise: {
      slug: 'x',
      title: 'X',
      kind: 'service',
      limits: defaultLimits,
      weights: { correctness: 60, speed: 20, quality: 20 },
    } as ExercisePackage,
    checks: { speed: { state: 'skipped', reason: 'None.' }, quality: { state: 'skipped', reason: 'None.' } },
    receipt: {
      submission: '',
      exercise: '',
      images: {},
      seed: '',
      assay: '',
      host: { engine: '', kernel: '', cgroup: '', cpus: 2 },
    },
    ...changes,
  })
const summaryOf = (...given: Parameters<typeof reportOf>) => reportOf(...given).summary

t.test('a note begins a new sentence, also behind a line of a log', (t) => {
  const build = { exitCode: 1, limit: null, log: "Error: EROFS: read-only file system, open 'a.log'" }
  t.match(summaryOf({ build, note: 'It was a guess.' }).detail, /open 'a\.log'\. It was a guess\.$/)
  t.match(
    summaryOf({ refusal: 'There is nothing to start.', note: 'It was a guess.' }).detail,
    /^There is nothing to start\. It was a guess\.$/,
  )
  t.end()
})

t.test('a folder that was left out is named behind the advice on what was missing', (t) => {
  const build = { exitCode: 1, limit: null, log: "Error: Cannot find module 'bcrypt'" }
  t.match(
    summaryOf({ build }, { leftOut: ['node_modules'] }).advice,
    /^Use bcryptjs instead\..*The folder node_modules of your upload was left out/,
  )
  t.end()
})

t.test('the folder that became the top level is in the report', (t) => {
  const refused = { refusal: 'There is nothing to start.' }
  t.match(reportOf(refused, { topFolder: 'shop' }), { topFolder: 'shop' })
  t.notOk('topFolder' in reportOf(refused))
  t.end()
})

t.test('tests that failed in one of two rounds come before what only the source costs', (t) => {
  const tests = ['a', 'b'].map((id) => ({
    id,
    title: id,
    group: 'g',
    points: id === 'a' ? 9 : 1,
    hint: null,
    show: 'full' as const,
    file: 'f',
  }))
  const good: RunFacts = { ...noFacts, tests, examination: examination({ runs: [passedRun('a'), passedRun('b')] }) }
  const worse: RunFacts = { ...good, examination: examination({ runs: [passedRun('a'), failedRun('b')] }) }
  const finding = { rule: 'r', path: 'server.js', line: 3, message: 'It is long.' }
  const checks = {
    speed: { state: 'skipped', reason: 'None.' },
    quality: { state: 'scored', score: 50, details: { findings: [finding] } },
  } as unknown as ReportInputs['checks']
  t.match(summaryOf(good, { checks }).advice, /^You lose points on quality/)
  t.match(summaryOf({ ...good, otherRound: { place: 'first', facts: worse } }, { checks }).advice, /marked as flaky/)
  t.end()
})
