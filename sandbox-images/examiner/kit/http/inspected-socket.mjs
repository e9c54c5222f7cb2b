import { Socket } from 'node:net'

/** Where a service may listen: on 127.0.0.1, or else on ::1. */
const addresses = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
]

/**
 * A connection to the service, by IPv4 or else by IPv6, whose bytes are shown to `admit` before anybody else gets them.
 * What it refuses is never parsed, and the connection ends: a listener for `data` could only look on while the parser
 * works through the same bytes.
 */
export class InspectedSocket extends Socket {
  #admit

  /** @param {number} port @param {(bytes: Buffer) => boolean} admit */
  constructor(port, admit) {
    super()
    this.#admit = admit
    this.setNoDelay(true)
    this.connect({
      host: 'localhost',
      port,
      lookup: (_host, _options, done) => done(null, addresses),
      autoSelectFamily: true,
      // ::1 comes after a refusal alone: a connection that takes long is slow, not at another address.
      autoSelectFamilyAttemptTimeout: 2 ** 31 - 1,
    })
  }

  push(bytes, encoding) {
    if (bytes === null || this.#admit(bytes)) return super.push(bytes, encoding)
    this.destroy()
    return false
  }
}
