import Fastify from 'fastify'
import { DatabaseAway } from './database.js'
import { registerOrderRoutes } from './order-routes.js'
import { Problem, sendProblem } from './problem.js'
import { registerProductRoutes } from './product-routes.js'

const methodsByUrl = {
  '/health': ['GET'],
  '/products': ['GET', 'POST'],
  '/products/:id': ['GET', 'PATCH', 'DELETE'],
  '/products/:id/restock': ['POST'],
  '/orders': ['GET', 'POST'],
  '/orders/:id': ['GET', 'DELETE'],
  '/orders/:id/pay': ['POST'],
  '/orders/:id/cancel': ['POST'],
}

/** The whole HTTP side, without a port: routes, the one body parser, and what errors look like. */
export function buildApp({ database, products, orders }) {
  const app = Fastify({ bodyLimit: 1024 * 1024, forceCloseConnections: true })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, parseJson)
  app.setNotFoundHandler((request, reply) => sendProblem(reply, new Problem(404, 'There is no such path.')))
  app.setErrorHandler((error, request, reply) => sendProblem(reply, toProblem(error)))
  app.get('/health', async () => {
    await database.query('SELECT 1')
    return { status: 'ok' }
  })
  registerProductRoutes(app, products)
  registerOrderRoutes(app, orders)
  for (const [url, methods] of Object.entries(methodsByUrl)) refuseOtherMethods(app, url, methods)
  return app
}

function parseJson(request, body, done) {
  try {
    done(null, JSON.parse(body))
  } catch {
    done(new Problem(400, 'The body is not valid JSON.'))
  }
}

function toProblem(error) {
  if (error instanceof Problem) return error
  if (error instanceof DatabaseAway) return new Problem(503, 'The database does not answer.', { headers: { 'retry-after': '1' } })
  if (error.statusCode === 415) return new Problem(415, 'The body must be application/json.')
  if (error.statusCode >= 400 && error.statusCode < 500) return new Problem(error.statusCode, error.message)
  console.error(error)
  return new Problem(500, 'Something went wrong here.')
}

function refuseOtherMethods(app, url, methods) {
  const refuse = async () => {
    throw new Problem(405, `${url} has no such method.`, { headers: { allow: methods.join(', ') } })
  }
  const others = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((method) => !methods.includes(method))
  app.route({ url, method: others, onRequest: refuse, handler: refuse })
}
