import t from 'tap'
import { settleGrade } from '../../../api/grades/settle-grade.js'
import type { Finding } from '../../../contracts/report/quality-report.js'
import { makeDetails, makeFinding, makeQuality } from '../../cli/fixtures/quality-findings.js'
import { handIn, reportOf, seedAssignment } from './seed-results.js'
import { startApiWithExercise } from './start-api.js'

const api = await startApiWithExercise(t)
const statisticsOf = async ({ id }: { id: string }) =>
  (await api.request({ url: `/v1/assignments/${id}/statistics` })).json()

t.test('an assignment without anything has figures, too', async (t) => {
  const empty = await statisticsOf(await seedAssignment(api, 'empty', ['ada']))
  t.match(empty.summary, {
    learners: 1,
    submitted: 0,
    attempts: 0,
    graded: 0,
    late: 0,
    medianGrade: null,
    meanGrade: null,
    waiting: 0,
    running: 0,
    verdicts: {},
  })
  t.same(empty.attempts, { days: [], outside: 0 })
  t.same(empty.tests, { runs: 0, runsLeftOut: 0, tests: [] })
  t.equal(empty.distribution.length, 10)
  t.same(empty.rules, [])
})

t.test('the summary counts learners by the attempt that counts, and what runs now', async (t) => {
  const assignment = await seedAssignment(api, 'summary', ['ada', 'bob', 'carl', 'dora', 'emil'], {
    dueAt: new Date('2026-11-02T00:00:00Z'),
  })
  await handIn(api, assignment, { learner: 'ada', submittedAt: '2026-11-01T00:00:00Z', report: reportOf(100) })
  const overridden = await handIn(api, assignment, { learner: 'bob', report: reportOf(20) })
  await handIn(api, assignment, { learner: 'bob', attempt: 2, report: reportOf(10) })
  await handIn(api, assignment, { learner: 'carl', report: reportOf(0, {}, { verdict: 'crashed' }) })
  await handIn(api, assignment, { learner: 'dora' })
  await api.platform.context.db.transaction((tx) =>
    settleGrade(tx, overridden, { grade: 50, comment: 'kind', by: 'ines' }),
  )
  t.match((await statisticsOf(assignment)).summary, {
    learners: 5,
    submitted: 4,
    attempts: 5,
    graded: 3,
    late: 3,
    overridden: 1,
    medianGrade: 50,
    meanGrade: 50,
    waiting: 1,
    running: 0,
    verdicts: { assessed: 2, crashed: 1 },
  })
})

t.test('grades fall into ten ranges, the greatest into the last', async (t) => {
  const scores = [0, 9.9, 10, 89.9, 90, 100]
  const assignment = await seedAssignment(
    api,
    'ranges',
    scores.map((_, place) => `l${place}`),
  )
  for (const [place, score] of scores.entries())
    await handIn(api, assignment, { learner: `l${place}`, report: reportOf(score) })
  const { distribution } = await statisticsOf(assignment)
  t.same(
    distribution.map(({ learners }: { learners: number }) => learners),
    [2, 1, 0, 0, 0, 0, 0, 0, 1, 2],
  )
  t.match(distribution.at(-1), { from: 90, to: 100 })
})

t.test('attempts are counted by day in UTC, without gaps; days far off end no list', async (t) => {
  const assignment = await seedAssignment(api, 'days', ['ada', 'bob'])
  const moments = [
    '1970-01-01T00:00:00Z',
    '2026-10-24T23:59:59Z',
    '2026-10-25T00:30:00+02:00',
    '2026-10-26T12:00:00Z',
    '2099-01-01T00:00:00Z',
  ]
  for (const [place, submittedAt] of moments.entries())
    await handIn(api, assignment, { learner: 'ada', attempt: place + 1, submittedAt })
  await handIn(api, assignment, { learner: 'bob', submittedAt: '2026-10-26T13:00:00Z' })
  const { attempts } = await statisticsOf(assignment)
  t.same(attempts, {
    days: [
      { day: '2026-10-24T00:00:00.000Z', attempts: 2, learners: 1 },
      { day: '2026-10-25T00:00:00.000Z', attempts: 0, learners: 0 },
      { day: '2026-10-26T00:00:00.000Z', attempts: 2, learners: 2 },
    ],
    outside: 2,
  })
})

t.test('tests are judged by the attempts that count and were assessed', async (t) => {
  const assignment = await seedAssignment(api, 'tests', ['ada', 'bob', 'carl', 'dora', 'emil'])
  await handIn(api, assignment, {
    learner: 'ada',
    report: reportOf(10, { easy: 'failed', hard: 'failed' }, { ms: 9_999 }),
  })
  await handIn(api, assignment, {
    learner: 'ada',
    attempt: 2,
    report: reportOf(100, { easy: 'passed', hard: 'passed', slow: 'not-run' }, { ms: 10 }),
  })
  await handIn(api, assignment, {
    learner: 'bob',
    report: reportOf(50, { easy: 'passed', hard: 'flaky', slow: 'not-run' }, { ms: 30 }),
  })
  await handIn(api, assignment, {
    learner: 'carl',
    report: reportOf(50, { easy: 'passed', hard: 'failed', slow: 'not-run' }, { ms: 20 }),
  })
  await handIn(api, assignment, { learner: 'dora', report: reportOf(0, { easy: 'failed' }, { verdict: 'crashed' }) })
  await handIn(api, assignment, { learner: 'emil' })
  const { tests } = await statisticsOf(assignment)
  t.match(tests, {
    runs: 3,
    runsLeftOut: 1,
    tests: [
      {
        id: 'easy',
        title: 'title of easy',
        group: 'basics',
        points: 1,
        passed: 3,
        failed: 0,
        flaky: 0,
        notRun: 0,
        passRate: 1,
        flakeRate: 0,
        medianMs: 20,
      },
      { id: 'hard', passed: 1, failed: 1, flaky: 1, notRun: 0, passRate: 1 / 3, flakeRate: 1 / 3, medianMs: 20 },
      { id: 'slow', passed: 0, notRun: 3, passRate: null, flakeRate: null, medianMs: null },
    ],
  })
})

const withFindings = (...findings: Finding[]) => {
  const { checks } = reportOf(50)
  if (!checks) throw new Error('the sample has no checks')
  return { ...reportOf(50), checks: { ...checks, quality: makeQuality({ details: makeDetails({ findings }) }) } }
}

t.test('rules are counted by learners, over the attempts that count and were assessed, and name nobody', async (t) => {
  const assignment = await seedAssignment(api, 'rules', ['ada', 'bob', 'carl'])
  const [sql, loose] = [
    makeFinding(),
    makeFinding({
      rule: 'eslint:eqeqeq',
      category: 'correctness-risk',
      level: 'notable',
      message: "Expected '==='\u0000.",
    }),
  ]
  await handIn(api, assignment, { learner: 'ada', report: withFindings(sql, sql, sql) })
  await handIn(api, assignment, {
    learner: 'ada',
    attempt: 2,
    report: { ...withFindings(sql, loose, loose), score: 60 },
  })
  await handIn(api, assignment, { learner: 'bob', report: withFindings(loose) })
  await handIn(api, assignment, { learner: 'carl', report: { ...withFindings(sql, sql), verdict: 'crashed' } })
  const { rules } = await statisticsOf(assignment)
  t.same(rules, [
    {
      rule: 'eslint:eqeqeq',
      category: 'correctness-risk',
      level: 'notable',
      learners: 2,
      findings: 3,
      message: "Expected '==='\ufffd.",
    },
    {
      rule: 'assay:sql-from-strings',
      category: 'security',
      level: 'severe',
      learners: 1,
      findings: 1,
      message: 'The SQL statement is put together from strings.',
    },
  ])
})
