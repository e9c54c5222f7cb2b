import { type TSchema, type TUnknown, Type } from 'typebox'
import { CallerError } from '../../contracts/errors.js'
import { nullable } from '../../contracts/shapes.js'
import { LanguageSchema } from '../../contracts/language.js'
import { ReportSchema } from '../../contracts/report/report.js'
import { verdicts } from '../../contracts/report/verdict.js'

/** Shapes that several routes show in the OpenAPI page. */

export const uuid = Type.String({ format: 'uuid' })
export const moment = Type.String({ format: 'date-time' })
export const sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' })

export const SlugParams = Type.Object({ slug: Type.String({ maxLength: 100 }) })
export const AssignmentParams = Type.Object({ id: uuid })
export const SubmissionParams = Type.Object({ id: uuid })
export const RegradeParams = Type.Object({ id: uuid })

export const ProblemReply = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    instance: Type.String(),
    code: Type.String({ description: 'stable, for use in programs; each is explained at its `type`' }),
    errors: Type.Optional(Type.Array(Type.Object({ pointer: Type.String(), detail: Type.String() }))),
    incident: Type.Optional(Type.String()),
  },
  { title: 'Problem', description: 'RFC 9457 problem, sent as application/problem+json' },
)

export const GradeReply = Type.Object({
  grade: Type.Number({ description: 'the grade that counts' }),
  maxGrade: Type.Literal(100),
  score: nullable(Type.Number({ description: 'before the late penalty or an override' })),
  latePercent: Type.Number(),
  isOverridden: Type.Boolean(),
  comment: nullable(Type.String()),
  version: Type.Integer({ description: 'grows with each change' }),
  settledAt: moment,
  regraded: Type.Optional(
    nullable(
      Type.Object(
        { before: Type.Number(), after: Type.Number(), reason: nullable(Type.String()) },
        { description: 'what the last regrade changed' },
      ),
    ),
  ),
})

export const PersonParams = Type.Object({ person: Type.String({ maxLength: 200 }) })
export const CourseParams = Type.Object({ course: Type.String({ maxLength: 100 }) })
export const ConnectionParams = Type.Object({ connection: Type.String({ maxLength: 100 }) })

export const RunReply = Type.Object({
  id: uuid,
  number: Type.Integer({ description: '1 for the first grading, increased by each regrade; negative for a dry run' }),
  state: Type.Enum(['queued', 'running', 'done']),
  isRegrade: Type.Boolean(),
  verdict: nullable(Type.Enum([...verdicts])),
  score: nullable(Type.Number()),
  queuedAt: moment,
  startedAt: nullable(moment),
  finishedAt: nullable(moment),
  isDry: Type.Optional(Type.Boolean({ description: 'of a regrade that is not applied' })),
  exerciseDigest: Type.Optional(Type.String()),
  requestedBy: Type.Optional(Type.String()),
  delivery: Type.Optional(Type.Integer()),
  links: Type.Object({ report: Type.String() }),
})

export const SubmissionReply = Type.Object({
  id: uuid,
  exercise: Type.String(),
  owner: Type.String(),
  language: LanguageSchema,
  bytes: Type.Integer(),
  sha256: Type.String(),
  course: nullable(Type.String()),
  assignment: nullable(uuid),
  attempt: nullable(
    Type.Integer({
      description: '1 for the first attempt at the assignment, or the number from the LMS; null for practice',
    }),
  ),
  replacedBy: nullable({ ...uuid, description: 'if this is an older submission of an LMS attempt, the newest one' }),
  setAside: nullable(
    Type.Enum(['withdrawn', 'misplaced'], {
      description: 'does not count: withdrawn in the LMS, or matched with the wrong person or assignment',
    }),
  ),
  submittedAt: moment,
  createdAt: moment,
  state: Type.Enum(['queued', 'running', 'done']),
  isReportOpen: Type.Boolean({ description: 'false while the assignment keeps reports closed' }),
  verdict: nullable(Type.Enum([...verdicts])),
  score: nullable(Type.Number({ description: '0 to 100' })),
  grade: Type.Optional(nullable(GradeReply)),
  run: RunReply,
  links: Type.Record(Type.String(), Type.String()),
  position: Type.Optional(nullable(Type.Integer({ description: 'place in the queue, 1 is next' }))),
  estimateSeconds: Type.Optional(Type.Integer({ description: 'until the report' })),
})

export const ReportReply = ReportSchema

/**
 * A route's own answers and the problems any route may give; for the OpenAPI page, answers are not cut down to them.
 */
export const describeReplies = (own: Record<number, TSchema> = {}): Record<number, TUnknown> =>
  ({ ...own, '4xx': ProblemReply, '5xx': ProblemReply }) as unknown as Record<number, TUnknown>

/** Where a list goes on; opaque to callers, so that what it is made of may change. */
export const encodeCursor = (seq: number): string => Buffer.from(`s${seq}`).toString('base64url')

/** Throws `invalid-cursor`. */
export function decodeCursor(cursor: string): number {
  const seq = /^s(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'))?.[1]
  if (!seq) throw new CallerError('invalid-cursor', 'Take the cursor from the Link header of the previous page.')
  return Number(seq)
}

/** Parameters of a list that is read page by page. */
export const PageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
  cursor: Type.Optional(Type.String({ maxLength: 100, description: 'from the Link header' })),
}

/** The `Link` header that leads to the next page, with the filters of this one. */
export function nextPage(path: string, query: Readonly<Record<string, unknown>>, cursor: string): string {
  const kept = Object.entries(query).filter(([name, value]) => name !== 'cursor' && value !== undefined)
  const next = new URLSearchParams([
    ...kept.map(([name, value]): [string, string] => [name, String(value)]),
    ['cursor', cursor],
  ])
  return `<${path}?${next}>; rel="next"`
}
