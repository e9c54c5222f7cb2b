import type { Exchange } from '../../../../contracts/protocol/examiner.js'
import type { ContractFindings } from '../../../../contracts/protocol/test-runner.js'
import { watchContract } from '../../contract/check-response.js'
import type { Operation } from '../../contract/load-contract.js'
import type { SentRequest } from '../../kit/http/encode-request.js'
import { explainTransportError, failures, HttpFailure, httpLimits } from '../../kit/http/http-failure.js'
import type { Answer } from '../../kit/http/receive-response.js'
import { createTranscript, describeExchange } from '../../kit/http/transcript.js'

const shownProblems = 10

export type NewmanError = Error & { code?: string }

export interface NewmanAssertion {
  error: NewmanError | null
}

interface NewmanHeaders {
  all(): { key: string; value: unknown }[]
}

interface NewmanRequest {
  method: string
  url: { getHost(): string; getPathWithQuery(): string }
  headers: NewmanHeaders
  body?: { isEmpty(): boolean; toString(): string }
}

interface NewmanResponse {
  code: number
  headers: NewmanHeaders
  stream?: Buffer
  responseTime?: number
}

/** A request as newman tells of it, with all that it was redirected to. */
export interface NewmanExchange {
  request: NewmanRequest
  response?: NewmanResponse
  history?: { execution?: { data?: unknown[] } }
}

export interface ItemRecord {
  addExchange(error: NewmanError | null, exchange: NewmanExchange): void
  addAssertion(error: NewmanError | null, assertion: { name: string; isSkipped: boolean }): void
  addScriptError(error: Partial<Pick<NewmanError, 'name' | 'message'>>): void
  conclude(test: { hasAssertions: boolean }): {
    outcome: 'passed' | 'failed'
    message: string | null
    transcript: Exchange[]
    contract: ContractFindings
  }
}

/** What newman tells of one test: exchanges, assertions, errors of scripts. `port` is the service's. */
export function createItemRecord(port: number, operations: readonly Operation[] | null): ItemRecord {
  const transcript = createTranscript()
  const contract = watchContract(operations)
  const problems = new Set<string>()
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
      void problems.add(`A script of the test ended early: ${name ?? 'Error'}: ${message}`),
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

function listProblems(problems: readonly string[]): string {
  const rest = problems.length - shownProblems
  return [...problems.slice(0, shownProblems), ...(rest > 0 ? [`… and ${rest} more`] : [])].join('\n')
}

function explain(error: NewmanError, { url }: NewmanRequest, port: number): HttpFailure {
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

function readRequest({ method, url, headers, body }: NewmanRequest): SentRequest {
  const text = body && !body.isEmpty() ? body.toString() : ''
  return {
    method,
    path: url.getPathWithQuery() || '/',
    headers: readHeaders(headers),
    body: text === '' ? null : Buffer.from(text),
  }
}

function readAnswer(response: NewmanResponse | undefined, failure: HttpFailure | null): Answer {
  if (!response || failure) return { status: null, headers: {}, body: Buffer.alloc(0), ms: 0, failure }
  return {
    status: response.code,
    headers: readHeaders(response.headers),
    body: response.stream ?? Buffer.alloc(0),
    ms: response.responseTime ?? 0,
    failure,
  }
}

const readHeaders = (headers: NewmanHeaders): Record<string, string> =>
  Object.fromEntries(headers.all().map(({ key, value }) => [key.toLowerCase(), String(value)]))
