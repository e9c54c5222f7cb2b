import type { FastifyInstance, FastifyRequest } from 'fastify'
import { CallerError } from '../../contracts/errors.js'
import type { Queryable } from '../database/open-database.js'
import { findSessionCaller, findTokenCaller } from '../database/callers.js'
import { findAccess, isAllowed } from './access.js'
import type { Caller } from './caller.js'
import { refuseCrossSite } from './same-site.js'
import { readSessionCookie } from './session-cookie.js'
import { isSameSecret } from './token-secret.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose token or session came with the request; `null` without one. */
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
      if (!findAccess(one, url)) throw new Error(`the access table has no entry for ${one} ${url}`)
    }
  })
  app.addHook('onRequest', async (request) => {
    request.caller = await identify(request, options)
  })
  // After the rate limit, which is asked at the end of onRequest, and before the body is read.
  app.addHook('preParsing', async (request) => authorize(request))
}

/**
 * The caller, by `Authorization: Bearer` or by the cookie of a session. A token that is not valid is refused even where
 * none is needed; a session that has ended is no session.
 */
async function identify(request: FastifyRequest, options: GuardOptions): Promise<Caller | null> {
  if (request.headers.authorization !== undefined) return identifyByToken(request.headers.authorization, options)
  const secret = readSessionCookie(request)
  if (secret === undefined) return null
  const caller = await findSessionCaller(options.db, secret)
  if (caller) refuseCrossSite(request)
  return caller
}

async function identifyByToken(header: string, { db, adminToken }: GuardOptions): Promise<Caller> {
  const secret = /^Bearer ([\w-]{10,200})$/i.exec(header)?.[1]
  if (secret && isSameSecret(secret, adminToken))
    return { owner: 'admin', name: 'admin', isAdmin: true, scope: 'admin', roles: new Map(), via: 'token' }
  const caller = secret ? await findTokenCaller(db, secret) : null
  if (!caller) throw new CallerError('bad-token', 'The token is unknown, expired or revoked.')
  return caller
}

function authorize(request: FastifyRequest): void {
  if (request.is404) return
  const access = findAccess(request.method, request.routeOptions.url ?? '')
  if (access && isAllowed(access, request.caller, isLocal(request))) return
  if (!request.caller) throw new CallerError('no-token', 'Send a token in the header "Authorization: Bearer …".')
  throw new CallerError(
    'not-allowed',
    access === 'admin'
      ? 'Only admins may do this, with a token that has the scope admin.'
      : 'Your role in your courses, or the scope of your token, does not allow this.',
  )
}

/** Straight from this machine: a proxy on it would make everybody look local. */
const isLocal = ({ ip, headers }: FastifyRequest) =>
  ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(ip) &&
  headers['x-forwarded-for'] === undefined &&
  headers['forwarded'] === undefined

/** The caller of a route that needs one. */
export function callerOf(request: FastifyRequest): Caller {
  if (!request.caller) throw new Error('a request without a caller got past the guard')
  return request.caller
}
