import { createGzip } from 'node:zlib'
import { Type } from 'typebox'
import { CallerError } from '../../contracts/errors.js'
import { uploadLimits } from '../../contracts/limits.js'
import { packTar } from '../../storage/archive/write-tar.js'
import type { AppContext } from '../app-context.js'
import { callerOf } from '../auth/guard.js'
import { isStaff, type Caller } from '../auth/caller.js'
import { findExercise, listExercises, type PublishedExercise } from '../database/exercises.js'
import type { RouteApp } from './route-app.js'
import { describeReplies, SlugParams } from './schemas.js'

const tags = ['exercises']

/** What learners read of an exercise. Hidden tests, planted bugs, samples and references never leave the package. */
export function addExerciseRoutes(app: RouteApp, { db, shelf }: AppContext): void {
  app.get('/v1/exercises', { schema: { tags, summary: 'The exercises there are', response: describeReplies() } }, async (request) => ({
    exercises: (await listExercises(db)).map((exercise) => describeBriefly(exercise, callerOf(request))),
  }))

  app.get(
    '/v1/exercises/:slug',
    { schema: { tags, summary: 'An exercise: statement, languages, weights, limits', params: SlugParams, response: describeReplies() } },
    async (request) => {
      const exercise = await findExercise(db, request.params.slug)
      return {
        ...describeBriefly(exercise, callerOf(request)),
        statement: exercise.statement,
        limits: exercise.summary.limits,
        uploadLimits,
        starters: Object.fromEntries(exercise.summary.languages.map((language) => [language, `/v1/exercises/${exercise.slug}/starter/${language}`])),
      }
    },
  )

  app.get(
    '/v1/exercises/:slug/openapi.yaml',
    { schema: { tags, summary: 'The contract that every response is checked against', produces: ['application/yaml'], params: SlugParams, response: describeReplies() } },
    async (request, reply) => {
      const { slug, digest } = await findExercise(db, request.params.slug)
      const contract = (await shelf.open(digest)).files.get('openapi.yaml')
      if (!contract) throw new CallerError('not-found', `The exercise ${slug} has no openapi.yaml.`)
      return reply.type('application/yaml; charset=utf-8').send(contract)
    },
  )

  app.get(
    '/v1/exercises/:slug/starter/:language',
    {
      schema: {
        tags,
        summary: 'What to begin with, as a tar.gz',
        produces: ['application/gzip'],
        params: Type.Object({ slug: Type.String({ maxLength: 100 }), language: Type.String({ maxLength: 20 }) }),
        response: describeReplies(),
      },
    },
    async (request, reply) => {
      const { slug, language } = request.params
      const exercise = await findExercise(db, slug)
      if (!(exercise.summary.languages as readonly string[]).includes(language)) {
        throw new CallerError('not-found', `The exercise is offered in ${exercise.summary.languages.join(', ')}.`)
      }
      const { files } = await shelf.open(exercise.digest)
      const starter = pickFolder(files, `starter/${language}/`)
      return reply
        .type('application/gzip')
        .header('content-disposition', `attachment; filename="${exercise.slug}-${language}.tar.gz"`)
        .send(packTar(starter).pipe(createGzip()))
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

/** The files below a folder, by their path in it; nothing else of the tree can get in. */
const pickFolder = (files: ReadonlyMap<string, Buffer>, folder: string) =>
  new Map([...files].filter(([path]) => path.startsWith(folder)).map(([path, content]) => [path.slice(folder.length), content]))
