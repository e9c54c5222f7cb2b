import type { IncomingHttpHeaders } from 'node:http'
import { examinerLimits, textLimits } from '../../../../contracts/protocol/bounds.js'
import type { Exchange, NotedControl } from '../../../../contracts/protocol/examiner.js'
import type { SentRequest } from './encode-request.js'
import type { Answer } from './receive-response.js'

const keptFirst = 5
const keptLast = examinerLimits.exchanges - keptFirst
const mostControls = examinerLimits.controls
const bounds = {
  bodyBytes: examinerLimits.excerptBytes,
  headerCount: 40,
  headerName: 100,
  headerValue: 512,
  path: 2000,
  method: 20,
}

export interface Transcript {
  add(exchange: Exchange): void
  noteControl(control: NotedControl): void
  /** Nothing was asked of the service, and nothing done to the pod. */
  isUntouched(): boolean
  exchanges(): Exchange[]
}

/**
 * What a test said to the service and heard from it: the first exchanges, the last, and of those between them one of
 * each kind of response, bodies as excerpts. What the test did to the pod meanwhile stands with the exchange that
 * followed, or, at the very end, with the one before.
 */
export function createTranscript(): Transcript {
  const first: Exchange[] = []
  const last: Exchange[] = []
  let done: NotedControl[] = []
  return {
    add(exchange) {
      const kept = done.length > 0 ? { ...exchange, before: done } : exchange
      done = []
      if (first.length < keptFirst) return void first.push(kept)
      last.push(kept)
      if (last.length > keptLast) leaveOut(last, findDispensable(last, first))
    },
    noteControl: (control) => void (done = [...done, control].slice(-mostControls)),
    isUntouched: () => first.length === 0 && done.length === 0,
    exchanges() {
      const all = [...first, ...last]
      const end = all.at(-1)
      return done.length > 0 && end ? [...all.slice(0, -1), { ...end, after: done }] : all
    },
  }
}

/** The oldest exchange like which there is another one, never the newest. */
function findDispensable(exchanges: readonly Exchange[], others: readonly Exchange[]): number {
  const kindOf = ({ method, status }: Exchange) => `${method} ${status}`
  const counts = new Map<string, number>()
  for (const each of [...others, ...exchanges]) counts.set(kindOf(each), (counts.get(kindOf(each)) ?? 0) + 1)
  const found = exchanges.slice(0, -1).findIndex((each) => (counts.get(kindOf(each)) ?? 0) > 1)
  return Math.max(0, found)
}

/** A restart is not forgotten with the exchange that it stood with, and a gap shows how many it had. */
function leaveOut(exchanges: Exchange[], at: number): void {
  const [left] = exchanges.splice(at, 1)
  const next = exchanges[at]
  if (!left || !next) return
  const before = [...(left.before ?? []), ...(next.before ?? [])].slice(-mostControls)
  exchanges[at] = {
    ...next,
    missing: (left.missing ?? 0) + (next.missing ?? 0) + 1,
    ...(before.length > 0 && { before }),
  }
}

/** One exchange as the report keeps it. */
export function describeExchange(request: SentRequest, answer: Answer): Exchange {
  return {
    method: request.method.slice(0, bounds.method),
    path: request.path.slice(0, bounds.path),
    requestHeaders: boundHeaders(request.headers),
    requestBody: request.body && excerpt(request.body),
    status: answer.status,
    responseHeaders: boundHeaders(answer.headers),
    responseBody: answer.status === null ? null : excerpt(answer.body),
    ms: Math.round(answer.ms * 10) / 10,
    error: answer.failure && answer.failure.message.slice(0, textLimits.reason),
  }
}

function boundHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const entries = Object.entries(headers).slice(0, bounds.headerCount)
  return Object.fromEntries(
    entries.map(([name, value]) => [name.slice(0, bounds.headerName), String(value).slice(0, bounds.headerValue)]),
  )
}

function excerpt(body: Buffer): string {
  if (body.length <= bounds.bodyBytes) return body.toString('utf8')
  const note = `… (${body.length} bytes in all)`
  return body.subarray(0, bounds.bodyBytes - Buffer.byteLength(note) - 2).toString('utf8') + note
}
