import type { Problem } from '../print/problem.js'

/** A server refused, or could not be understood: its problem document and HTTP status. */
export class ServerProblem extends Error {
  override readonly name = 'ServerProblem'
  readonly status: number
  readonly code: string
  readonly problem: Problem

  constructor(status: number, code: string, problem: Problem) {
    super(problem.detail)
    this.status = status
    this.code = code
    this.problem = problem
  }
}

/** Reads what came with an error status; whatever is no problem document is told by its status alone. */
export async function readServerProblem(response: Response): Promise<ServerProblem> {
  const fallback = `The server responded with ${response.status} ${response.statusText}`.trim()
  const body: unknown = await response.json().catch(() => undefined)
  const { title, detail, code, errors, incident } = (typeof body === 'object' ? (body ?? {}) : {}) as Record<
    string,
    unknown
  >
  const places = Array.isArray(errors) ? errors.map(readDetail) : []
  return new ServerProblem(response.status, textOf(code) ?? 'unknown', {
    title: textOf(title) ?? fallback,
    detail: textOf(detail) ?? textOf(title) ?? fallback,
    errors: typeof incident === 'string' ? [...places, { pointer: 'incident', detail: incident }] : places,
  })
}

const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)

function readDetail(value: unknown) {
  const { pointer, detail } = (value ?? {}) as Record<string, unknown>
  return { pointer: textOf(pointer) ?? '', detail: textOf(detail) ?? '' }
}
