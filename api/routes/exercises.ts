import { Type } from 'typebox'
import { uploadLimits } from '../../contracts/limits.js'
import type { AppContext, RouteApp } from '../app-context.js'
import { listExercises, type PublishedExercise } from '../database/exercises.js'
import { hasContract, openExercise, packStarter, readContract } from '../exercises/open-exercise.js'
import { type Caller, isStaff } from '../http/caller.js'
import { callerOf } from '../http/guard.js'
import { describeReplies, SlugParams } from '../http/schemas.js'

const tags = ['exercises']

/** What learners read of an exercise. Hidden tests, planted bugs, samples and references never leave the package. */
export function addExerciseRoutes(app: RouteApp, { db, shelf }: AppContext): void {
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
        contract: (await hasContract(shelf, exercise)) ? `/v1/exercises/${exercise.slug}/openapi.yaml` : null,
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
      const contract = await readContract(shelf, await openExercise(db, callerOf(request), request.params.slug))
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
      const { name, content } = await packStarter(shelf, await openExercise(db, callerOf(request), slug), language)
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
