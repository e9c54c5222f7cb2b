import { Type } from 'typebox'
import { CallerError } from '../../contracts/errors.js'
import type { AppContext, RouteApp } from '../app-context.js'
import { publicUrl } from '../config.js'
import { recordAudit } from '../database/audit.js'
import { actsAsAdmin, type Caller, hasScope, scopes } from '../http/access.js'
import { callerOf } from '../http/guard.js'
import { exact, nullable } from '../../contracts/shapes.js'
import { describeReplies, moment, PersonParams, uuid } from '../http/schemas.js'
import {
  createLoginLink,
  createPerson,
  createToken,
  findPerson,
  listPeople,
  listTokens,
  type PersonRow,
  revokeToken,
  type TokenRow,
} from './people.js'

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

const TokenBody = Type.Object(
  {
    owner: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'a person; yourself if omitted' })),
    scope: Type.Enum([...scopes], { description: 'what the token allows; each scope includes the previous ones' }),
    expiresInDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 3650, description: 'never if omitted' })),
  },
  exact,
)

const tokenFields = {
  id: uuid,
  owner: Type.String(),
  scope: Type.Enum([...scopes]),
  createdAt: moment,
  expiresAt: nullable(moment),
  revokedAt: nullable(moment),
}
const TokenReply = Type.Object(tokenFields)
const NewTokenReply = Type.Object({
  ...tokenFields,
  token: Type.String({ description: 'the secret; shown only once' }),
})

/**
 * What programs sign in with: everybody's own, and for admins everybody's. Secrets are shown once and kept as digests.
 */
export function addTokenRoutes(app: RouteApp, { db }: AppContext): void {
  app.get(
    '/v1/tokens',
    {
      schema: {
        tags,
        summary: 'Your tokens (for admins, all tokens), without their secrets',
        response: describeReplies({ 200: Type.Object({ tokens: Type.Array(TokenReply) }) }),
      },
    },
    async (request) => ({
      tokens: (await listTokens(db, ownerFor(callerOf(request)))).map(describeToken),
    }),
  )

  app.post(
    '/v1/tokens',
    { schema: { tags, summary: 'Create a token', body: TokenBody, response: describeReplies({ 201: NewTokenReply }) } },
    async (request, reply) => {
      const caller = callerOf(request)
      const { owner = caller.owner, scope, expiresInDays } = request.body
      if (owner !== caller.owner && !actsAsAdmin(caller))
        throw new CallerError('not-allowed', 'Only admins may create tokens for others.')
      if (!hasScope(caller, scope))
        throw new CallerError(
          'not-allowed',
          `A token with the scope ${caller.scope} cannot create one with the scope ${scope}.`,
        )
      const person = await findPerson(db, owner)
      const expiresAt = expiresInDays === undefined ? null : new Date(Date.now() + expiresInDays * 86_400_000)
      const { row, secret } = await db.transaction(async (tx) => {
        const made = await createToken(tx, { owner: person.id, scope, expiresAt })
        await recordAudit(tx, {
          actor: caller.owner,
          action: 'token.created',
          subject: made.row.id,
          details: { owner: person.id, scope },
        })
        return made
      })
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ ...describeToken(row), token: secret })
    },
  )

  app.delete(
    '/v1/tokens/:id',
    {
      schema: {
        tags,
        summary: 'Revoke a token',
        params: Type.Object({ id: uuid }),
        response: describeReplies({ 204: Type.Null() }),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      await db.transaction(async (tx) => {
        const row = await revokeToken(tx, request.params.id, ownerFor(caller))
        if (!row) throw new CallerError('not-found', 'There is no token with that id.')
        await recordAudit(tx, {
          actor: caller.owner,
          action: 'token.revoked',
          subject: row.id,
          details: { owner: row.owner },
        })
      })
      return reply.code(204).send(null)
    },
  )
}

/** Whose tokens a caller may see: everybody's for an admin. */
const ownerFor = (caller: Caller) => (actsAsAdmin(caller) ? undefined : caller.owner)

const describeToken = (row: TokenRow) => ({
  id: row.id,
  owner: row.owner,
  scope: row.scope,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt?.toISOString() ?? null,
  revokedAt: row.revokedAt?.toISOString() ?? null,
})
