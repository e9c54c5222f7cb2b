import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { AppContext, RouteApp } from '../app-context.js'
import { findSubmission, findTaughtSubmission } from '../submissions/submissions.js'
import { overrideGrade, withdrawOverride } from './grades.js'
import { callerOf } from '../http/guard.js'
import { describeCallerError } from '../http/problem.js'
import { mistakeOf, returnButtons, returnForm } from '../http/receive-form.js'
import { exact } from '../../contracts/shapes.js'
import { SubmissionParams } from '../http/schemas.js'
import { regradeSubmission } from '../submissions/accept-submission.js'
import { sendSubmission } from '../submissions/pages.js'

const OverrideForm = Type.Object(
  {
    grade: Type.Number({ minimum: 0, maximum: 100 }),
    comment: Type.String({ minLength: 1, maxLength: 2000, pattern: '\\S' }),
  },
  exact,
)

const RunForm = Type.Object({ reason: Type.Optional(Type.String({ maxLength: 500 })) }, exact)
const runWords = { reason: 'Write at most 500 characters.' }
const overrideWords = {
  grade: 'Enter a number from 0 to 100, such as 87.5.',
  comment: 'Enter a reason: it is shown to the learner.',
}

/** What an instructor does about one submission: the forms of its page. */
export function addGradingForms(app: RouteApp, context: AppContext): void {
  const { db } = context
  app.post(
    '/submissions/:id/override',
    { attachValidation: true, schema: { params: SubmissionParams, body: OverrideForm } },
    async (request, reply) => {
      const caller = callerOf(request)
      const returned = returnForm(request, overrideWords)
      if (request.validationError && !returned) throw request.validationError
      const found = await findTaughtSubmission(db, caller, request.params.id)
      if (returned) return sendSubmission(context, request, reply.code(400), found, { grading: returned })
      const { submission } = found
      const grade = Math.round(request.body.grade * 10) / 10
      await db.transaction((tx) =>
        overrideGrade(tx, submission, { grade, comment: request.body.comment, by: caller.owner }),
      )
      return reply.redirect(`/submissions/${submission.id}`, 303)
    },
  )

  app.post('/submissions/:id/override/withdraw', { schema: { params: SubmissionParams } }, async (request, reply) => {
    const caller = callerOf(request)
    const { submission } = await findTaughtSubmission(db, caller, request.params.id)
    try {
      await db.transaction((tx) => withdrawOverride(tx, submission, caller.owner))
    } catch (error) {
      return returnRefused(context, request, reply, submission.id, error)
    }
    return reply.redirect(`/submissions/${submission.id}`, 303)
  })

  app.post(
    '/submissions/:id/runs',
    { attachValidation: true, schema: { params: SubmissionParams, body: Type.Union([RunForm, Type.Null()]) } },
    async (request, reply) => {
      const caller = callerOf(request)
      const returned = returnForm(request, runWords)
      if (request.validationError && !returned) throw request.validationError
      const found = await findTaughtSubmission(db, caller, request.params.id)
      const { id } = found.submission
      if (returned) return sendSubmission(context, request, reply.code(400), found, { grading: returned })
      try {
        await regradeSubmission(db, {
          ...found,
          digest: undefined,
          reason: request.body?.reason?.trim() || undefined,
          requestedBy: caller.owner,
        })
      } catch (error) {
        return returnRefused(context, request, reply, id, error)
      }
      return reply.redirect(`/submissions/${id}`, 303)
    },
  )
}

/** Back to the submission, with why not. */
async function returnRefused(
  context: AppContext,
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
  error: unknown,
): Promise<FastifyReply> {
  const mistake = mistakeOf(error)
  return sendSubmission(
    context,
    request,
    reply.code(mistake.status),
    await findSubmission(context.db, callerOf(request), id),
    { grading: returnButtons(describeCallerError(mistake, request.id)) },
  )
}
