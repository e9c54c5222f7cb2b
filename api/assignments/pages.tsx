import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AppContext, RouteApp } from '../app-context.js'
import { findPackage, hasContract } from '../exercises/exercises.js'
import { teaches } from '../http/access.js'
import { uploadRate } from '../http/upload-meter.js'
import { callerOf } from '../http/guard.js'
import { describeCallerError } from '../http/problem.js'
import { mistakeOf } from '../http/receive-form.js'
import { AssignmentParams } from '../http/schemas.js'
import { listRejections } from '../lms/inbound/list-events.js'
import { listAttempts } from '../grades/grades.js'
import { submitWork } from '../submissions/receive-submission.js'
import { sendPage } from '../ui/shell.js'
import { crumbsOf } from './assignment-tabs.js'
import { AssignmentView } from './assignment-view.js'
import { type AssignmentRow, findAssignment, hasOpened } from './assignments.js'
import { showStatement } from './start-help.js'
import type { ReturnedWork } from './submit-form.js'

/** An assignment: what to do, by when, and where to hand it in. */
export function addAssignmentPages(app: RouteApp, context: AppContext): void {
  const { db, config } = context
  app.get('/assignments/:id', { schema: { params: AssignmentParams } }, async (request, reply) =>
    sendAssignment(context, request, reply, await findAssignment(db, callerOf(request), request.params.id)),
  )

  app.post(
    '/assignments/:id/submissions',
    {
      schema: { params: AssignmentParams },
      config: uploadRate(config),
    },
    async (request, reply) => {
      const assignment = await findAssignment(db, callerOf(request), request.params.id)
      const fields = new Map<string, string>()
      try {
        const { submission } = await submitWork(context, request, { assignment }, { fields })
        return await reply.redirect(`/submissions/${submission.id}`, 303)
      } catch (error) {
        const mistake = mistakeOf(error)
        request.raw.resume()
        return sendAssignment(context, request, reply.code(mistake.status), assignment, {
          language: fields.get('language') ?? '',
          problem: describeCallerError(mistake, request.id),
        })
      }
    },
  )
}

async function sendAssignment(
  { db, packages }: AppContext,
  request: FastifyRequest,
  reply: FastifyReply,
  assignment: AssignmentRow,
  returned?: ReturnedWork,
): Promise<FastifyReply> {
  const caller = callerOf(request)
  const now = new Date()
  const isTaught = teaches(caller, assignment.courseId)
  const isShown = isTaught || hasOpened(assignment, now)
  const exercise = isShown ? await findPackage(db, assignment.exerciseDigest) : null
  const statement = exercise && (await showStatement(exercise))
  const attempts = await listAttempts(db, assignment.id, caller.owner)
  const rejections = await listRejections(db, assignment, caller.owner)
  return sendPage(request, reply, {
    title: assignment.title,
    breadcrumbs: await crumbsOf(db, caller, assignment),
    scripts: ['drop.js'],
    children: (
      <AssignmentView
        assignment={assignment}
        exercise={exercise}
        statement={statement}
        hasContract={exercise !== null && (await hasContract(packages, exercise))}
        attempts={attempts}
        rejections={rejections}
        isTaught={isTaught}
        now={now}
        returned={returned}
      />
    ),
  })
}
