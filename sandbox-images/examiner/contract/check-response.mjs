import { parseJson } from '../kit/http/parse-json.mjs'
import { matchOperation } from './match-operation.mjs'

/**
 * Compares one response with the contract.
 * @param {import('./load-contract.mjs').Operation[]} operations
 * @param {{ method: string, path: string }} request
 * @param {{ status: number, headers: Record<string, any>, body: Buffer }} response
 * @returns {{ isDocumented: boolean, problem: string | null }} `problem` is a sentence for the learner
 */
export function checkResponse(operations, request, response) {
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

/** Refusing what the contract does not have is right; so is asking HEAD and OPTIONS of it. */
function judgeUndocumented({ method, path }, { status }) {
  if (method === 'HEAD' || method === 'OPTIONS' || status === 404 || status === 405 || status >= 500) return null
  return `${method} ${path.split('?', 1)[0].slice(0, 200)} returned ${status}; the contract has no such operation.`
}

/** `default` stands for every status but 500: an unexpected error is never what a contract promises. */
function findResponse({ responses }, status) {
  const range = `${Math.floor(status / 100)}XX`
  return (
    responses.get(String(status)) ?? responses.get(range) ?? (status === 500 ? undefined : responses.get('default'))
  )
}

function judgeBody(method, { mediaTypes }, { status, headers, body }) {
  if (mediaTypes === null || method === 'HEAD' || status === 204 || status === 304) return null
  if (body.length === 0) return 'the body is empty'
  const type = String(headers['content-type'] ?? '')
    .split(';')[0]
    .trim()
    .toLowerCase()
  const known = findMediaType(mediaTypes, type)
  if (!known)
    return `the content-type is ${type.slice(0, 100) || 'missing'}; the contract has ${[...mediaTypes.keys()].join(', ')}`
  const validate = mediaTypes.get(known)
  return validate && /[/+]json$/.test(type) ? judgeJson(validate, body) : null
}

function findMediaType(mediaTypes, type) {
  const ranges = [type, `${type.split('/')[0]}/*`, '*/*']
  return type && ranges.find((range) => mediaTypes.has(range))
}

function judgeJson(validate, body) {
  const value = parseJson(body)
  if (value === undefined) return 'the body is not readable JSON'
  return validate(value) ? null : describeMismatch(validate.errors[0])
}

function describeMismatch({ instancePath, message, params }) {
  const place = instancePath ? `the body at ${instancePath.slice(0, 200)}` : 'the body'
  const detail = params.additionalProperty ?? params.allowedValues?.join(', ')
  return `${place} ${message}${detail === undefined ? '' : ` (${String(detail).slice(0, 200)})`}`
}
