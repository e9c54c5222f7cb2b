import { type CallerError, type ProblemCode, type ProblemDetail, problems } from '../../contracts/errors.js'

/** RFC 9457, with a stable `code` to program against. `incident` is there when the fault is ours. */
export interface Problem {
  type: string
  title: string
  status: number
  detail: string
  instance: string
  code: string
  errors?: readonly ProblemDetail[]
  incident?: string
}

export const problemType = 'application/problem+json; charset=utf-8'

export function describeCallerError(error: CallerError, requestId: string): Problem {
  const [status, title] = problems[error.code]
  return {
    type: `/problems/${error.code}`,
    title,
    status,
    detail: error.message,
    instance: `urn:uuid:${requestId}`,
    code: error.code,
    ...(error.errors.length > 0 ? { errors: error.errors } : {}),
  }
}

/** What a caller learns of a fault of ours: that it is ours, and the id under which our log has the rest. */
export const describeFault = (requestId: string): Problem => ({
  type: 'about:blank',
  title: 'Internal error',
  status: 500,
  detail:
    'An internal error occurred while handling the request. It is logged; give the incident id to the operator of this service.',
  instance: `urn:uuid:${requestId}`,
  code: 'internal-fault',
  incident: requestId,
})

/** The page behind a problem's type. */
export function explainProblem(code: string): string | undefined {
  if (!Object.hasOwn(problems, code)) return undefined
  const [status, title] = problems[code as ProblemCode]
  return `${code}\n\n${title}.\nHTTP status ${status}. The "detail" member of the response explains what to do.\n`
}
