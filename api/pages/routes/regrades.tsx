import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { AppContext } from '../../app-context.js'
import { callerOf } from '../../auth/guard.js'
import { findTaughtAssignment, type AssignmentRow } from '../../database/assignments.js'
import { recordAudit } from '../../database/audit.js'
import { countDryRuns } from '../../database/dry-runs.js'
import { findExercise } from '../../database/exercises.js'
import { findTaughtRegrade, listRegrades } from '../../database/regrades.js'
import { gradeChanges } from '../../regrades/compare-runs.js'
import { applyRegrade, discardRegrade } from '../../regrades/end-regrade.js'
import { reviewRegrade } from '../../regrades/review-regrade.js'
import { attemptChoices, startRegrade } from '../../regrades/start-regrade.js'
import type { RouteApp } from '../../routes/route-app.js'
import { AssignmentParams, exact, RegradeParams } from '../../routes/schemas.js'
import { decodeCursor, encodeCursor } from '../../submissions/cursor.js'
import { RegradesView } from '../views/regrades.js'
import { ReviewView } from '../views/review.js'
import { returnForm, type ReturnedForm } from '../read-form.js'
import { crumbsOf } from './assignment-crumbs.js'
import { sendPage } from './send-page.js'

const ROWS = 50
const StartForm = Type.Object({ reason: Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' }), which: Type.Enum([...attemptChoices]) }, exact)
const startWords = { reason: 'Enter a reason: it is shown to learners whose grade changes.', which: 'Choose the attempts to regrade.' }
const ReviewQuery = Type.Object({ changed: Type.Optional(Type.Enum(['', ...gradeChanges])), cursor: Type.Optional(Type.String({ maxLength: 100 })) }, exact)

/** Regrades of all: started, looked at, then applied or thrown away. */
export function addRegradePages(app: RouteApp, context: AppContext): void {
  const { db } = context
  app.get('/assignments/:id/regrades', { schema: { params: AssignmentParams } }, async (request, reply) =>
    sendRegrades(context, request, reply, await findTaughtAssignment(db, callerOf(request), request.params.id)),
  )

  app.post('/assignments/:id/regrades', { attachValidation: true, schema: { params: AssignmentParams, body: StartForm } }, async (request, reply) => {
    const caller = callerOf(request)
    const returned = returnForm(request, startWords)
    if (request.validationError && !returned) throw request.validationError
    const assignment = await findTaughtAssignment(db, caller, request.params.id)
    if (returned) return sendRegrades(context, request, reply.code(400), assignment, returned)
    const { id } = await startRegrade(db, { assignment, exerciseDigest: undefined, ...request.body, requestedBy: caller.owner })
    return reply.redirect(`/regrades/${id}`, 303)
  })

  addReviewPages(app, context)
}

async function sendRegrades({ db }: AppContext, request: FastifyRequest, reply: FastifyReply, assignment: AssignmentRow, returned?: ReturnedForm): Promise<FastifyReply> {
  const rows = await listRegrades(db, assignment.id)
  const progress = await countDryRuns(db, rows.map(({ id }) => id))
  const published = await findExercise(db, assignment.slug)
  return sendPage(request, reply, {
    title: `Regrades: ${assignment.title}`,
    breadcrumbs: await crumbsOf(db, callerOf(request), assignment, 'Regrades'),
    children: <RegradesView assignment={assignment} regrades={rows} progress={progress} isNewer={published.digest !== assignment.exerciseDigest} returned={returned} />,
  })
}

function addReviewPages(app: RouteApp, context: AppContext): void {
  const { db } = context
  app.get('/regrades/:id', { schema: { params: RegradeParams, querystring: ReviewQuery } }, async (request, reply) => {
    const caller = callerOf(request)
    const found = await findTaughtRegrade(db, caller, request.params.id)
    const { changed, cursor } = request.query
    const review = await reviewRegrade(db, found, { change: changed || undefined, offset: cursor === undefined ? 0 : decodeCursor(cursor), limit: ROWS })
    await recordAudit(db, { actor: caller.owner, action: 'results.read', courseId: found.assignment.courseId, subject: found.assignment.id, details: { regrade: found.regrade.id } })
    return sendPage(request, reply, {
      title: `Regrade: ${found.assignment.title}`,
      breadcrumbs: await crumbsOf(db, caller, found.assignment, 'Regrade'),
      children: <ReviewView {...found} review={review} changed={changed ?? ''} isFirst={cursor === undefined} nextCursor={review.next === null ? null : encodeCursor(review.next)} />,
    })
  })

  app.post('/regrades/:id/apply', { schema: { params: RegradeParams } }, async (request, reply) => {
    const caller = callerOf(request)
    await applyRegrade(db, await findTaughtRegrade(db, caller, request.params.id), caller.owner)
    return reply.redirect(`/regrades/${request.params.id}`, 303)
  })

  app.post('/regrades/:id/discard', { schema: { params: RegradeParams } }, async (request, reply) => {
    const caller = callerOf(request)
    await discardRegrade(context, await findTaughtRegrade(db, caller, request.params.id), caller.owner)
    return reply.redirect(`/regrades/${request.params.id}`, 303)
  })
}
