const { Socket } = require('node:net')

/** Bytes that one connection may bring. */
const longestConnection = Number(process.env.EXAM_CONNECTION_BYTES)

const { push } = Socket.prototype

/**
 * Loaded before the runners of Node: HTTP clients read a response to its end, whatever that takes, and a service that
 * sends without end would take the runner down. A connection that brings more than a suite can want is cut.
 */
Socket.prototype.push = function (chunk, encoding) {
  if (this.remotePort !== undefined && this.bytesRead > longestConnection) {
    this.destroy(new Error(`The service sent more than ${longestConnection / 1024 / 1024} MB over one connection.`))
    return false
  }
  return push.call(this, chunk, encoding)
}
