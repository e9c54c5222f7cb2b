import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { Stream } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { CallerError } from '../../contracts/errors.js'
import { renderProblem } from '../ui/problem-page.js'
import { pagePolicy, viewerOf } from '../ui/shell.js'
import { describeCallerError, describeFault, type Problem, problemType, translateError } from './problem.js'

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

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

/** Remembers which methods an address offers, so that the others can be told apart from addresses there are not. */
function watchMethods(app: FastifyInstance): Map<string, Set<string>> {
  const offered = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) offered.set(url, (offered.get(url) ?? new Set()).add(one))
  })
  return offered
}

/** Matches an address against the routes: what else it offers, or `undefined` where there is no such address. */
function findOffered(offered: ReadonlyMap<string, ReadonlySet<string>>, path: string): string[] | undefined {
  for (const [url, allowed] of offered) {
    if (patternOf(url).test(path)) return methods.filter((method) => allowed.has(method))
  }
  return undefined
}

const patternOf = (url: string) =>
  new RegExp(`^${url.replace(/[.]/g, '\\.').replace(/:\w+/g, '[^/]+').replace(/\*/g, '.*')}$`)

const methodNotAllowed = (allowed: readonly string[]) =>
  new CallerError('method-not-allowed', `This address supports ${allowed.join(', ')}.`)

/**
 * Answers what never became a request: too slow, or not HTTP. There is a socket only, so the answer is written by hand.
 */
export function replyToBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return void socket.destroy()
  const mistake = describeMistake(error.code)
  const body = JSON.stringify(describeCallerError(mistake, randomUUID()))
  socket.end(
    [
      `HTTP/1.1 ${mistake.status} ${STATUS_CODES[mistake.status]}`,
      `content-type: ${problemType}`,
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  )
}

function describeMistake(code: string | undefined): CallerError {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new CallerError(
      'request-timeout',
      'The request took too long to arrive; use a faster connection, or send less.',
    )
  if (code === 'HPE_HEADER_OVERFLOW') return new CallerError('bad-request', 'The headers of the request are too large.')
  return new CallerError('bad-request', 'The bytes received are not an HTTP request.')
}

/**
 * Refuses text that the database cannot hold, NUL and halves of characters, wherever it is in a request: else every
 * route would fail by it as by a fault of ours. Throws `bad-request`.
 */
export function refuseOddText(app: FastifyInstance): void {
  app.addHook('preValidation', async (request: FastifyRequest) => {
    const { params, query, body } = request
    if (!isHeld([params, query, body]))
      throw new CallerError('bad-request', 'The request contains text with a NUL character or an incomplete character.')
  })
}

/** With `u`, whole pairs are characters of their own. */
const halfCharacter = /\p{Surrogate}/u

/** Without recursion: how deep a body goes is the caller's choice. */
function isHeld(value: unknown): boolean {
  const left: unknown[] = [value]
  while (left.length > 0) {
    const one = left.pop()
    if (typeof one === 'string' && (one.includes('\0') || halfCharacter.test(one))) return false
    if (typeof one !== 'object' || one === null || isUnread(one)) continue
    for (const [key, part] of Object.entries(one)) left.push(key, part)
  }
  return true
}

/** Bytes are not text; and a body to be read as a stream leads by its socket to the whole server, in circles. */
const isUnread = (value: object) => ArrayBuffer.isView(value) || value instanceof Stream
