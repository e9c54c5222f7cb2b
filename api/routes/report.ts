import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { CallerError } from '../../contracts/errors.js'
import type { Report } from '../../contracts/report.js'
import { toSarif } from '../../contracts/sarif.js'
import type { AppContext, RouteApp } from '../app-context.js'
import { recordRead } from '../database/audit.js'
import { findReportedRun, findSubmission } from '../database/submissions.js'
import { callerOf } from '../http/guard.js'
import { describeReplies, exact, ReportReply, SubmissionParams, uuid } from '../http/schemas.js'
import { formatJunit } from '../reports/junit.js'
import { showReport } from '../submissions/view.js'

const writers: Readonly<Record<string, (report: Report) => string>> = {
  'application/json': (report) => JSON.stringify(report),
  'application/xml': formatJunit,
  'text/xml': formatJunit,
  'application/sarif+json': (report) => JSON.stringify(toSarif(report)),
}

/** For links, which choose by no header: the same as a file. */
const fileFormats = {
  json: { type: 'application/json', extension: 'json' },
  junit: { type: 'application/xml', extension: 'xml' },
  sarif: { type: 'application/sarif+json', extension: 'sarif' },
} as const
type FileFormat = keyof typeof fileFormats

const ReportQuery = Type.Object(
  {
    run: Type.Optional(uuid),
    format: Type.Optional(
      Type.Enum(Object.keys(fileFormats) as FileFormat[], { description: 'as a file, regardless of `Accept`' }),
    ),
  },
  exact,
)

/** The report of a submission, cut down to what a learner may see where a learner asks. */
export function addReportRoute(app: RouteApp, { db }: AppContext): void {
  app.get(
    '/v1/submissions/:id/report',
    {
      schema: {
        tags: ['submissions'],
        summary: 'The report',
        description: `JSON; JUnit XML of the hidden tests with \`Accept: application/xml\`; findings in the source as SARIF 2.1.0
with \`Accept: application/sarif+json\`. Without \`run\`, the report of the last finished run. Learners see as much of each hidden
test as its author allows.`,
        produces: ['application/json', 'application/xml', 'application/sarif+json'],
        params: SubmissionParams,
        querystring: ReportQuery,
        response: describeReplies({ 200: ReportReply }),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const found = await findSubmission(db, caller, request.params.id)
      const { run, format } = request.query
      const { type, write } = chooseWriter(request, format)
      const { report } = await findReportedRun(db, found, run)
      if (!report) throw new Error('a finished run has no report')
      const shown = showReport(report, found.view, found.assignment)
      await recordRead(db, caller, 'report.read', found.submission)
      if (format)
        reply.header(
          'content-disposition',
          `attachment; filename="report-${found.submission.id}.${fileFormats[format].extension}"`,
        )
      return reply
        .headers({ vary: 'accept', 'cache-control': 'private, no-cache' })
        .type(`${type}; charset=utf-8`)
        .send(write(shown))
    },
  )
}

/** Throws `not-acceptable`. */
function chooseWriter(request: FastifyRequest, format: FileFormat | undefined) {
  const type = format ? fileFormats[format].type : String(request.accepts().type(Object.keys(writers)))
  const write = writers[type]
  if (!write) throw new CallerError('not-acceptable', `The report is available as ${Object.keys(writers).join(', ')}.`)
  return { type, write }
}
