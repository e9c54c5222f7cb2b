import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { CallerError } from '../../contracts/errors.js'
import { describeCallerError, describeFault, problemType } from './problem.js'
import { findOffered, methodNotAllowed, watchMethods } from './offered-methods.js'
import { translateError } from './translate-error.js'

/** Call it before any route is added. The one place where an error becomes an answer. Nothing internal leaves at 5xx. */
export function addProblemReplies(app: FastifyInstance): void {
  app.setErrorHandler((error: Error, request, reply) => {
    discardBody(request)
    const mistake = translateError(error)
    if (mistake) return replyWithMistake(mistake, request, reply)
    request.log.error({ err: error, incident: request.id }, 'a request failed by a fault of ours')
    return reply.code(500).type(problemType).send(describeFault(request.id))
  })
  const offered = watchMethods(app)
  app.setNotFoundHandler((request, reply) => {
    const methods = findOffered(offered, request.url.split('?')[0] ?? '')
    if (!methods) return replyWithMistake(new CallerError('not-found', 'There is no such address here; /docs lists those there are.'), request, reply)
    return replyWithMistake(methodNotAllowed(methods), request, reply.header('allow', methods.join(', ')))
  })
}

function replyWithMistake(mistake: CallerError, request: FastifyRequest, reply: FastifyReply) {
  request.log.info({ code: mistake.code }, 'a request was refused')
  if (mistake.retryAfterSeconds !== undefined) reply.header('retry-after', Math.ceil(mistake.retryAfterSeconds))
  if (mistake.status === 401) reply.header('www-authenticate', 'Bearer realm="assay"')
  return reply.code(mistake.status).type(problemType).send(describeCallerError(mistake, request.id))
}

/** What is left of a body is read and dropped: a client that is still sending could not read the answer otherwise. */
function discardBody(request: FastifyRequest): void {
  request.raw.unpipe()
  request.raw.resume()
}
