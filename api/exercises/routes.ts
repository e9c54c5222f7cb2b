import type { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { CallerError } from '../../contracts/errors.js'
import { uploadLimits } from '../../contracts/limits.js'
import type { AppContext, RouteApp } from '../app-context.js'
import type { Queryable } from '../database/open-database.js'
import { type Caller, isStaff } from '../http/access.js'
import { callerOf } from '../http/guard.js'
import { receiveForm } from '../http/receive-form.js'
import { describeReplies, SlugParams } from '../http/schemas.js'
import { refuseTooLong, UploadMeter, uploadRate } from '../http/upload-meter.js'
import {
  hasContract,
  listExercises,
  packStarter,
  type PublishedExercise,
  publishPackage,
  readContract,
} from './exercises.js'

const tags = ['exercises']

/** An exercise that the caller may read. Throws `exercise-not-found`. */
type OpenExercise = (db: Queryable, caller: Caller, slug: string) => Promise<PublishedExercise>

/** What learners read of an exercise. Hidden tests, planted bugs, samples and references never leave the package. */
export function addExerciseRoutes(app: RouteApp, { db, packages }: AppContext, openExercise: OpenExercise): void {
  app.get(
    '/v1/exercises',
    { schema: { tags, summary: 'All exercises', response: describeReplies() } },
    async (request) => ({
      exercises: (await listExercises(db)).map((exercise) => describeBriefly(exercise, callerOf(request))),
    }),
  )

  app.get(
    '/v1/exercises/:slug',
    {
      schema: {
        tags,
        summary: 'An exercise: statement, languages, weights, limits',
        params: SlugParams,
        response: describeReplies(),
      },
    },
    async (request) => {
      const exercise = await openExercise(db, callerOf(request), request.params.slug)
      return {
        ...describeBriefly(exercise, callerOf(request)),
        statement: exercise.statement,
        limits: exercise.summary.limits,
        uploadLimits,
        contract: (await hasContract(packages, exercise)) ? `/v1/exercises/${exercise.slug}/openapi.yaml` : null,
        starters: Object.fromEntries(
          exercise.summary.languages.map((language) => [
            language,
            `/v1/exercises/${exercise.slug}/starter/${language}`,
          ]),
        ),
      }
    },
  )

  app.get(
    '/v1/exercises/:slug/openapi.yaml',
    {
      schema: {
        tags,
        summary: 'The contract that every response is checked against',
        produces: ['application/yaml'],
        params: SlugParams,
        response: describeReplies(),
      },
    },
    async (request, reply) => {
      const contract = await readContract(packages, await openExercise(db, callerOf(request), request.params.slug))
      return reply.type('application/yaml; charset=utf-8').send(contract)
    },
  )

  app.get(
    '/v1/exercises/:slug/starter/:language',
    {
      schema: {
        tags,
        summary: 'Starter files and the contract, as a tar.gz',
        produces: ['application/gzip'],
        params: Type.Object({ slug: Type.String({ maxLength: 100 }), language: Type.String({ maxLength: 20 }) }),
        response: describeReplies(),
      },
    },
    async (request, reply) => {
      const { slug, language } = request.params
      const { name, content } = await packStarter(packages, await openExercise(db, callerOf(request), slug), language)
      return reply
        .type('application/gzip')
        .header('content-disposition', `attachment; filename="${name}"`)
        .send(content)
    },
  )
}

/** The digest names the hidden package: it is for staff. */
const describeBriefly = ({ slug, digest, updatedAt, summary }: PublishedExercise, caller: Caller) => ({
  slug,
  title: summary.title,
  description: summary.description,
  kind: summary.kind,
  languages: summary.languages,
  services: summary.services,
  weights: summary.weights,
  updatedAt: updatedAt.toISOString(),
  ...(isStaff(caller) ? { digest } : {}),
  links: { self: `/v1/exercises/${slug}`, submissions: `/v1/exercises/${slug}/submissions` },
})

const rawTypes = ['application/x-tar', 'application/gzip', 'application/zip', 'application/octet-stream']

/** Exercise packages come as one archive: as the body itself, or in a form. */
export function addPublishRoute(app: RouteApp, context: AppContext): void {
  app.addContentTypeParser(rawTypes, (_request, payload, done) => done(null, payload))
  app.put(
    '/v1/exercises/:slug',
    {
      config: uploadRate(context.config),
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
