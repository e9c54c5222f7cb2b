import { Type } from 'typebox'
import type { AppContext, RouteApp } from '../app-context.js'
import { findPackage, packStarter, readContract } from '../exercises/exercises.js'
import { type Caller, teaches } from '../http/access.js'
import { callerOf } from '../http/guard.js'
import { AssignmentParams, describeReplies } from '../http/schemas.js'
import { refuseUnopened } from './open-assignment.js'
import { findAssignment } from './assignments.js'

const tags = ['assignments']

/** What learners download of the package of an assignment. */
export function addAssignmentFileRoutes(app: RouteApp, { db, packages }: AppContext): void {
  /** The package of an assignment, for whoever may read its statement by now. */
  const openAssigned = async (caller: Caller, id: string) => {
    const assignment = await findAssignment(db, caller, id)
    if (!teaches(caller, assignment.courseId)) refuseUnopened(assignment, new Date())
    return findPackage(db, assignment.exerciseDigest)
  }

  app.get(
    '/v1/assignments/:id/openapi.yaml',
    {
      schema: {
        tags,
        summary: 'The contract that every response is checked against',
        produces: ['application/yaml'],
        params: AssignmentParams,
        response: describeReplies(),
      },
    },
    async (request, reply) =>
      reply
        .type('application/yaml; charset=utf-8')
        .send(await readContract(packages, await openAssigned(callerOf(request), request.params.id))),
  )

  app.get(
    '/v1/assignments/:id/starter/:language',
    {
      schema: {
        tags,
        summary: 'Starter files and the contract, as a tar.gz',
        produces: ['application/gzip'],
        params: Type.Object({ ...AssignmentParams.properties, language: Type.String({ maxLength: 20 }) }),
        response: describeReplies(),
      },
    },
    async (request, reply) => {
      const { name, content } = await packStarter(
        packages,
        await openAssigned(callerOf(request), request.params.id),
        request.params.language,
      )
      return reply
        .type('application/gzip')
        .header('content-disposition', `attachment; filename="${name}"`)
        .send(content)
    },
  )
}
