import { Agent } from 'node:http'
import { InspectedSocket } from '../kit/http/inspected-socket.mjs'

const violations = {
  unasked: 'Your service sent bytes on a connection without a request: a response must follow its request.',
  early: 'Your service responded before the request was fully sent.',
  surplus: 'Your service sent more bytes than its response has: a response must follow its request.',
}

/**
 * Keeps connections alive as clients do, and watches each: a service that answers before it is asked would look faster
 * than it is, and Node's parser would take such an answer for that of the next request.
 * @param {{ port: number, connections: number, onViolation: (message: string) => void }} options
 */
export function createWatchedAgent({ port, connections, onViolation }) {
  const states = new WeakMap()
  let isClosed = false
  const kept = new Agent({ keepAlive: true, maxSockets: connections, maxFreeSockets: connections, scheduling: 'lifo' })
  const fresh = new Agent({ keepAlive: false })
  kept.createConnection = fresh.createConnection = () => {
    const state = { open: null }
    const socket = new InspectedSocket(port, (bytes) => admit(state.open, bytes))
    states.set(socket, state)
    return socket
  }

  /** Whether bytes are part of a response that may go on. */
  function admit(open, bytes) {
    if (!open?.outgoing.writableFinished) {
      onViolation(open ? violations.early : violations.unasked)
      return false
    }
    const refusal = open.framing.add(bytes)
    if (refusal) open.refuse(refusal)
    return !refusal
  }

  return {
    /** Takes an idle connection where there is one. */
    kept,
    /** Makes a connection for each request. */
    fresh,
    /** Whether the turn is over: what is cut then is not sent once more. */
    get isClosed() {
      return isClosed
    },
    /**
     * From now on bytes of this request's connection belong to it. `refuse` ends it for what the framing does not
     * allow.
     */
    watch(outgoing, framing, refuse) {
      outgoing.on('socket', (socket) => {
        states.get(socket).open = { outgoing, framing, refuse }
      })
      outgoing.on('response', (incoming) => incoming.on('end', () => this.release(outgoing, framing)))
    },
    release(outgoing, framing) {
      const state = outgoing.socket && states.get(outgoing.socket)
      if (state?.open?.outgoing === outgoing) state.open = null
      if (framing.hasSurplus) onViolation(violations.surplus)
    },
    close() {
      isClosed = true
      kept.destroy()
      fresh.destroy()
    },
  }
}
