/** An error that is the caller's to know: becomes an RFC 9457 body. */
export class Problem extends Error {
  constructor(status, title, { headers = {}, ...members } = {}) {
    super(title)
    this.status = status
    this.headers = headers
    this.members = members
  }
}

export function sendProblem(reply, { status, message, headers, members }) {
  return reply
    .code(status)
    .headers(headers)
    .type('application/problem+json')
    .send(JSON.stringify({ status, title: message, ...members }))
}
