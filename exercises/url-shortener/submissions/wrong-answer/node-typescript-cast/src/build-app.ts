import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify'
import { isExpired, type Link, type NewLink } from './link.js'
import type { LinkStore } from './link-store.js'
import { Problem } from './problem.js'

interface WithCode {
  Params: { code: string }
}

interface WithPart {
  Querystring: { limit?: string; offset?: string }
}

export function buildApp(store: LinkStore): FastifyInstance {
  const app = Fastify({ forceCloseConnections: true, routerOptions: { maxParamLength: 500 } })
  app.removeContentTypeParser('text/plain')
  app.setErrorHandler((error: FastifyError, request, reply) => sendProblem(reply, toProblem(error)))
  app.setNotFoundHandler((request, reply) => sendProblem(reply, new Problem(404, 'There is no such path.')))

  app.post('/links', async (request, reply) => {
    const link = store.create(request.body as NewLink)
    if (!link) throw new Problem(409, 'The alias is in use.')
    return reply.code(201).header('location', `/links/${link.code}`).send(link)
  })

  app.get<WithPart>('/links', async ({ query }) => {
    const limit = readInteger('limit', query.limit, { fallback: 20, min: 1, max: 100 })
    const offset = readInteger('offset', query.offset, { fallback: 0, min: 0, max: 999_999_999 })
    return store.list(limit, offset)
  })

  app.get<WithCode>('/links/:code', async ({ params }) => findLink(store, params.code))

  app.delete<WithCode>('/links/:code', async ({ params }, reply) => {
    if (!store.remove(params.code)) throw noSuchLink()
    return reply.code(204).send()
  })

  app.get<WithCode>('/:code', async ({ params }, reply) => {
    const link = findLink(store, params.code)
    if (isExpired(link)) throw new Problem(410, 'The link is expired.')
    store.countClick(link)
    return reply.code(302).header('location', link.url).send()
  })

  refuseMethods(app, '/links', ['GET', 'POST'])
  refuseMethods(app, '/links/:code', ['GET', 'DELETE'])
  return app
}

function refuseMethods(app: FastifyInstance, url: string, allowed: string[]): void {
  const others = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((method) => !allowed.includes(method))
  const refuse = async (request: unknown, reply: FastifyReply) =>
    sendProblem(reply.header('allow', allowed.join(', ')), new Problem(405, 'This path has no such method.'))
  app.route({ url, method: others, onRequest: refuse, handler: refuse })
}

function findLink(store: LinkStore, code: string): Link {
  const link = store.find(code)
  if (!link) throw noSuchLink()
  return link
}

const noSuchLink = () => new Problem(404, 'There is no such link.')

interface Range {
  fallback: number
  min: number
  max: number
}

function readInteger(name: string, text: string | undefined, { fallback, min, max }: Range): number {
  if (text === undefined) return fallback
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= min && value <= max)) throw new Problem(400, `${name} must be an integer from ${min} to ${max}.`)
  return value
}

function toProblem(error: FastifyError | Problem): Problem {
  if (error instanceof Problem) return error
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new Problem(415, 'The body must be application/json.')
  const status = error.statusCode ?? 500
  if (status < 500) return new Problem(status, error.message)
  console.error(error)
  return new Problem(500, 'Something went wrong here.')
}

function sendProblem(reply: FastifyReply, { status, message, errors }: Problem): FastifyReply {
  return reply.code(status).type('application/problem+json').send(JSON.stringify({ status, title: message, errors }))
}
