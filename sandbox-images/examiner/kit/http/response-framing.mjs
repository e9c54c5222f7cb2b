const lineEnd = '\r\n'

/**
 * Counts what a connection delivers beyond the end of its one response. Node's parser has judged
 * the bytes already and drops a second response in silence, so a service could slip in an answer
 * to a request that was never sent: here the raw bytes are followed a second time, only to count.
 * @param {string} method of the request: a response to HEAD has no body
 */
export function followFraming(method) {
  let state = 'head'
  let text = ''
  let remainingBytes = 0
  let surplusBytes = 0

  const steps = {
    head: (bytes) => {
      const { line, rest } = takeUntil(bytes, lineEnd + lineEnd)
      if (line === undefined) return rest
      ;({ state, remainingBytes } = readHead(line, method))
      return rest
    },
    body: (bytes) => {
      const taken = Math.min(bytes.length, remainingBytes)
      remainingBytes -= taken
      if (remainingBytes === 0) state = 'over'
      return bytes.subarray(taken)
    },
    chunkSize: (bytes) => {
      const { line, rest } = takeUntil(bytes, lineEnd)
      if (line === undefined) return rest
      const size = /^[0-9a-f]+/i.exec(line)?.[0]
      if (size === undefined) state = 'untilClose' // The parser refuses it.
      else state = Number.parseInt(size, 16) === 0 ? 'trailer' : 'chunk'
      remainingBytes = Number.parseInt(size ?? '0', 16) + lineEnd.length
      return rest
    },
    chunk: (bytes) => {
      const taken = Math.min(bytes.length, remainingBytes)
      remainingBytes -= taken
      if (remainingBytes === 0) state = 'chunkSize'
      return bytes.subarray(taken)
    },
    trailer: (bytes) => {
      const { line, rest } = takeUntil(bytes, lineEnd)
      if (line === '') state = 'over'
      return rest
    },
    untilClose: () => empty,
    over: (bytes) => {
      surplusBytes += bytes.length
      return empty
    },
  }

  function takeUntil(bytes, mark) {
    const before = text.length
    const joined = text + bytes.toString('latin1')
    const at = joined.indexOf(mark, Math.max(0, before - mark.length))
    text = at === -1 ? joined : ''
    if (at === -1) return { line: undefined, rest: empty }
    return { line: joined.slice(0, at), rest: bytes.subarray(at + mark.length - before) }
  }

  return {
    /** @param {Buffer} bytes as they came from the socket */
    add(bytes) {
      for (let rest = bytes; rest.length > 0; ) rest = steps[state](rest)
    },
    hasSurplus: () => surplusBytes > 0,
  }
}

const empty = Buffer.alloc(0)

function readHead(head, method) {
  const status = Number(head.split(' ', 2)[1])
  if (status >= 100 && status < 200) return { state: 'head', remainingBytes: 0 }
  if (method === 'HEAD' || status === 204 || status === 304) return { state: 'over', remainingBytes: 0 }
  if (/\r\ntransfer-encoding:[^\r]*chunked/i.test(head)) return { state: 'chunkSize', remainingBytes: 0 }
  const length = /\r\ncontent-length:\s*(\d+)/i.exec(head)?.[1]
  if (length === undefined) return { state: 'untilClose', remainingBytes: 0 }
  return { state: Number(length) === 0 ? 'over' : 'body', remainingBytes: Number(length) }
}
