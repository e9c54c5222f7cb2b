const keptExchanges = { first: 5, last: 15 }
const mostControls = 10
const bounds = { bodyBytes: 2048, headerCount: 40, headerName: 100, headerValue: 512, path: 2000, method: 20 }

/**
 * What a test said to the service and heard from it: the first exchanges and the last, bodies as excerpts. What the
 * test did to the pod meanwhile stands with the exchange that followed, or, at the very end, with the one before.
 */
export function createTranscript() {
  const first = []
  const last = []
  let done = []
  return {
    add(exchange) {
      const kept = done.length > 0 ? { ...exchange, before: done } : exchange
      done = []
      if (first.length < keptExchanges.first) return void first.push(kept)
      last.push(kept)
      if (last.length > keptExchanges.last) passOn(last.shift().before, last)
    },
    /** @param {{ action: string, service?: string }} control */
    noteControl: (control) => (done = [...done, control].slice(-mostControls)),
    /** Nothing was asked of the service, and nothing done to the pod. */
    isUntouched: () => first.length === 0 && done.length === 0,
    exchanges() {
      const all = [...first, ...last]
      return done.length > 0 && all.length > 0 ? [...all.slice(0, -1), { ...all.at(-1), after: done }] : all
    },
  }
}

/** A restart is not forgotten with the exchange that it stood with. */
function passOn(before, exchanges) {
  if (before)
    exchanges[0] = { ...exchanges[0], before: [...before, ...(exchanges[0].before ?? [])].slice(-mostControls) }
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
