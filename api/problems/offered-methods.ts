import type { FastifyInstance } from 'fastify'
import { CallerError } from '../../contracts/errors.js'

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

/** Remembers which methods an address offers, so that the others can be told apart from addresses there are not. */
export function watchMethods(app: FastifyInstance): Map<string, Set<string>> {
  const offered = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) offered.set(url, (offered.get(url) ?? new Set()).add(one))
  })
  return offered
}

/** Matches an address against the routes: what else it offers, or `undefined` where there is no such address. */
export function findOffered(offered: ReadonlyMap<string, ReadonlySet<string>>, path: string): string[] | undefined {
  for (const [url, allowed] of offered) {
    if (patternOf(url).test(path)) return methods.filter((method) => allowed.has(method))
  }
  return undefined
}

const patternOf = (url: string) =>
  new RegExp(`^${url.replace(/[.]/g, '\\.').replace(/:\w+/g, '[^/]+').replace(/\*/g, '.*')}$`)

export const methodNotAllowed = (allowed: readonly string[]) =>
  new CallerError('method-not-allowed', `This address supports ${allowed.join(', ')}.`)
