/** An error that a caller is told about, as RFC 9457 has it. */
export class Problem extends Error {
  constructor(status, title, extra = {}) {
    super(title)
    this.status = status
    this.extra = extra
  }
}

export const notFound = (what) => new Problem(404, `There is no such ${what}.`)

export function sendProblem(response, { status, message, extra }) {
  response.status(status).type('application/problem+json').send(JSON.stringify({ status, title: message, ...extra }))
}
