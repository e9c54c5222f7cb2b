import type { FastifyRequest } from 'fastify'
import { CallerError } from '../../contracts/errors.js'

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
