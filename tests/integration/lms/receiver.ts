import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { Webhook } from 'standardwebhooks'
import type { Test } from 'tap'
import type { GradeMessagePayload } from '../../../api/lms/tables.js'

/** One request that reached the receiver. */
export interface Receipt {
  id: string
  payload: GradeMessagePayload
  /** Which of the receiver's secrets its signatures match. */
  signedWith: string[]
  at: number
}

/** Decides what the receiver answers; a status, or its own way to answer or not. */
export type Answer = (
  receipt: Receipt,
  response: ServerResponse,
) => number | { status: number; headers: Record<string, string> } | 'own'

export interface Receiver {
  url: string
  host: string
  received: Receipt[]
  /** Those that were answered with a 2xx. */
  taken: Receipt[]
  answerWith(answer: Answer): void
}

/** An LMS that takes grades: checks every signature as the specification has it, and refuses what is not signed. */
export async function startReceiver(
  t: Test,
  secrets: readonly string[] | (() => readonly string[]),
): Promise<Receiver> {
  let answer: Answer = () => 204
  const received: Receipt[] = []
  const taken: Receipt[] = []
  const server = createServer((request, response) => {
    void (async () => {
      const receipt = await readReceipt(request, typeof secrets === 'function' ? secrets() : secrets)
      received.push(receipt)
      const given = receipt.signedWith.length === 0 ? 401 : answer(receipt, response)
      if (given === 'own') return
      const { status, headers } = typeof given === 'number' ? { status: given, headers: {} } : given
      if (status >= 200 && status < 300) taken.push(receipt)
      response.writeHead(status, headers).end()
    })()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url: `http://${host}/grades`, host, received, taken, answerWith: (next) => void (answer = next) }
}

async function readReceipt(request: IncomingMessage, secrets: readonly string[]): Promise<Receipt> {
  const body = await text(request)
  const signedWith = secrets.filter((secret) => isSignedWith(secret, body, request.headers as Record<string, string>))
  return {
    id: String(request.headers['webhook-id']),
    payload: JSON.parse(body) as GradeMessagePayload,
    signedWith,
    at: Date.now(),
  }
}

function isSignedWith(secret: string, body: string, headers: Record<string, string>): boolean {
  try {
    new Webhook(secret).verify(body, headers)
    return true
  } catch {
    return false
  }
}
