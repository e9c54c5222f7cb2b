import { Type } from 'typebox'
import type { AppContext, RouteApp } from '../app-context.js'
import { callerOf } from '../http/guard.js'
import { exact } from '../../contracts/shapes.js'
import { describeReplies, GradeReply, SubmissionParams } from '../http/schemas.js'
import { findTaughtSubmission } from '../submissions/submissions.js'
import { describeGrade, overrideGrade, withdrawOverride } from './grades.js'

const tags = ['grades']
const url = '/v1/submissions/:id/override'

const OverrideBody = Type.Object(
  {
    grade: Type.Number({
      minimum: 0,
      maximum: 100,
      description: 'the grade that counts, regardless of score and lateness; rounded to one decimal',
    }),
    comment: Type.String({ minLength: 1, maxLength: 2000, pattern: '\\S', description: 'why; shown to the learner' }),
  },
  exact,
)

/** What an instructor decides instead of a score. */
export function addGradeRoutes(app: RouteApp, { db }: AppContext): void {
  app.put(
    url,
    {
      schema: {
        tags,
        summary: 'Set the grade of a submission',
        description: 'It stays through regrades until it is withdrawn.',
        params: SubmissionParams,
        body: OverrideBody,
        response: describeReplies({ 200: GradeReply }),
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const { submission } = await findTaughtSubmission(db, caller, request.params.id)
      const grade = Math.round(request.body.grade * 10) / 10
      return describeGrade(
        await db.transaction((tx) =>
          overrideGrade(tx, submission, { grade, comment: request.body.comment, by: caller.owner }),
        ),
      )
    },
  )

  app.delete(
    url,
    {
      schema: {
        tags,
        summary: 'Go back to the grade computed from the score',
        description: 'Refused if there is no score: a grade is never cleared.',
        params: SubmissionParams,
        response: describeReplies({ 200: GradeReply }),
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const { submission } = await findTaughtSubmission(db, caller, request.params.id)
      return describeGrade(await db.transaction((tx) => withdrawOverride(tx, submission, caller.owner)))
    },
  )
}
