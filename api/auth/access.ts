import type { Caller } from './caller.js'

/**
 * Who may call a route. `anyone` needs no token; `local-or-admin` also lets in a caller on this machine
 * that no proxy stands before. Whose submission it is, is a second question, asked by the route.
 */
export type Access = 'anyone' | 'local-or-admin' | 'signed-in' | 'staff' | 'admin'

/** Every route there is. One that is missing here cannot be registered. */
export const accessOfRoute: Readonly<Record<string, Access>> = {
  'GET /': 'anyone',
  'GET /livez': 'anyone',
  'GET /readyz': 'anyone',
  'GET /metrics': 'local-or-admin',
  'GET /openapi.json': 'anyone',
  'GET /docs': 'anyone',
  'GET /docs/': 'anyone',
  'GET /docs/json': 'anyone',
  'GET /docs/yaml': 'anyone',
  'GET /docs/static/…': 'anyone',
  'GET /problems/:code': 'anyone',
  'GET /v1/me': 'signed-in',
  'GET /v1/exercises': 'signed-in',
  'GET /v1/exercises/:slug': 'signed-in',
  'GET /v1/exercises/:slug/openapi.yaml': 'signed-in',
  'GET /v1/exercises/:slug/starter/:language': 'signed-in',
  'PUT /v1/exercises/:slug': 'staff',
  'POST /v1/exercises/:slug/submissions': 'signed-in',
  'GET /v1/submissions': 'signed-in',
  'GET /v1/submissions/:id': 'signed-in',
  'GET /v1/submissions/:id/events': 'signed-in',
  'GET /v1/submissions/:id/report': 'signed-in',
  'GET /v1/submissions/:id/source': 'signed-in',
  'GET /v1/submissions/:id/runs': 'signed-in',
  'POST /v1/submissions/:id/runs': 'staff',
  'GET /v1/tokens': 'admin',
  'POST /v1/tokens': 'admin',
  'DELETE /v1/tokens/:id': 'admin',
}

/** The access of a route as Fastify knows it; HEAD is what GET is. `undefined` where the table lacks it. */
export function findAccess(method: string, url: string): Access | undefined {
  const known = url.startsWith('/docs/static/') ? '/docs/static/…' : url // one route a file of the page
  return accessOfRoute[`${method === 'HEAD' ? 'GET' : method} ${known}`]
}

/** Decides by the table alone. Every access is named, so that a new one cannot fall through to "yes". */
export function isAllowed(access: Access, caller: Caller | null, isLocal: boolean): boolean {
  switch (access) {
    case 'anyone':
      return true
    case 'local-or-admin':
      return isLocal || caller?.role === 'admin'
    case 'signed-in':
      return caller !== null
    case 'staff':
      return caller?.role === 'instructor' || caller?.role === 'admin'
    case 'admin':
      return caller?.role === 'admin'
  }
}
