import { createHash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import type { AppContext, RouteApp } from '../app-context.js'
import { findAssignment } from '../assignments/assignments.js'
import { chooseAssignment } from '../assignments/open-assignment.js'
import type { Queryable } from '../database/open-database.js'
import { findExercise } from '../exercises/exercises.js'
import type { Caller } from '../http/access.js'
import { uploadRate } from '../http/upload-meter.js'
import { callerOf } from '../http/guard.js'
import { exact } from '../../contracts/shapes.js'
import {
  AssignmentParams,
  decodeCursor,
  describeReplies,
  encodeCursor,
  nextPage,
  PageQuery,
  RunReply,
  sha256,
  SlugParams,
  SubmissionParams,
  SubmissionReply,
  uuid,
} from '../http/schemas.js'
import { type Acceptance, regradeSubmission } from './accept-submission.js'
import {
  describeRun,
  describeSubmission,
  estimateWait,
  currentRun,
  findSubmission,
  findTaughtSubmission,
  listSubmissions,
} from './submissions.js'
import { listRuns } from './runs.js'
import { submitWork } from './receive-submission.js'

const tags = ['submissions']

const ListQuery = Type.Object(
  {
    exercise: Type.Optional(Type.String({ maxLength: 100, description: 'slug' })),
    assignment: Type.Optional(uuid),
    owner: Type.Optional(Type.String({ maxLength: 200, description: 'a person; learners see only their own' })),
    ...PageQuery,
  },
  exact,
)

/** What a submission is worth now; `null` for practice and before its first score. */
type DescribeGradeOf = (db: Queryable, submissionId: string) => Promise<object | null>

/** Submissions as a list and one by one. */
export function addSubmissionRoutes(app: RouteApp, { db, queue }: AppContext, describeGradeOf: DescribeGradeOf): void {
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
      if (rows.length > limit)
        reply.header('link', nextPage('/v1/submissions', request.query, encodeCursor(page.at(-1)?.submission.seq ?? 0)))
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
      const body = JSON.stringify({
        ...describeSubmission(found, run),
        grade: found.view === 'closed' ? null : await describeGradeOf(db, found.submission.id),
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

const matches = (header: string | undefined, etag: string) =>
  header !== undefined && (header === '*' || header.split(',').some((one) => one.trim().replace(/^W\//, '') === etag))

const upload = `A form (multipart/form-data) with either **one archive** (zip, tar, tar.gz; field \`archive\`) or the **files**.
The path of a file is the part of its field name in brackets, \`files[src/app.js]\`, or else its file name with folders.
The field \`language\` may name the language; otherwise it is detected from the files. With an \`Idempotency-Key\`, sending
the same upload again within a day returns the same submission.`

const toExercise = `${upload}

If the exercise is one of your assignments, this submits to that assignment; otherwise, the submission is practice.`

const headers = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({ pattern: '^[\\x21-\\x7e]{1,200}$', description: '1 to 200 printable characters' }),
  ),
})

/** Where a submission comes in. After the 202 it is never lost. */
export function addSubmitRoutes(app: RouteApp, context: AppContext): void {
  const { db, config } = context
  const limited = uploadRate(config)
  const common = {
    tags: ['submissions'],
    consumes: ['multipart/form-data'],
    headers,
    response: describeReplies({ 202: SubmissionReply }),
  }

  app.post(
    '/v1/exercises/:slug/submissions',
    {
      config: limited,
      schema: { ...common, summary: 'Submit to an exercise', description: toExercise, params: SlugParams },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const { slug } = await findExercise(db, request.params.slug)
      const assignment = await chooseAssignment(db, caller, slug)
      return answer(
        context,
        caller,
        reply,
        await submitWork(context, request, assignment ? { assignment } : { slug }, {
          idempotencyKey: request.headers['idempotency-key'],
        }),
      )
    },
  )

  app.post(
    '/v1/assignments/:id/submissions',
    {
      config: limited,
      schema: {
        ...common,
        tags: ['assignments'],
        summary: 'Submit to an assignment',
        description: upload,
        params: AssignmentParams,
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const assignment = await findAssignment(db, caller, request.params.id)
      return answer(
        context,
        caller,
        reply,
        await submitWork(context, request, { assignment }, { idempotencyKey: request.headers['idempotency-key'] }),
      )
    },
  )
}

async function answer(
  { db, queue }: AppContext,
  caller: Caller,
  reply: FastifyReply,
  { submission, isReplay }: Acceptance,
) {
  const run = await currentRun(db, submission.id)
  const wait = await estimateWait(db, queue, run)
  return reply
    .code(202)
    .headers({
      location: `/v1/submissions/${submission.id}`,
      'retry-after': Math.min(Math.max(wait.estimateSeconds, 1), 60),
      ...(isReplay ? { 'idempotency-replayed': 'true' } : {}),
    })
    .send({ ...describeSubmission(await findSubmission(db, caller, submission.id), run), ...wait })
}

const RegradeBody = Type.Object(
  {
    reason: Type.Optional(
      Type.String({ minLength: 1, maxLength: 500, description: 'shown to the learner if the grade changes' }),
    ),
    exerciseDigest: Type.Optional({
      ...sha256,
      description: 'an earlier package of the exercise; if omitted, the one published now',
    }),
  },
  exact,
)

/** The gradings of a submission. */
export function addRunRoutes(app: RouteApp, { db }: AppContext): void {
  app.get(
    '/v1/submissions/:id/runs',
    {
      schema: {
        tags,
        summary: 'All runs of a submission, newest first',
        params: SubmissionParams,
        response: describeReplies({ 200: Type.Object({ runs: Type.Array(RunReply) }) }),
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const { submission, view } = await findSubmission(db, caller, request.params.id)
      const shown = (await listRuns(db, submission.id)).filter((run) => view === 'whole' || !run.isDry)
      return { runs: shown.map((run) => describeRun(run, view)) }
    },
  )

  app.post(
    '/v1/submissions/:id/runs',
    {
      schema: {
        tags,
        summary: 'Regrade one submission',
        description:
          'Adds a run, queued after everything that learners are waiting for. Reports of earlier runs are kept.',
        params: SubmissionParams,
        body: Type.Optional(Type.Union([RegradeBody, Type.Null()])),
        response: describeReplies({ 202: RunReply }),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const found = await findTaughtSubmission(db, caller, request.params.id)
      const { submission } = found
      const run = await regradeSubmission(db, {
        ...found,
        digest: request.body?.exerciseDigest,
        reason: request.body?.reason,
        requestedBy: caller.owner,
      })
      return reply
        .code(202)
        .headers({ location: `/v1/submissions/${submission.id}`, 'retry-after': 10 })
        .send(describeRun(run, found.view))
    },
  )
}
