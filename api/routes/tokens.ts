import { Type } from 'typebox'
import { CallerError } from '../../contracts/errors.js'
import type { AppContext } from '../app-context.js'
import { callerRoles } from '../auth/caller.js'
import { createToken, listTokens, revokeToken, type TokenRow } from '../database/tokens.js'
import type { RouteApp } from './route-app.js'
import { exact, moment, nullable, describeReplies, uuid } from './schemas.js'

const tags = ['tokens']

const TokenBody = Type.Object(
  {
    owner: Type.String({ pattern: '^[\\p{L}\\p{N}][\\p{L}\\p{N} ._@+-]{0,99}$', description: 'name or address of whoever it is for' }),
    role: Type.Enum([...callerRoles]),
    expiresInDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 3650, description: 'never, where it is left out' })),
  },
  exact,
)

const tokenFields = { id: uuid, owner: Type.String(), role: Type.Enum([...callerRoles]), createdAt: moment, expiresAt: nullable(moment), revokedAt: nullable(moment) }
const TokenReply = Type.Object(tokenFields)
const NewTokenReply = Type.Object({ ...tokenFields, token: Type.String({ description: 'the secret; shown this once' }) })

/** Who may call, and as what. Secrets are shown once and kept as digests. */
export function addTokenRoutes(app: RouteApp, { db }: AppContext): void {
  app.get('/v1/tokens', { schema: { tags, summary: 'All tokens, without their secrets', response: describeReplies({ 200: Type.Object({ tokens: Type.Array(TokenReply) }) }) } }, async () => ({
    tokens: (await listTokens(db)).map(describeToken),
  }))

  app.post('/v1/tokens', { schema: { tags, summary: 'Make a token', body: TokenBody, response: describeReplies({ 201: NewTokenReply }) } }, async (request, reply) => {
    const { owner, role, expiresInDays } = request.body
    const expiresAt = expiresInDays === undefined ? null : new Date(Date.now() + expiresInDays * 86_400_000)
    const { row, secret } = await createToken(db, { owner, role, expiresAt })
    request.log.info({ token: row.id, role }, 'a token was made')
    return reply.code(201).header('cache-control', 'no-store').send({ ...describeToken(row), token: secret })
  })

  app.delete(
    '/v1/tokens/:id',
    { schema: { tags, summary: 'Revoke a token, from now on', params: Type.Object({ id: uuid }), response: describeReplies({ 204: Type.Null() }) } },
    async (request, reply) => {
      if (!(await revokeToken(db, request.params.id))) throw new CallerError('not-found', 'There is no token with that id.')
      return reply.code(204).send(null)
    },
  )
}

const describeToken = (row: TokenRow) => ({
  id: row.id,
  owner: row.owner,
  role: row.role,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt?.toISOString() ?? null,
  revokedAt: row.revokedAt?.toISOString() ?? null,
})
