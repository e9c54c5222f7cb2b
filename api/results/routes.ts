import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { CallerError } from '../../contracts/errors.js'
import { languages } from '../../contracts/language.js'
import { findingCategories, findingLevels } from '../../contracts/report/quality-report.js'
import { verdicts } from '../../contracts/report/verdict.js'
import type { AppContext, RouteApp } from '../app-context.js'
import { type AssignmentRow, findTaughtAssignment } from '../assignments/assignments.js'
import { recordAudit } from '../database/audit.js'
import { callerOf } from '../http/guard.js'
import { exact, nullable } from '../../contracts/shapes.js'
import { AssignmentParams, describeReplies, moment, nextPage, uuid } from '../http/schemas.js'
import { refuseLostGrades } from './gradebooks.js'
import {
  decodePosition,
  encodePosition,
  type ExportFormat,
  exportFormats,
  exportResults,
  type ListedResult,
  listResults,
  resultOrders,
} from './list-results.js'
import {
  countAttemptsOverTime,
  gradeDistribution,
  ruleStatistics,
  summarizeResults,
  testStatistics,
} from './statistics.js'

const ResultsQuery = Type.Object(
  {
    text: Type.Optional(
      Type.String({
        maxLength: 200,
        pattern: '^[^\\u0000]*$',
        description: 'a part of the name, the email address or the id',
      }),
    ),
    verdict: Type.Optional(Type.Enum([...verdicts])),
    late: Type.Optional(
      Type.Boolean({ description: 'whether it was submitted after the due date and the grace period' }),
    ),
    missing: Type.Optional(Type.Boolean({ description: 'whether the learner submitted nothing' })),
    order: Type.Optional(
      Type.Enum([...resultOrders], {
        default: 'name',
        description: 'with a dash: highest first; learners without a value come last',
      }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 50 })),
    cursor: Type.Optional(Type.String({ maxLength: 1000, description: 'from the Link header' })),
    format: Type.Optional(
      Type.Enum([...exportFormats], { description: 'a CSV file with all results that match the filters' }),
    ),
    leaveOut: Type.Optional(
      Type.Enum(['unknown'], {
        description: 'allows the file for an LMS to omit graded learners that the LMS could not identify',
      }),
    ),
  },
  exact,
)
type ResultsQuery = Static<typeof ResultsQuery>

const ResultReply = Type.Object({
  learner: Type.Object({
    id: Type.String(),
    name: nullable(Type.String()),
    email: nullable(Type.String()),
    lmsKey: nullable(Type.String({ description: 'the key of the learner in the LMS of the course' })),
  }),
  attempt: nullable(Type.Integer({ description: 'the attempt that counts' })),
  attempts: Type.Integer(),
  submission: nullable(uuid),
  submittedAt: nullable(moment),
  language: nullable(Type.Enum([...languages])),
  verdict: nullable(Type.Enum([...verdicts])),
  score: nullable(Type.Number({ description: 'before the late penalty' })),
  latePercent: nullable(Type.Number()),
  grade: nullable(Type.Number({ description: 'of 100; null before the first score' })),
  isOverridden: Type.Boolean(),
  comment: nullable(Type.String()),
  isLate: Type.Boolean(),
  isPending: Type.Boolean({ description: 'an attempt is waiting or running' }),
  links: Type.Record(Type.String(), Type.String()),
})

/** What each learner of a course has for an assignment, for those who teach it. */
export function addResultRoutes(app: RouteApp, { db }: AppContext): void {
  app.get(
    '/v1/assignments/:id/results',
    {
      schema: {
        tags: ['results'],
        summary: 'Results, one per learner',
        description: `Includes learners who submitted nothing. With \`format\`, or with \`Accept: text/csv\`, a CSV file of all pages.
Files for an LMS leave out learners without a grade, because an empty cell would clear the grade there; \`assay-left-out\`
is the number of learners left out. If the LMS could not identify a graded learner, the request is refused, unless
\`leaveOut=unknown\`.`,
        produces: ['application/json', 'text/csv'],
        params: AssignmentParams,
        querystring: ResultsQuery,
        response: describeReplies({
          200: Type.Object({ total: Type.Integer({ description: 'on all pages' }), results: Type.Array(ResultReply) }),
        }),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const assignment = await findTaughtAssignment(db, caller, request.params.id)
      const format = request.query.format ?? negotiate(request)
      const details = format ? { format } : {}
      reply.headers({ vary: 'accept', 'cache-control': 'private, no-store' })
      const body = format
        ? await sendFile(db, reply, assignment, { ...request.query, format })
        : await sendPage(db, reply, assignment, request.query)
      await recordAudit(db, {
        actor: caller.owner,
        action: format ? 'results.exported' : 'results.read',
        courseId: assignment.courseId,
        subject: assignment.id,
        details,
      })
      return reply.send(body)
    },
  )
}

/** `null`: JSON. Throws `not-acceptable`. */
function negotiate(request: FastifyRequest): ExportFormat | null {
  const type = request.accepts().type(['application/json', 'text/csv'])
  if (type === false) throw new CallerError('not-acceptable', 'Results are available as application/json or text/csv.')
  return type === 'text/csv' ? 'own' : null
}

async function sendPage(db: AppContext['db'], reply: FastifyReply, assignment: AssignmentRow, query: ResultsQuery) {
  const { cursor, order = 'name', limit = 50, ...filter } = query
  const after = cursor === undefined ? undefined : decodePosition(order, cursor)
  const { results, total, next } = await listResults(db, assignment, { ...filter, order, limit, after })
  if (next)
    reply.header('link', nextPage(`/v1/assignments/${assignment.id}/results`, query, encodePosition(order, next)))
  return { total, results: results.map(describeResult) }
}

async function sendFile(
  db: AppContext['db'],
  reply: FastifyReply,
  assignment: AssignmentRow,
  { format, leaveOut, ...filter }: ResultsQuery & { format: ExportFormat },
) {
  const { text, verdict, late, missing, order } = filter
  const file = await exportResults(db, assignment, format, { text, verdict, late, missing, order })
  if (leaveOut === undefined) refuseLostGrades(file)
  reply.type('text/csv; charset=utf-8').headers({
    'content-disposition': `attachment; filename="${assignment.slug}-${format}.csv"`,
    'assay-left-out': file.leftOut.length,
    ...(file.notes.length > 0 ? { 'assay-note': encodeURI(file.notes.join(' ')) } : {}),
  })
  return file.csv
}

const describeResult = ({ person, submissionId, submittedAt, ...result }: ListedResult) => ({
  learner: { id: person.id, name: person.name, email: person.email, lmsKey: person.lmsKey },
  submission: submissionId,
  submittedAt: submittedAt?.toISOString() ?? null,
  ...result,
  links:
    submissionId === null
      ? {}
      : {
          submission: `/v1/submissions/${submissionId}`,
          report: `/v1/submissions/${submissionId}/report`,
          source: `/v1/submissions/${submissionId}/source`,
        },
})

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
