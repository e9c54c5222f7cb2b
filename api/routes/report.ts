import { Type } from 'typebox'
import { CallerError } from '../../contracts/errors.js'
import type { Report } from '../../contracts/report.js'
import type { AppContext } from '../app-context.js'
import { callerOf } from '../auth/guard.js'
import { findReportedRun, findSubmission } from '../database/submissions.js'
import { recordRead } from '../auth/record-read.js'
import { formatJunit } from '../reports/junit.js'
import { showReport } from '../submissions/view.js'
import type { RouteApp } from './route-app.js'
import { exact, describeReplies, ReportReply, SubmissionParams, uuid } from './schemas.js'

const formats: Readonly<Record<string, (report: Report) => string>> = {
  'application/json': (report) => JSON.stringify(report),
  'application/xml': formatJunit,
  'text/xml': formatJunit,
}

/** The report of a submission, cut down to what a learner may see where a learner asks. */
export function addReportRoute(app: RouteApp, { db }: AppContext): void {
  app.get(
    '/v1/submissions/:id/report',
    {
      schema: {
        tags: ['submissions'],
        summary: 'The report',
        description: 'JSON, or JUnit XML with `Accept: application/xml`. Without `run`, that of the last run that is done. Learners see of each hidden test what its author lets them see.',
        produces: ['application/json', 'application/xml'],
        params: SubmissionParams,
        querystring: Type.Object({ run: Type.Optional(uuid) }, exact),
        response: describeReplies({ 200: ReportReply }),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const found = await findSubmission(db, caller, request.params.id)
      const type = String(request.accepts().type(Object.keys(formats)))
      const format = formats[type]
      if (!format) throw new CallerError('not-acceptable', `The report comes as ${Object.keys(formats).join(', ')}.`)
      const { report } = await findReportedRun(db, found, request.query.run)
      if (!report) throw new Error('a run that is done has no report')
      const shown = showReport(report, found.view, found.assignment)
      await recordRead(db, caller, 'report.read', found.submission)
      return reply.headers({ vary: 'accept', 'cache-control': 'private, no-cache' }).type(`${type}; charset=utf-8`).send(format(shown))
    },
  )
}
