import { createGzip } from 'node:zlib'
import { packTar } from '../../storage/archive/write-tar.js'
import { readStoredTree } from '../../storage/read-stored-tree.js'
import type { AppContext, RouteApp } from '../app-context.js'
import { recordRead } from '../database/audit.js'
import { findSubmission } from '../database/submissions.js'
import { callerOf } from '../http/guard.js'
import { describeReplies, SubmissionParams } from '../http/schemas.js'

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
