export interface Fault {
  field: string
  message: string
}

/** An error that is the caller's to know: becomes an RFC 9457 body. */
export class Problem extends Error {
  readonly status: number
  readonly errors: readonly Fault[] | undefined

  constructor(status: number, title: string, errors?: readonly Fault[]) {
    super(title)
    this.status = status
    this.errors = errors
  }
}
