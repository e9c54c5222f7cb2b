import { Socket } from 'node:net'

/**
 * A connection to 127.0.0.1 whose bytes are shown to `admit` before anybody else gets them. What it refuses is never parsed,
 * and the connection ends: a listener for `data` could only look on while the parser works through the same bytes.
 */
export class InspectedSocket extends Socket {
  #admit

  /** @param {number} port @param {(bytes: Buffer) => boolean} admit */
  constructor(port, admit) {
    super()
    this.#admit = admit
    this.setNoDelay(true)
    this.connect({ host: '127.0.0.1', port })
  }

  push(bytes, encoding) {
    if (bytes === null || this.#admit(bytes)) return super.push(bytes, encoding)
    this.destroy()
    return false
  }
}
