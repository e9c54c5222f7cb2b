import { createHash } from 'node:crypto'
import { Type } from 'typebox'
import type { AppContext, RouteApp } from '../app-context.js'
import { currentRun, findSubmission, listSubmissions } from '../database/submissions.js'
import { describeGrade, findGrade } from '../grades/find-grade.js'
import { findRegraded } from '../grades/find-regraded.js'
import { callerOf } from '../http/guard.js'
import { decodeCursor, encodeCursor } from '../http/paging.js'
import { describeReplies, exact, SubmissionParams, SubmissionReply, uuid } from '../http/schemas.js'
import { describeSubmission, estimateWait } from '../submissions/describe-submission.js'

const tags = ['submissions']

const ListQuery = Type.Object(
  {
    exercise: Type.Optional(Type.String({ maxLength: 100, description: 'slug' })),
    assignment: Type.Optional(uuid),
    owner: Type.Optional(Type.String({ maxLength: 200, description: 'a person; learners see only their own' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
    cursor: Type.Optional(Type.String({ maxLength: 100, description: 'from the Link header' })),
  },
  exact,
)

/** Submissions as a list and one by one. */
export function addSubmissionRoutes(app: RouteApp, { db, queue }: AppContext): void {
  app.get(
    '/v1/submissions',
    {
      schema: {
        tags,
        summary: 'Submissions, newest first',
        querystring: ListQuery,
        response: describeReplies({ 200: Type.Object({ submissions: Type.Array(SubmissionReply) }) }),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const { exercise, assignment, owner, limit = 20, cursor } = request.query
      const before = cursor === undefined ? undefined : decodeCursor(cursor)
      const rows = await listSubmissions(db, { caller, owner, slug: exercise, assignmentId: assignment, before, limit })
      const page = rows.slice(0, limit)
      if (rows.length > limit) reply.header('link', nextLink(request.query, page.at(-1)?.submission.seq ?? 0))
      return { submissions: page.map((found) => describeSubmission(found, found.run)) }
    },
  )

  app.get(
    '/v1/submissions/:id',
    {
      schema: {
        tags,
        summary: 'State of a submission: queue position, estimate, verdict',
        description: 'Has an ETag; with `If-None-Match`, an unchanged state returns 304.',
        params: SubmissionParams,
        response: describeReplies({ 200: SubmissionReply }),
      },
    },
    async (request, reply) => {
      const found = await findSubmission(db, callerOf(request), request.params.id)
      const run = await currentRun(db, found.submission.id)
      const wait = await estimateWait(db, queue, run)
      const grade = found.view === 'closed' ? null : await findGrade(db, found.submission.id)
      const body = JSON.stringify({
        ...describeSubmission(found, run),
        grade: grade && { ...describeGrade(grade), regraded: await findRegraded(db, grade) },
        ...wait,
      })
      const etag = `"${createHash('sha256').update(body).digest('base64url')}"`
      reply.headers({ etag, 'cache-control': 'private, no-cache' })
      if (run.state !== 'done') reply.header('retry-after', Math.min(Math.max(wait.estimateSeconds, 1), 30))
      if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send()
      return reply.type('application/json; charset=utf-8').send(body)
    },
  )
}

function nextLink(
  query: { exercise?: string; assignment?: string; owner?: string; limit?: number },
  lastSeq: number,
): string {
  const kept = Object.entries(query).filter(([name, value]) => name !== 'cursor' && value !== undefined)
  const next = new URLSearchParams([
    ...kept.map(([name, value]): [string, string] => [name, String(value)]),
    ['cursor', encodeCursor(lastSeq)],
  ])
  return `</v1/submissions?${next}>; rel="next"`
}

const matches = (header: string | undefined, etag: string) =>
  header !== undefined && (header === '*' || header.split(',').some((one) => one.trim().replace(/^W\//, '') === etag))
