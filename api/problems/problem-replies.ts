import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { CallerError } from '../../contracts/errors.js'
import { renderProblem } from '../pages/problem-page.js'
import { viewerOf } from '../pages/routes/send-page.js'
import { describeCallerError, describeFault, problemType, type Problem } from './problem.js'
import { findOffered, methodNotAllowed, watchMethods } from './offered-methods.js'
import { translateError } from './translate-error.js'
import { pagePolicy } from '../pages/page-policy.js'

/** The one place where an error becomes an answer. Nothing internal leaves at 5xx. */
export function replyToError(error: Error, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  discardBody(request)
  const mistake = translateError(error)
  if (mistake) return replyWithMistake(mistake, request, reply)
  request.log.error({ err: error, incident: request.id }, 'a request failed because of an internal error')
  return sendProblem(describeFault(request.id), request, reply)
}

/** Call it before any route is added. */
export function addProblemReplies(app: FastifyInstance): void {
  app.setErrorHandler(replyToError)
  const offered = watchMethods(app)
  app.setNotFoundHandler((request, reply) => {
    const methods = findOffered(offered, request.url.split('?')[0] ?? '')
    if (!methods)
      return replyWithMistake(
        new CallerError(
          'not-found',
          wantsPage(request)
            ? 'Check the link, or go to your courses.'
            : 'There is nothing at this address; /docs lists all addresses.',
        ),
        request,
        reply,
      )
    return replyWithMistake(methodNotAllowed(methods), request, reply.header('allow', methods.join(', ')))
  })
}

function replyWithMistake(mistake: CallerError, request: FastifyRequest, reply: FastifyReply) {
  request.log.info({ code: mistake.code }, 'a request was refused')
  if (mistake.retryAfterSeconds !== undefined) reply.header('retry-after', Math.ceil(mistake.retryAfterSeconds))
  if (mistake.status === 401) reply.header('www-authenticate', 'Bearer realm="assay"')
  return sendProblem(describeCallerError(mistake, request.id), request, reply)
}

/** People get a page, programs the problem document. */
async function sendProblem(problem: Problem, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  reply.code(problem.status)
  if (!wantsPage(request)) return reply.type(problemType).send(problem)
  return reply
    .headers({ 'content-security-policy': pagePolicy, 'cache-control': 'no-store' })
    .type('text/html; charset=utf-8')
    .send(await renderProblem(problem, viewerOf(request.caller)))
}

/** Addresses below `/v1` are for programs, unless a person followed a link of a page to one: to a file, say. */
const wantsPage = (request: FastifyRequest) =>
  request.routeOptions.config.isPage === true ||
  request.headers['sec-fetch-mode'] === 'navigate' ||
  (request.is404 && !request.url.startsWith('/v1') && (request.headers.accept ?? '').includes('text/html'))

/** What is left of a body is read and dropped: a client that is still sending could not read the answer otherwise. */
function discardBody(request: FastifyRequest): void {
  request.raw.unpipe()
  request.raw.resume()
}
