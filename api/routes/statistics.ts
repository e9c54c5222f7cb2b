import { Type } from 'typebox'
import { findingCategories, findingLevels } from '../../contracts/quality-report.js'
import { verdicts } from '../../contracts/verdict.js'
import type { AppContext, RouteApp } from '../app-context.js'
import { findTaughtAssignment } from '../database/assignments.js'
import { callerOf } from '../http/guard.js'
import { AssignmentParams, describeReplies, moment, nullable } from '../http/schemas.js'
import { countAttemptsOverTime } from '../results/attempts-over-time.js'
import { gradeDistribution } from '../results/grade-distribution.js'
import { ruleStatistics } from '../results/rule-statistics.js'
import { summarizeResults } from '../results/summarize-results.js'
import { testStatistics } from '../results/test-statistics.js'

const count = Type.Integer()
const rate = nullable(Type.Number({ minimum: 0, maximum: 1, description: 'of the runs in which the test ran' }))

const StatisticsReply = Type.Object({
  summary: Type.Object({
    learners: count,
    submitted: count,
    attempts: count,
    graded: count,
    late: count,
    overridden: count,
    medianGrade: nullable(Type.Number()),
    meanGrade: nullable(Type.Number()),
    waiting: count,
    running: count,
    verdicts: Type.Partial(Type.Object(Object.fromEntries(verdicts.map((verdict) => [verdict, count])))),
  }),
  distribution: Type.Array(Type.Object({ from: Type.Number(), to: Type.Number(), learners: count }), {
    description: 'of the grades that count; the last range includes 100',
  }),
  attempts: Type.Object({
    days: Type.Array(Type.Object({ day: moment, attempts: count, learners: count }), {
      description: 'in UTC, without gaps, at most 366',
    }),
    outside: Type.Integer({ description: 'attempts on other days' }),
  }),
  tests: Type.Object({
    runs: Type.Integer({ description: 'assessed attempts that count: the basis of the test statistics' }),
    runsLeftOut: Type.Integer({ description: 'attempts that count but have another verdict' }),
    tests: Type.Array(
      Type.Object({
        id: Type.String(),
        title: Type.String(),
        group: Type.String(),
        points: Type.Number(),
        passed: count,
        failed: count,
        flaky: count,
        notRun: count,
        passRate: rate,
        flakeRate: rate,
        medianMs: nullable(Type.Number()),
      }),
    ),
  }),
  rules: Type.Array(
    Type.Object({
      rule: Type.String(),
      category: Type.Enum([...findingCategories]),
      level: Type.Enum([...findingLevels]),
      learners: Type.Integer({
        description: 'learners who break the rule, in the attempts that the test statistics use',
      }),
      findings: count,
      message: Type.String({ description: 'its most frequent message' }),
    }),
    { description: 'broken rules, those broken by most learners first; at most 50' },
  ),
})

/** An assignment in figures, for those who teach its course. */
export function addStatisticsRoute(app: RouteApp, { db }: AppContext): void {
  app.get(
    '/v1/assignments/:id/statistics',
    {
      schema: {
        tags: ['results'],
        summary: 'Statistics of an assignment: grades, attempts, tests and findings',
        params: AssignmentParams,
        response: describeReplies({ 200: StatisticsReply }),
      },
    },
    async (request, reply) => {
      const assignment = await findTaughtAssignment(db, callerOf(request), request.params.id)
      const [summary, distribution, attempts, tests, rules] = await Promise.all([
        summarizeResults(db, assignment),
        gradeDistribution(db, assignment),
        countAttemptsOverTime(db, assignment),
        testStatistics(db, assignment),
        ruleStatistics(db, assignment),
      ])
      reply.header('cache-control', 'private, no-cache')
      return {
        summary,
        distribution,
        attempts: { ...attempts, days: attempts.days.map((day) => ({ ...day, day: day.day.toISOString() })) },
        tests,
        rules,
      }
    },
  )
}
