import type { ErrorObject, ValidateFunction } from 'ajv'
import type { Exchange } from '../../../contracts/protocol/examiner.js'
import type { ContractFindings } from '../../../contracts/protocol/test-runner.js'
import { isUsable, parseJson, type Answer, type UsableAnswer } from '../kit/http/receive-response.js'
import { mediaTypeOf, type DocumentedResponse, type Operation } from './load-contract.js'

const mostViolations = 20

export interface ContractWatch {
  /** `exchange` as recorded. */
  check(exchange: Exchange, answer: Answer): void
  result(): ContractFindings
}

/** Compares each response of one test with the contract, if there is one. */
export function watchContract(operations: readonly Operation[] | null): ContractWatch {
  const violations: ContractFindings['violations'] = []
  let checkedCount = 0
  return {
    check(exchange, answer) {
      if (!operations || !isUsable(answer)) return
      const { isDocumented, problem } = checkResponse(operations, exchange, answer)
      if (isDocumented) checkedCount++
      if (problem && violations.length < mostViolations) violations.push({ problem, exchange })
    },
    result: () => ({ checkedCount, violations }),
  }
}

type Request = Pick<Exchange, 'method' | 'path'>

/** Compares one response with the contract. `problem` is a sentence for the learner. */
function checkResponse(
  operations: readonly Operation[],
  request: Request,
  response: UsableAnswer,
): { isDocumented: boolean; problem: string | null } {
  const operation = matchOperation(operations, request)
  if (!operation) return { isDocumented: false, problem: judgeUndocumented(request, response) }
  const name = `${operation.method} ${operation.path} returned ${response.status}`
  const documented = findResponse(operation, response.status)
  if (!documented) {
    return { isDocumented: true, problem: `${name}; the contract has ${[...operation.responses.keys()].join(', ')}.` }
  }
  const problem = judgeBody(operation.method, documented, response)
  return { isDocumented: true, problem: problem && `${name}: ${problem}.` }
}

/** The operation that a request was for, if the contract has it: where two templates match, the more literal wins. */
function matchOperation(operations: readonly Operation[], { method, path }: Request): Operation | undefined {
  const pathname = path.split(/[?#]/, 1)[0] ?? ''
  const [best] = operations
    .filter((operation) => operation.method === method && operation.template.pattern.test(pathname))
    .sort((a, b) => b.template.literals - a.template.literals)
  return best
}

/** Refusing what the contract does not have is right; so is asking HEAD and OPTIONS of it. */
function judgeUndocumented({ method, path }: Request, { status }: UsableAnswer): string | null {
  if (method === 'HEAD' || method === 'OPTIONS' || status === 404 || status === 405 || status >= 500) return null
  return `${method} ${(path.split('?', 1)[0] ?? '').slice(0, 200)} returned ${status}; the contract has no such operation.`
}

/** `default` stands for every status but 500: an unexpected error is never what a contract promises. */
function findResponse({ responses }: Operation, status: number): DocumentedResponse | undefined {
  const range = `${Math.floor(status / 100)}XX`
  return (
    responses.get(String(status)) ?? responses.get(range) ?? (status === 500 ? undefined : responses.get('default'))
  )
}

function judgeBody(
  method: string,
  { mediaTypes }: DocumentedResponse,
  { status, headers, body }: UsableAnswer,
): string | null {
  if (mediaTypes === null || method === 'HEAD' || status === 204 || status === 304) return null
  if (body.length === 0) return 'the body is empty'
  const type = mediaTypeOf(String(headers['content-type'] ?? ''))
  const known = findMediaType(mediaTypes, type)
  if (!known)
    return `the content-type is ${type.slice(0, 100) || 'missing'}; the contract has ${[...mediaTypes.keys()].join(', ')}`
  const validate = mediaTypes.get(known)
  return validate && /[/+]json$/.test(type) ? judgeJson(validate, body) : null
}

function findMediaType(mediaTypes: ReadonlyMap<string, unknown>, type: string): string | undefined {
  const ranges = [type, `${type.split('/')[0]}/*`, '*/*']
  return type === '' ? undefined : ranges.find((range) => mediaTypes.has(range))
}

function judgeJson(validate: ValidateFunction, body: Buffer): string | null {
  const value = parseJson(body)
  if (value === undefined) return 'the body is not readable JSON'
  return validate(value) ? null : describeMismatch(validate.errors?.[0] as ErrorObject)
}

function describeMismatch({ instancePath, message, params }: ErrorObject): string {
  const { additionalProperty, allowedValues } = params as { additionalProperty?: string; allowedValues?: unknown[] }
  const place = instancePath ? `the body at ${instancePath.slice(0, 200)}` : 'the body'
  const detail = additionalProperty ?? allowedValues?.join(', ')
  return `${place} ${message}${detail === undefined ? '' : ` (${String(detail).slice(0, 200)})`}`
}
