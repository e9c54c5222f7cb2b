import { createGzip } from 'node:zlib'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { CallerError } from '../../contracts/errors.js'
import type { Report } from '../../contracts/report/report.js'
import { toSarif } from '../../contracts/report/sarif.js'
import { packTar } from '../../storage/archive/write-tar.js'
import { readStoredTree } from '../../storage/package-cache.js'
import type { AppContext, RouteApp } from '../app-context.js'
import { recordRead } from '../database/audit.js'
import { callerOf } from '../http/guard.js'
import { exact } from '../../contracts/shapes.js'
import { describeReplies, ReportReply, SubmissionParams, uuid } from '../http/schemas.js'
import { formatJunit } from './junit.js'
import { isSettled } from './runs.js'
import { showReport, streamEvents } from './read-events.js'
import { findReportedRun, findSubmission } from './submissions.js'

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

/**
 * The files that are graded, packed anew: an archive as it was sent might show a reviewer something else. Its name is
 * of our own making: none that was sent gets into a header.
 */
export function addSourceRoute(app: RouteApp, { db, blobs }: AppContext): void {
  app.get(
    '/v1/submissions/:id/source',
    {
      schema: {
        tags: ['submissions'],
        summary: 'What was submitted',
        description:
          'The graded files, packed as a new tar.gz: without the enclosing folder and without files that are left out. The original archive is kept but cannot be downloaded; `sha256` of the submission is its digest.',
        produces: ['application/gzip'],
        params: SubmissionParams,
        response: describeReplies(),
      },
    },
    async (request, reply) => {
      const { submission } = await findSubmission(db, callerOf(request), request.params.id)
      await recordRead(db, callerOf(request), 'source.read', submission)
      const { files } = await readStoredTree(blobs, submission.sourceSha256)
      return reply
        .type('application/gzip')
        .headers({
          'content-disposition': `attachment; filename="submission-${submission.id}.tar.gz"`,
          'cache-control': 'private, no-store',
        })
        .send(packTar(files).pipe(createGzip()))
    },
  )
}

const description = `Server-sent events: \`state\` (queued, running), \`progress\` (a phase, or the end of a hidden test) and \`result\`
(verdict, score, link to the report). Ends after the last result. With \`Last-Event-ID\`, continues after that event;
responds with 204 when no more events will come.`

const headers = Type.Object({
  'last-event-id': Type.Optional(Type.String({ pattern: '^[0-9]{1,15}$' })),
})

/** What happens to a submission, as it happens. */
export function addEventRoute(app: RouteApp, context: AppContext): void {
  const { db } = context
  app.get(
    '/v1/submissions/:id/events',
    {
      exposeHeadRoute: false, // a stream that may not end has no answer to HEAD
      sse: 'manual',
      schema: {
        tags: ['submissions'],
        summary: 'Watch a submission',
        description,
        produces: ['text/event-stream'],
        params: SubmissionParams,
        headers,
        response: describeReplies(),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      if (!request.accepts().type(['text/event-stream']))
        throw new CallerError('not-acceptable', 'Events are available as text/event-stream.')
      const { submission, view } = await findSubmission(db, caller, request.params.id)
      const lastId = Number(request.headers['last-event-id'] ?? 0)
      const gone = new AbortController()
      request.raw.on('close', () => gone.abort())
      const events = streamEvents(context, { submissionId: submission.id, lastId, view, signal: gone.signal })
      if (lastId > 0 && (await isSettled(db, submission.id))) {
        const first = await events.next()
        if (first.done) return reply.code(204).send()
        await reply.sse.send(first.value)
      }
      reply.header('cache-control', 'no-store')
      reply.sse.sendHeaders()
      for await (const event of events) await reply.sse.send(event)
    },
  )
}
