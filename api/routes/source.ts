import type { AppContext } from '../app-context.js'
import { callerOf } from '../auth/guard.js'
import { recordRead } from '../auth/record-read.js'
import { findSubmission } from '../database/submissions.js'
import type { RouteApp } from './route-app.js'
import { describeReplies, SubmissionParams } from './schemas.js'

/** The submission byte for byte as it is kept, under a name of our own making: none that was sent gets into a header. */
export function addSourceRoute(app: RouteApp, { db, blobs }: AppContext): void {
  app.get(
    '/v1/submissions/:id/source',
    {
      schema: {
        tags: ['submissions'],
        summary: 'What was submitted',
        description: 'The archive as it was sent; files sent one by one come as a tar.',
        produces: ['application/octet-stream'],
        params: SubmissionParams,
        response: describeReplies(),
      },
    },
    async (request, reply) => {
      const { submission } = await findSubmission(db, callerOf(request), request.params.id)
      await recordRead(db, callerOf(request), 'source.read', submission)
      return reply
        .type('application/octet-stream')
        .headers({
          'content-disposition': `attachment; filename="submission-${submission.id}.${submission.sourceFormat}"`,
          'content-length': submission.sourceBytes,
          'cache-control': 'private, no-store',
        })
        .send(await blobs.open(submission.sourceSha256))
    },
  )
}
