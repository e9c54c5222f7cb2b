import type { FastifyReply, FastifyRequest } from 'fastify'

/**
 * The cookie of a session. Over HTTPS its name binds it to this very host; over plain HTTP a browser would not keep it
 * so.
 */
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
