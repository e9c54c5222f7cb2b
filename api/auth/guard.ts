import type { FastifyInstance, FastifyRequest } from 'fastify'
import { CallerError } from '../../contracts/errors.js'
import type { Queryable } from '../database/open-database.js'
import { findCaller } from '../database/tokens.js'
import { findAccess, isAllowed } from './access.js'
import type { Caller } from './caller.js'
import { isSameSecret } from './token-secret.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose token came with the request; `null` without one. */
    caller: Caller | null
  }
}

export interface GuardOptions {
  db: Queryable
  adminToken: string
}

/** Asks of every request who makes it, and lets it on only where the table of access says so. */
export function addGuard(app: FastifyInstance, options: GuardOptions): void {
  app.decorateRequest('caller', null)
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) {
      if (!findAccess(one, url)) throw new Error(`the table of access has no line for ${one} ${url}`)
    }
  })
  app.addHook('onRequest', async (request) => {
    request.caller = await identify(request, options)
  })
  // After the rate limit, which is asked at the end of onRequest, and before the body is read.
  app.addHook('preParsing', async (request) => authorize(request))
}

/** The caller, by `Authorization: Bearer`. A token that is not valid is refused even where none is needed. */
async function identify(request: FastifyRequest, { db, adminToken }: GuardOptions): Promise<Caller | null> {
  const header = request.headers.authorization
  if (header === undefined) return null
  const secret = /^Bearer ([\w-]{10,200})$/i.exec(header)?.[1]
  if (secret && isSameSecret(secret, adminToken)) return { owner: 'admin', role: 'admin' }
  const caller = secret ? await findCaller(db, secret) : null
  if (!caller) throw new CallerError('bad-token', 'The token is unknown, expired or revoked.')
  return caller
}

function authorize(request: FastifyRequest): void {
  if (request.is404) return
  const access = findAccess(request.method, request.routeOptions.url ?? '')
  if (access && isAllowed(access, request.caller, isLocal(request))) return
  if (!request.caller) throw new CallerError('no-token', 'Send a token, as the header "Authorization: Bearer …".')
  throw new CallerError('not-allowed', `A token of the role ${request.caller.role} does not allow this.`)
}

/** Straight from this machine: a proxy on it would make everybody look local. */
const isLocal = ({ ip, headers }: FastifyRequest) =>
  ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(ip) && headers['x-forwarded-for'] === undefined && headers['forwarded'] === undefined

/** The caller of a route that needs one. */
export function callerOf(request: FastifyRequest): Caller {
  if (!request.caller) throw new Error('a route without a caller was let through')
  return request.caller
}
