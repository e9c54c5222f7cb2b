import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { CallerError } from '../../contracts/errors.js'
import { type Caller, findAccess, isAllowed } from './access.js'

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose token or session came with the request; `null` without one. */
    caller: Caller | null
  }
}

/** Who a secret belongs to: `null` where it is unknown, expired or revoked. */
type FindCaller = (secret: string) => Promise<Caller | null>

export interface GuardOptions {
  findTokenCaller: FindCaller
  findSessionCaller: FindCaller
  /** Whether it is the token of the operator, compared in constant time. */
  isAdminToken(secret: string): boolean
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
  const caller = await options.findSessionCaller(secret)
  if (caller) refuseCrossSite(request)
  return caller
}

async function identifyByToken(header: string, { findTokenCaller, isAdminToken }: GuardOptions): Promise<Caller> {
  const secret = /^Bearer ([\w-]{10,200})$/i.exec(header)?.[1]
  if (secret && isAdminToken(secret))
    return { owner: 'admin', name: 'admin', isAdmin: true, scope: 'admin', roles: new Map(), via: 'token' }
  const caller = secret ? await findTokenCaller(secret) : null
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

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses what another site makes a signed-in browser send. Browsers say where a request comes from in
 * `Sec-Fetch-Site`, older ones in `Origin`; one that says neither does not change anything by cookie.
 * Throws `cross-site`.
 */
export function refuseCrossSite(request: FastifyRequest): void {
  if (safeMethods.has(request.method)) return
  const site = request.headers['sec-fetch-site']
  if (
    site === 'same-origin' ||
    (site === undefined && request.headers.origin === `${request.protocol}://${request.host}`)
  )
    return
  throw new CallerError(
    'cross-site',
    'Only pages of this service may use your session; programs must send a token instead.',
  )
}

/** Over HTTPS the name binds the cookie of a session to this host; over plain HTTP a browser would not keep it so. */
const secureName = '__Host-assay'
const plainName = 'assay'

const isHttps = (request: FastifyRequest) => request.protocol === 'https'

export const readSessionCookie = (request: FastifyRequest): string | undefined =>
  request.cookies[isHttps(request) ? secureName : plainName]

export function setSessionCookie(request: FastifyRequest, reply: FastifyReply, secret: string, expires: Date): void {
  const secure = isHttps(request)
  reply.setCookie(secure ? secureName : plainName, secret, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure,
    expires,
  })
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  const secure = isHttps(request)
  reply.clearCookie(secure ? secureName : plainName, { path: '/', httpOnly: true, sameSite: 'lax', secure })
}
