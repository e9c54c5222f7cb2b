/** What a caller did wrong: becomes an answer with this status and code. */
export class Problem extends Error {
  constructor(status, code, detail) {
    super(detail)
    this.status = status
    this.code = code
  }
}

export const invalid = (detail) => new Problem(400, 'invalid', detail)
export const missing = (detail) => new Problem(404, 'not-found', detail)
export const conflict = (code, detail) => new Problem(409, code, detail)
