const kept = { first: 5, last: 15 }
const bounds = { bodyBytes: 2048, headerCount: 40, headerName: 100, headerValue: 512, path: 2000, method: 20 }

/** What a test said to the service and heard from it: the first exchanges and the last, bodies as excerpts. */
export function createTranscript() {
  const first = []
  const last = []
  return {
    add(exchange) {
      if (first.length < kept.first) return void first.push(exchange)
      last.push(exchange)
      if (last.length > kept.last) last.shift()
    },
    exchanges: () => [...first, ...last],
  }
}

/**
 * One exchange as the report keeps it.
 * @param {{ method: string, path: string, headers: Record<string, string>, body: Buffer | null }} request
 * @param {import('./send-request.mjs').Answer} answer
 */
export function describeExchange(request, answer) {
  return {
    method: request.method.slice(0, bounds.method),
    path: request.path.slice(0, bounds.path),
    requestHeaders: boundHeaders(request.headers),
    requestBody: request.body && excerpt(request.body),
    status: answer.status,
    responseHeaders: boundHeaders(answer.headers),
    responseBody: answer.status === null ? null : excerpt(answer.body),
    ms: Math.round(answer.ms * 10) / 10,
    error: answer.failure && answer.failure.message.slice(0, 1000),
  }
}

function boundHeaders(headers) {
  const entries = Object.entries(headers).slice(0, bounds.headerCount)
  return Object.fromEntries(
    entries.map(([name, value]) => [name.slice(0, bounds.headerName), String(value).slice(0, bounds.headerValue)]),
  )
}

function excerpt(body) {
  if (body.length <= bounds.bodyBytes) return body.toString('utf8')
  const note = `… (${body.length} bytes in all)`
  return body.subarray(0, bounds.bodyBytes - Buffer.byteLength(note) - 2).toString('utf8') + note
}
