import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { CallerError } from '../../contracts/errors.js'
import { describeCallerError, problemType } from './problem.js'

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
