import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import type { AppContext, RouteApp } from '../app-context.js'
import { findAssignment } from '../database/assignments.js'
import { findExercise } from '../database/exercises.js'
import { currentRun, findSubmission } from '../database/submissions.js'
import type { Caller } from '../http/caller.js'
import { callerOf } from '../http/guard.js'
import { AssignmentParams, describeReplies, SlugParams, SubmissionReply } from '../http/schemas.js'
import type { Acceptance } from '../submissions/accept-submission.js'
import { chooseAssignment } from '../submissions/choose-assignment.js'
import { describeSubmission, estimateWait } from '../submissions/describe-submission.js'
import { submitWork } from '../submissions/submit-work.js'

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
  const limited = { rateLimit: { max: config.ASSAY_UPLOADS_PER_MINUTE, timeWindow: 60_000 } }
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
