import { Type } from 'typebox'
import type { AppContext, RouteApp } from '../app-context.js'
import { listRuns } from '../database/runs.js'
import { findSubmission, findTaughtSubmission } from '../database/submissions.js'
import { callerOf } from '../http/guard.js'
import { describeReplies, exact, RunReply, sha256, SubmissionParams } from '../http/schemas.js'
import { describeRun } from '../submissions/describe-submission.js'
import { regradeSubmission } from '../submissions/regrade-submission.js'

const tags = ['submissions']

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
