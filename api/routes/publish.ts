import type { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { CallerError } from '../../contracts/errors.js'
import type { AppContext, RouteApp } from '../app-context.js'
import { publishPackage } from '../exercises/publish-package.js'
import { callerOf } from '../http/guard.js'
import { receiveForm } from '../http/receive-form.js'
import { describeReplies, SlugParams } from '../http/schemas.js'
import { refuseTooLong, UploadMeter } from '../http/upload-meter.js'

const rawTypes = ['application/x-tar', 'application/gzip', 'application/zip', 'application/octet-stream']

/** Exercise packages come as one archive: as the body itself, or in a form. */
export function addPublishRoute(app: RouteApp, context: AppContext): void {
  app.addContentTypeParser(rawTypes, (_request, payload, done) => done(null, payload))
  app.put(
    '/v1/exercises/:slug',
    {
      config: { rateLimit: { max: context.config.ASSAY_UPLOADS_PER_MINUTE, timeWindow: 60_000 } },
      schema: {
        tags: ['exercises'],
        summary: 'Publish an exercise package',
        description:
          'A tar, tar.gz or zip of the package, as the body or as the field `archive` of a form. Responds with 201 for a new slug, otherwise 200; `isChanged` is false if this package is already published. Invalid packages are refused with a list of all mistakes.',
        consumes: [...rawTypes, 'multipart/form-data'],
        params: SlugParams,
        response: describeReplies(),
      },
    },
    async (request, reply) => {
      const sha256 = await receivePackage(request, context)
      const publication = await publishPackage(context, {
        slug: request.params.slug,
        sha256,
        publishedBy: callerOf(request).owner,
      })
      request.log.info({ publication }, 'an exercise was published')
      return reply
        .code(publication.isNew ? 201 : 200)
        .header('location', `/v1/exercises/${publication.slug}`)
        .send(publication)
    },
  )
}

async function receivePackage(request: FastifyRequest, { blobs }: AppContext): Promise<string> {
  if (request.isMultipart()) return (await receiveForm(request, blobs)).sha256
  if (!request.body) throw new CallerError('upload-empty', 'Send the package as a tar, tar.gz or zip.')
  refuseTooLong(request.headers['content-length'])
  return (await blobs.put(new UploadMeter().measure(request.body as Readable))).sha256
}
