import { Type } from 'typebox'
import type { AppContext } from '../app-context.js'
import { callerOf } from '../auth/guard.js'
import { findExercise } from '../database/exercises.js'
import { currentRuns } from '../database/submissions.js'
import { acceptSubmission, refuseTooManyWaiting } from '../submissions/accept-submission.js'
import { describeSubmission, estimateWait } from '../submissions/describe-submission.js'
import { receiveSubmission } from '../submissions/receive-submission.js'
import type { RouteApp } from './route-app.js'
import { describeReplies, SlugParams, SubmissionReply } from './schemas.js'

const description = `A form (multipart/form-data) with either **one archive** (zip, tar, tar.gz; field \`archive\`) or the **files**.
The path of a file is what its field has in brackets, \`files[src/app.js]\`, else its file name with folders.
The field \`language\` may name the language; else the files tell it. With an \`Idempotency-Key\` the same upload sent
again within a day gives the same submission.`

const headers = Type.Object({
  'idempotency-key': Type.Optional(Type.String({ pattern: '^[\\x21-\\x7e]{1,200}$', description: '1 to 200 printable characters' })),
})

/** Where a submission comes in. After the 202 it is never lost. */
export function addSubmitRoute(app: RouteApp, context: AppContext): void {
  const { db, blobs, queue, config } = context
  app.post(
    '/v1/exercises/:slug/submissions',
    {
      config: { rateLimit: { max: config.ASSAY_UPLOADS_PER_MINUTE, timeWindow: 60_000 } },
      schema: {
        tags: ['submissions'],
        summary: 'Submit',
        description,
        consumes: ['multipart/form-data'],
        params: SlugParams,
        headers,
        response: describeReplies({ 202: SubmissionReply }),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const exercise = await findExercise(db, request.params.slug)
      const idempotencyKey = request.headers['idempotency-key']
      if (idempotencyKey === undefined) await refuseTooManyWaiting(db, caller.owner, config.ASSAY_WAITING_PER_OWNER)
      const upload = await receiveSubmission(request, blobs, exercise)
      const draft = { owner: caller.owner, slug: exercise.slug, exerciseDigest: exercise.digest, ...upload, idempotencyKey }
      const { submission, isReplay } = await acceptSubmission(context, draft)
      request.log.info({ submission: submission.id, isReplay }, 'a submission was accepted')
      const run = (await currentRuns(db, [submission.id])).get(submission.id)
      if (!run) throw new Error('a submission without a run')
      const wait = await estimateWait(db, queue, run)
      return reply
        .code(202)
        .headers({
          location: `/v1/submissions/${submission.id}`,
          'retry-after': Math.min(Math.max(wait.estimateSeconds, 1), 60),
          ...(isReplay ? { 'idempotency-replayed': 'true' } : {}),
        })
        .send({ ...describeSubmission(submission, run, caller), ...wait })
    },
  )
}
