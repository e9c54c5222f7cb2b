import type { FastifyReply, FastifyRequest } from 'fastify'
import { CallerError } from '../../contracts/errors.js'
import { Turns } from '../../storage/turns.js'
import type { AppContext, RouteApp } from '../app-context.js'
import { type AssignmentRow, findTaughtAssignment } from '../assignments/assignments.js'
import { recordAudit } from '../database/audit.js'
import type { Database } from '../database/open-database.js'
import { callerOf } from '../http/guard.js'
import { AssignmentParams, describeReplies } from '../http/schemas.js'
import { paceRequest, uploadRate } from '../http/upload-meter.js'
import { runTask } from '../off-thread/run-task.js'
import type { FilledWorksheet } from './moodle-worksheet.js'
import { nameOf, type ResultPerson } from './gradebooks.js'
import { listResults } from './list-results.js'

const description = `Upload the worksheet from Moodle's "Download grading worksheet", in English, as the only file of a form. The response is
the same file with \`Grade\` and \`Feedback comments\` filled in and every other byte unchanged. The headers
\`assay-filled\`, \`assay-unknown-rows\` and \`assay-absent-learners\` have the counts; with \`Accept: application/json\`, the
response lists all of them and contains the file in base64.`

/** A class of some hundred learners has some hundred kilobytes. */
const WORKSHEET_BYTES = 8 * 1024 * 1024

/** Grades go into a worksheet of Moodle. */
export function addWorksheetRoute(app: RouteApp, { db, config }: AppContext): void {
  app.post(
    '/v1/assignments/:id/results/moodle-worksheet',
    {
      config: uploadRate(config),
      schema: {
        tags: ['results'],
        summary: "Fill Moodle's grading worksheet",
        description,
        consumes: ['multipart/form-data'],
        produces: ['text/csv', 'application/json'],
        params: AssignmentParams,
        response: describeReplies(),
      },
    },
    async (request, reply) => {
      const assignment = await findTaughtAssignment(db, callerOf(request), request.params.id)
      const type = request.accepts().type(['text/csv', 'application/json'])
      if (type === false)
        throw new CallerError(
          'not-acceptable',
          'The worksheet is available as text/csv or, with details, as application/json.',
        )
      const filled = await fillWorksheet(db, request, assignment)
      reply.headers({ vary: 'accept', 'cache-control': 'private, no-store' })
      return type === 'application/json' ? describeWorksheet(filled) : sendWorksheet(reply, assignment, filled)
    },
  )
}

/**
 * Fills the worksheet that the form of the request brings. Throws `upload-empty`, `upload-too-large`,
 * `worksheet-unreadable`.
 */
export async function fillWorksheet(
  db: Database,
  request: FastifyRequest,
  assignment: AssignmentRow,
): Promise<FilledWorksheet> {
  const file = await receiveWorksheet(request)
  const { results } = await listResults(db, assignment)
  const { file: bytes, ...account } = await runTask('fill-worksheet', { file, results })
  await recordAudit(db, {
    actor: callerOf(request).owner,
    action: 'results.exported',
    courseId: assignment.courseId,
    subject: assignment.id,
    details: { format: 'moodle-worksheet', filled: account.filled },
  })
  return { ...account, file: Buffer.from(bytes) }
}

export const sendWorksheet = (
  reply: FastifyReply,
  { slug }: AssignmentRow,
  { file, filled, unknownRows, absentLearners }: FilledWorksheet,
): FastifyReply =>
  reply
    .type('text/csv; charset=utf-8')
    .headers({
      'content-disposition': `attachment; filename="${slug}-moodle-worksheet.csv"`,
      'assay-filled': filled,
      'assay-unknown-rows': unknownRows.length,
      'assay-absent-learners': absentLearners.length,
    })
    .send(file)

/** Throws `upload-empty`, `upload-too-large`. */
async function receiveWorksheet(request: FastifyRequest): Promise<Buffer> {
  const part = await paceRequest(request, new Turns()).file({
    limits: { fileSize: WORKSHEET_BYTES, files: 1, fields: 5, parts: 6 },
  })
  const file = await part?.toBuffer()
  if (!file || file.length === 0)
    throw new CallerError('upload-empty', 'The form has no worksheet: send the one that Moodle gave you, as a file.')
  return file
}

const describeWorksheet = ({ file, filled, unknownRows, ...people }: FilledWorksheet) => ({
  filled,
  unknownRows,
  absentLearners: people.absentLearners.map(describePerson),
  withoutGrade: people.withoutGrade.map(describePerson),
  notChangeable: people.notChangeable.map(describePerson),
  commentsLost: people.commentsLost.map(describePerson),
  file: file.toString('base64'),
})

const describePerson = (person: ResultPerson) => ({ id: person.id, name: nameOf(person), email: person.email })
