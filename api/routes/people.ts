import { Type } from 'typebox'
import type { AppContext } from '../app-context.js'
import { callerOf } from '../auth/guard.js'
import { recordAudit } from '../database/audit.js'
import { createPerson, findPerson, listPeople, type PersonRow } from '../database/people.js'
import { createLoginLink } from '../database/sessions.js'
import { publicUrl } from '../public-url.js'
import type { RouteApp } from './route-app.js'
import { describeReplies, exact, moment, nullable, PersonParams } from './schemas.js'

const tags = ['people']

const PersonBody = Type.Object(
  {
    id: Type.Optional(
      Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._@-]{0,99}$', description: 'login name; generated if omitted' }),
    ),
    name: Type.String({ minLength: 1, maxLength: 200 }),
    email: Type.Optional(Type.String({ maxLength: 200 })),
    isAdmin: Type.Optional(Type.Boolean()),
  },
  exact,
)

const PersonReply = Type.Object({
  id: Type.String(),
  name: Type.String(),
  email: nullable(Type.String()),
  isAdmin: Type.Boolean(),
  createdAt: moment,
})

/** Who there is, and how they sign in. */
export function addPeopleRoutes(app: RouteApp, context: AppContext): void {
  const { db } = context
  app.get('/v1/me', { schema: { tags, summary: 'The owner of the token' } }, (request) => {
    const { owner, isAdmin, scope, roles } = callerOf(request)
    return { owner, isAdmin, scope, courses: Object.fromEntries(roles) }
  })

  app.get(
    '/v1/people',
    {
      schema: {
        tags,
        summary: 'All people',
        response: describeReplies({ 200: Type.Object({ people: Type.Array(PersonReply) }) }),
      },
    },
    async () => ({
      people: (await listPeople(db)).map(describePerson),
    }),
  )

  app.post(
    '/v1/people',
    { schema: { tags, summary: 'Add a person', body: PersonBody, response: describeReplies({ 201: PersonReply }) } },
    async (request, reply) => {
      const person = await db.transaction(async (tx) => {
        const made = await createPerson(tx, request.body)
        await recordAudit(tx, {
          actor: callerOf(request).owner,
          action: 'person.created',
          subject: made.id,
          details: { isAdmin: made.isAdmin },
        })
        return made
      })
      return reply.code(201).send(describePerson(person))
    },
  )

  app.post(
    '/v1/people/:person/login-links',
    {
      schema: {
        tags,
        summary: 'Create a sign-in link',
        description: 'Signs a browser in as that person; works once, within 15 minutes.',
        params: PersonParams,
        response: describeReplies({ 201: Type.Object({ url: Type.String(), expiresAt: moment }) }),
      },
    },
    async (request, reply) => {
      const { id } = await findPerson(db, request.params.person)
      const { secret, expiresAt } = await db.transaction(async (tx) => {
        const createdBy = callerOf(request).owner
        await recordAudit(tx, { actor: createdBy, action: 'login-link.created', subject: id })
        return createLoginLink(tx, { personId: id, createdBy })
      })
      const url = `${publicUrl(context.config)}/login/${secret}`
      return reply.code(201).header('cache-control', 'no-store').send({ url, expiresAt: expiresAt.toISOString() })
    },
  )
}

const describePerson = ({ id, name, email, isAdmin, createdAt }: PersonRow) => ({
  id,
  name,
  email,
  isAdmin,
  createdAt: createdAt.toISOString(),
})
