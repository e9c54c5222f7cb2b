import { explainTransportError, failures, HttpFailure } from '../../kit/http/http-failure.mjs'
import { httpLimits } from '../../kit/http/http-limits.mjs'
import { createTranscript, describeExchange } from '../../kit/http/transcript.mjs'
import { watchContract } from '../../runner/contract-watch.mjs'

const toldProblems = 10

/**
 * What newman tells of one test: exchanges, assertions, errors of scripts.
 * @param {number} port of the service
 * @param {import('../../contract/load-contract.mjs').Operation[] | null} operations
 */
export function createItemRecord(port, operations) {
  const transcript = createTranscript()
  const contract = watchContract(operations)
  const problems = new Set()
  let assertionCount = 0
  return {
    addExchange(error, { request, response, history }) {
      const failure = error ? explain(error, request, port) : null
      const answer = readAnswer(response, failure)
      const exchange = describeExchange(readRequest(request), answer)
      transcript.add(exchange)
      if (failure) problems.add(failure.message)
      // After a redirect, the last response is to another request than the one that is known.
      if (!((history?.execution?.data?.length ?? 1) > 1)) contract.check(exchange, answer)
    },
    addAssertion(error, { name, isSkipped }) {
      if (isSkipped) return
      assertionCount++
      if (error) problems.add(`${name}: ${error.message}`)
    },
    addScriptError: ({ name, message }) =>
      problems.add(`A script of the test ended early: ${name ?? 'Error'}: ${message}`),
    conclude({ hasAssertions }) {
      if (problems.size === 0 && hasAssertions && assertionCount === 0)
        problems.add('None of the assertions in this test were reached.')
      const isPassed = problems.size === 0
      return {
        outcome: isPassed ? 'passed' : 'failed',
        message: isPassed ? null : listProblems([...problems]),
        transcript: transcript.exchanges(),
        contract: contract.result(),
      }
    },
  }
}

function listProblems(problems) {
  const rest = problems.length - toldProblems
  return [...problems.slice(0, toldProblems), ...(rest > 0 ? [`… and ${rest} more`] : [])].join('\n')
}

function explain(error, { url }, port) {
  if (/^(ENOTFOUND|EAI_AGAIN)$/.test(error.code ?? '')) {
    return new HttpFailure(
      'request',
      `The request goes to ${url.getHost()}, but only the service can be reached; its address is in the variable baseUrl.`,
    )
  }
  if (/TIMEDOUT/.test(error.code ?? '')) return failures.timedOut(httpLimits.timeoutMs)
  if (error.message === 'Maximum response size reached') return failures.bodyTooLarge()
  return explainTransportError(error, { port, hasStatus: false })
}

function readRequest({ method, url, headers, body }) {
  const text = body && !body.isEmpty() ? body.toString() : ''
  return {
    method,
    path: url.getPathWithQuery() || '/',
    headers: readHeaders(headers),
    body: text === '' ? null : Buffer.from(text),
  }
}

function readAnswer(response, failure) {
  if (!response || failure) return { status: null, headers: {}, body: Buffer.alloc(0), ms: 0, failure }
  return {
    status: response.code,
    headers: readHeaders(response.headers),
    body: response.stream ?? Buffer.alloc(0),
    ms: response.responseTime ?? 0,
    failure,
  }
}

const readHeaders = (headers) =>
  Object.fromEntries(headers.all().map(({ key, value }) => [key.toLowerCase(), String(value)]))
