import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { AppContext, RouteApp } from '../app-context.js'
import { crumbsOf } from '../assignments/assignment-tabs.js'
import { type AssignmentRow, findTaughtAssignment } from '../assignments/assignments.js'
import { recordAudit } from '../database/audit.js'
import { findExercise } from '../exercises/exercises.js'
import { callerOf } from '../http/guard.js'
import { describeCallerError } from '../http/problem.js'
import { mistakeOf, type ReturnedForm, returnForm } from '../http/receive-form.js'
import { exact } from '../../contracts/shapes.js'
import { AssignmentParams, decodeCursor, encodeCursor, RegradeParams } from '../http/schemas.js'
import type { PageProblem } from '../ui/problem-page.js'
import { sendPage } from '../ui/shell.js'
import { gradeChanges } from './compare-runs.js'
import { applyRegrade, discardRegrade } from './end-regrade.js'
import { RegradesView } from './regrade-forms.js'
import { countDryRuns, findTaughtRegrade, type FoundRegrade, listRegrades } from './regrades.js'
import { reviewRegrade } from './review-regrade.js'
import { ReviewView } from './review-view.js'
import { attemptChoices, startRegrade } from './start-regrade.js'

const ROWS = 50
const StartForm = Type.Object(
  { reason: Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' }), which: Type.Enum([...attemptChoices]) },
  exact,
)
const startWords = {
  reason: 'Enter a reason: it is shown to learners whose grade changes.',
  which: 'Choose the attempts to regrade.',
}
const ReviewQuery = Type.Object(
  { changed: Type.Optional(Type.Enum(['', ...gradeChanges])), cursor: Type.Optional(Type.String({ maxLength: 100 })) },
  exact,
)

/** Regrades of all: started, looked at, then applied or thrown away. */
export function addRegradePages(app: RouteApp, context: AppContext): void {
  const { db } = context
  app.get('/assignments/:id/regrades', { schema: { params: AssignmentParams } }, async (request, reply) =>
    sendRegrades(context, request, reply, await findTaughtAssignment(db, callerOf(request), request.params.id)),
  )

  app.post(
    '/assignments/:id/regrades',
    { attachValidation: true, schema: { params: AssignmentParams, body: StartForm } },
    async (request, reply) => {
      const caller = callerOf(request)
      const returned = returnForm(request, startWords)
      if (request.validationError && !returned) throw request.validationError
      const assignment = await findTaughtAssignment(db, caller, request.params.id)
      if (returned) return sendRegrades(context, request, reply.code(400), assignment, returned)
      try {
        const { id } = await startRegrade(db, {
          assignment,
          exerciseDigest: undefined,
          ...request.body,
          requestedBy: caller.owner,
        })
        return await reply.redirect(`/regrades/${id}`, 303)
      } catch (error) {
        const mistake = mistakeOf(error)
        const detail =
          mistake.code === 'regrade-running' ? 'Apply or discard it first; it is in the list below.' : mistake.message
        return sendRegrades(context, request, reply.code(mistake.status), assignment, {
          values: request.body,
          problems: {},
          problem: { ...describeCallerError(mistake, request.id), detail },
        })
      }
    },
  )

  addReviewPages(app, context)
}

async function sendRegrades(
  { db }: AppContext,
  request: FastifyRequest,
  reply: FastifyReply,
  assignment: AssignmentRow,
  returned?: ReturnedForm,
): Promise<FastifyReply> {
  const rows = await listRegrades(db, assignment.id)
  const progress = await countDryRuns(
    db,
    rows.map(({ id }) => id),
  )
  const published = await findExercise(db, assignment.slug)
  return sendPage(request, reply, {
    title: `Regrades: ${assignment.title}`,
    breadcrumbs: await crumbsOf(db, callerOf(request), assignment, 'Regrades'),
    children: (
      <RegradesView
        assignment={assignment}
        regrades={rows}
        progress={progress}
        isNewer={published.digest !== assignment.exerciseDigest}
        returned={returned}
      />
    ),
  })
}

function addReviewPages(app: RouteApp, context: AppContext): void {
  const { db } = context
  app.get('/regrades/:id', { schema: { params: RegradeParams, querystring: ReviewQuery } }, async (request, reply) => {
    return sendReview(context, request, reply, {
      found: await findTaughtRegrade(db, callerOf(request), request.params.id),
      query: request.query,
    })
  })

  app.post('/regrades/:id/apply', { schema: { params: RegradeParams } }, async (request, reply) => {
    const found = await findTaughtRegrade(db, callerOf(request), request.params.id)
    return endRegrade(context, request, reply, found, () => applyRegrade(db, found, callerOf(request).owner))
  })

  app.post('/regrades/:id/discard', { schema: { params: RegradeParams } }, async (request, reply) => {
    const found = await findTaughtRegrade(db, callerOf(request), request.params.id)
    return endRegrade(context, request, reply, found, () => discardRegrade(context, found, callerOf(request).owner))
  })
}

/** Back to the regrade, which says how it ended, or why it did not. */
async function endRegrade(
  context: AppContext,
  request: FastifyRequest,
  reply: FastifyReply,
  found: FoundRegrade,
  end: () => Promise<unknown>,
): Promise<FastifyReply> {
  try {
    await end()
    return await reply.redirect(`/regrades/${found.regrade.id}`, 303)
  } catch (error) {
    const mistake = mistakeOf(error)
    const now = await findTaughtRegrade(context.db, callerOf(request), found.regrade.id)
    return sendReview(context, request, reply.code(mistake.status), {
      found: now,
      query: {},
      problem: describeCallerError(mistake, request.id),
    })
  }
}

async function sendReview(
  { db }: AppContext,
  request: FastifyRequest,
  reply: FastifyReply,
  shown: { found: FoundRegrade; query: Static<typeof ReviewQuery>; problem?: PageProblem },
): Promise<FastifyReply> {
  const { found, problem } = shown
  const { changed, cursor } = shown.query
  const caller = callerOf(request)
  const review = await reviewRegrade(db, found, {
    change: changed || undefined,
    offset: cursor === undefined ? 0 : decodeCursor(cursor),
    limit: ROWS,
  })
  await recordAudit(db, {
    actor: caller.owner,
    action: 'results.read',
    courseId: found.assignment.courseId,
    subject: found.assignment.id,
    details: { regrade: found.regrade.id },
  })
  return sendPage(request, reply, {
    title: `Regrade: ${found.assignment.title}`,
    breadcrumbs: await crumbsOf(db, caller, found.assignment, 'Regrade'),
    children: (
      <ReviewView
        {...found}
        review={review}
        changed={changed ?? ''}
        isFirst={cursor === undefined}
        nextCursor={review.next === null ? null : encodeCursor(review.next)}
        problem={problem}
      />
    ),
  })
}
