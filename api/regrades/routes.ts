import { Type } from 'typebox'
import { testOutcomes } from '../../contracts/report/report.js'
import { verdicts } from '../../contracts/report/verdict.js'
import type { AppContext, RouteApp } from '../app-context.js'
import { findTaughtAssignment } from '../assignments/assignments.js'
import { regradeStates } from '../courses/tables.js'
import { recordAudit } from '../database/audit.js'
import type { Queryable } from '../database/open-database.js'
import { callerOf } from '../http/guard.js'
import { exact, nullable } from '../../contracts/shapes.js'
import {
  AssignmentParams,
  decodeCursor,
  describeReplies,
  encodeCursor,
  moment,
  nextPage,
  RegradeParams,
  sha256,
  uuid,
} from '../http/schemas.js'
import { gradeChanges } from './compare-runs.js'
import { applyRegrade, discardRegrade } from './end-regrade.js'
import { countDryRuns, findTaughtRegrade, listRegrades, type RegradeRow } from './regrades.js'
import { describeRegrade, describeReview, reviewRegrade, testChanges } from './review-regrade.js'
import { attemptChoices, startRegrade } from './start-regrade.js'

const tags = ['regrades']

const NewRegrade = Type.Object(
  {
    exerciseDigest: Type.Optional({
      ...sha256,
      description: 'a package of the exercise; if omitted, the one published now',
    }),
    which: Type.Optional(
      Type.Enum([...attemptChoices], {
        default: 'counting',
        description: 'the counting attempt of each learner and attempts without a grade; or all attempts',
      }),
    ),
    reason: Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' }),
  },
  exact,
)

const ReviewQuery = Type.Object(
  {
    changed: Type.Optional(Type.Enum([...gradeChanges])),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    cursor: Type.Optional(Type.String({ maxLength: 100, description: 'from the Link header' })),
  },
  exact,
)

const counts = <T extends string>(names: readonly T[]) =>
  Object.fromEntries(names.map((name) => [name, Type.Integer()])) as Record<T, ReturnType<typeof Type.Integer>>
const outcome = nullable(Type.Enum([...testOutcomes]))

const regrade = {
  id: uuid,
  assignment: uuid,
  exerciseDigest: Type.String(),
  reason: Type.String(),
  state: Type.Enum([...regradeStates], {
    description: '`running` until every run is done, then `ready` to be applied or discarded',
  }),
  done: Type.Integer(),
  total: Type.Integer({ description: 'runs' }),
  requestedBy: Type.String(),
  createdAt: moment,
  endedBy: nullable(Type.String()),
  endedAt: nullable(moment),
  links: Type.Record(Type.String(), Type.String()),
}

const RegradeReply = Type.Object(regrade)

const Side = Type.Object({
  verdict: nullable(Type.Enum([...verdicts])),
  score: nullable(Type.Number()),
  grade: nullable(Type.Number()),
})

const EntryReply = Type.Object({
  learner: Type.Object({ id: Type.String(), name: Type.String() }),
  submission: uuid,
  attempt: Type.Integer(),
  run: uuid,
  change: Type.Enum([...gradeChanges], { description: 'of the grade; `first`: there was no grade before' }),
  difference: nullable(Type.Number({ description: 'of the grade' })),
  isOverridden: Type.Boolean({ description: 'an instructor set the grade, which stays' }),
  before: Side,
  after: Side,
  hasNewVerdict: Type.Boolean(),
  tests: Type.Array(
    Type.Object({
      id: Type.String(),
      title: Type.String(),
      change: Type.Enum([...testChanges]),
      before: outcome,
      after: outcome,
    }),
    { description: 'the hidden tests that changed' },
  ),
  links: Type.Record(Type.String(), Type.String()),
})

const ReviewReply = Type.Object({
  ...regrade,
  summary: Type.Object({
    ...counts(gradeChanges),
    meanDifference: nullable(Type.Number({ description: 'of the grades that exist before and after' })),
    tests: Type.Array(Type.Object({ id: Type.String(), title: Type.String(), ...counts(testChanges) }), {
      description: 'the tests that changed in most runs',
    }),
  }),
  entries: Type.Array(EntryReply),
})

/** The regrade of everything handed in for an assignment, as a change that is looked at before it is made. */
export function addRegradeRoutes(app: RouteApp, context: AppContext): void {
  const { db } = context
  app.post(
    '/v1/assignments/:id/regrades',
    {
      schema: {
        tags,
        summary: 'Regrade an assignment',
        description:
          'Runs attempts again, after everything else in the queue. No grade changes and learners see nothing until it is applied.',
        params: AssignmentParams,
        body: NewRegrade,
        response: describeReplies({ 202: RegradeReply }),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const assignment = await findTaughtAssignment(db, caller, request.params.id)
      const { exerciseDigest, which = 'counting', reason } = request.body
      const regrade = await startRegrade(db, { assignment, exerciseDigest, which, reason, requestedBy: caller.owner })
      return reply
        .code(202)
        .header('location', `/v1/regrades/${regrade.id}`)
        .send(await describeOne(db, regrade))
    },
  )

  app.get(
    '/v1/assignments/:id/regrades',
    {
      schema: {
        tags,
        summary: 'Regrades of an assignment and their progress, newest first',
        params: AssignmentParams,
        response: describeReplies({ 200: Type.Object({ regrades: Type.Array(RegradeReply) }) }),
      },
    },
    async (request) => {
      const assignment = await findTaughtAssignment(db, callerOf(request), request.params.id)
      const rows = await listRegrades(db, assignment.id)
      const progress = await countDryRuns(
        db,
        rows.map(({ id }) => id),
      )
      return { regrades: rows.map((row) => describeRegrade(row, progress.get(row.id) ?? { done: 0, total: 0 })) }
    },
  )

  addReviewRoute(app, context)
  addEndRoutes(app, context)
}

function addReviewRoute(app: RouteApp, { db }: AppContext): void {
  app.get(
    '/v1/regrades/:id',
    {
      schema: {
        tags,
        summary: 'What a regrade changes, for whom and why',
        description: 'Largest changes first.',
        params: RegradeParams,
        querystring: ReviewQuery,
        response: describeReplies({ 200: ReviewReply }),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const found = await findTaughtRegrade(db, caller, request.params.id)
      const { changed, limit = 50, cursor } = request.query
      const review = await reviewRegrade(db, found, {
        change: changed,
        limit,
        offset: cursor === undefined ? 0 : decodeCursor(cursor),
      })
      await recordAudit(db, {
        actor: caller.owner,
        action: 'results.read',
        courseId: found.assignment.courseId,
        subject: found.assignment.id,
        details: { regrade: found.regrade.id },
      })
      if (review.next !== null)
        reply.header(
          'link',
          nextPage(`/v1/regrades/${found.regrade.id}`, { changed, limit }, encodeCursor(review.next)),
        )
      return describeReview(found.regrade, review)
    },
  )
}

function addEndRoutes(app: RouteApp, context: AppContext): void {
  const { db } = context
  app.post(
    '/v1/regrades/:id/apply',
    {
      schema: {
        tags,
        summary: 'Apply a regrade',
        description:
          'In one step, grades are recalculated from the new runs, and the assignment switches to the package. Overridden grades stay. Attempts submitted in the meantime are regraded one by one.',
        params: RegradeParams,
        response: describeReplies({ 200: RegradeReply }),
      },
    },
    async (request) => {
      const caller = callerOf(request)
      return describeOne(
        db,
        await applyRegrade(db, await findTaughtRegrade(db, caller, request.params.id), caller.owner),
      )
    },
  )

  app.post(
    '/v1/regrades/:id/discard',
    {
      schema: {
        tags,
        summary: 'Discard a regrade',
        description: 'Also possible while it runs: runs that no worker has started are cancelled.',
        params: RegradeParams,
        response: describeReplies({ 200: RegradeReply }),
      },
    },
    async (request) => {
      const caller = callerOf(request)
      return describeOne(
        db,
        await discardRegrade(context, await findTaughtRegrade(db, caller, request.params.id), caller.owner),
      )
    },
  )
}

async function describeOne(db: Queryable, regrade: RegradeRow) {
  const progress = await countDryRuns(db, [regrade.id])
  return describeRegrade(regrade, progress.get(regrade.id) ?? { done: 0, total: 0 })
}
