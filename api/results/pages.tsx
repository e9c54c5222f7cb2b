import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { verdicts } from '../../contracts/report/verdict.js'
import type { AppContext, RouteApp } from '../app-context.js'
import { crumbsOf } from '../assignments/assignment-tabs.js'
import { findTaughtAssignment } from '../assignments/assignments.js'
import { recordAudit } from '../database/audit.js'
import type { Database } from '../database/open-database.js'
import { callerOf } from '../http/guard.js'
import { uploadRate } from '../http/upload-meter.js'
import { mistakeOf } from '../http/receive-form.js'
import { exact } from '../../contracts/shapes.js'
import { AssignmentParams } from '../http/schemas.js'
import { sendPage } from '../ui/shell.js'
import { decodePosition, encodePosition, listResults, type ResultFilter, resultOrders } from './list-results.js'
import { type ResultsPageQuery, ResultsView, type ResultsViewProps } from './results-view.js'
import { StatisticsView } from './statistics-view.js'
import {
  countAttemptsOverTime,
  gradeDistribution,
  ruleStatistics,
  summarizeResults,
  testStatistics,
} from './statistics.js'
import { fillWorksheet, sendWorksheet } from './worksheet-routes.js'

/** A form sends fields that were left empty as empty text: those are no filters. */
const orEmpty = <T extends readonly string[]>(values: T) => Type.Optional(Type.Enum(['', ...values] as const))
const Query = Type.Object(
  {
    text: Type.Optional(Type.String({ maxLength: 200, pattern: '^[^\\u0000]*$' })),
    verdict: orEmpty(verdicts),
    only: orEmpty(['late', 'missing'] as const),
    order: Type.Optional(Type.Enum([...resultOrders])),
    cursor: Type.Optional(Type.String({ maxLength: 1000 })),
  },
  exact,
)

const ROWS = 50

/** How a class did: a row for each learner, and what the numbers say together. */
export function addResultPages(app: RouteApp, { db, config }: AppContext): void {
  app.get(
    '/assignments/:id/results',
    { schema: { params: AssignmentParams, querystring: Query } },
    async (request, reply) =>
      sendResults(db, request, reply, {
        assignment: await findTaughtAssignment(db, callerOf(request), request.params.id),
        query: request.query,
      }),
  )

  app.post(
    '/assignments/:id/results/moodle-worksheet',
    {
      schema: { params: AssignmentParams },
      config: uploadRate(config),
    },
    async (request, reply) => {
      const assignment = await findTaughtAssignment(db, callerOf(request), request.params.id)
      try {
        return await sendWorksheet(reply, assignment, await fillWorksheet(db, request, assignment))
      } catch (error) {
        const mistake = mistakeOf(error)
        request.raw.resume()
        return sendResults(db, request, reply.code(mistake.status), {
          assignment,
          query: {},
          worksheetProblem: mistake.message,
        })
      }
    },
  )

  app.get('/assignments/:id/statistics', { schema: { params: AssignmentParams } }, async (request, reply) => {
    const caller = callerOf(request)
    const assignment = await findTaughtAssignment(db, caller, request.params.id)
    const [summary, ranges, tests, time, rules] = await Promise.all([
      summarizeResults(db, assignment),
      gradeDistribution(db, assignment),
      testStatistics(db, assignment),
      countAttemptsOverTime(db, assignment),
      ruleStatistics(db, assignment),
    ])
    return sendPage(request, reply, {
      title: `Statistics: ${assignment.title}`,
      breadcrumbs: await crumbsOf(db, caller, assignment, 'Statistics'),
      children: (
        <StatisticsView
          assignment={assignment}
          summary={summary}
          ranges={ranges}
          statistics={tests}
          time={time}
          rules={rules}
        />
      ),
    })
  })
}

/** The results of an assignment; with what is wrong with a worksheet, where its form comes back. */
async function sendResults(
  db: Database,
  request: FastifyRequest,
  reply: FastifyReply,
  shown: Pick<ResultsViewProps, 'assignment' | 'query' | 'worksheetProblem'>,
): Promise<FastifyReply> {
  const { assignment, query } = shown
  const caller = callerOf(request)
  const [page, summary] = await Promise.all([
    listResults(db, assignment, toFilter(query)),
    summarizeResults(db, assignment),
  ])
  await recordAudit(db, {
    actor: caller.owner,
    action: 'results.read',
    courseId: assignment.courseId,
    subject: assignment.id,
  })
  return sendPage(request, reply, {
    title: `Results: ${assignment.title}`,
    breadcrumbs: await crumbsOf(db, caller, assignment, 'Results'),
    children: (
      <ResultsView
        {...shown}
        page={page}
        summary={summary}
        nextCursor={page.next && encodePosition(query.order ?? 'name', page.next)}
      />
    ),
  })
}

function toFilter({ text, verdict, only, order = 'name', cursor }: ResultsPageQuery): ResultFilter {
  return {
    text: text || undefined,
    verdict: verdict || undefined,
    late: only === 'late' ? true : undefined,
    missing: only === 'missing' ? true : undefined,
    order,
    after: cursor === undefined ? undefined : decodePosition(order, cursor),
    limit: ROWS,
  }
}
