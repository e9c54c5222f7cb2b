import { Type } from 'typebox'
import { testOutcomes } from '../../contracts/report.js'
import { verdicts } from '../../contracts/verdict.js'
import { regradeStates } from '../tables.js'
import { testChanges } from '../regrades/changed-tests.js'
import { gradeChanges } from '../regrades/compare-runs.js'
import { moment, nullable, uuid } from '../http/schemas.js'

/** Shapes of a regrade and of its review. */

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

export const RegradeReply = Type.Object(regrade)

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

export const ReviewReply = Type.Object({
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
