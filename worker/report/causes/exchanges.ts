import type { Exchange } from '../../../contracts/protocol/examiner.js'
import type { TestRun } from '../../checks/correctness/examination.js'
import type { Cause } from './cause.js'

/**
 * The first request that failed with a server error, where another one of its method and path succeeded: replaying it
 * alone may show nothing. `isAlike`: what else both must have in common.
 */
export const findMixed = (
  transcript: readonly Exchange[],
  isAlike: (failed: Exchange, other: Exchange) => boolean = () => true,
): Exchange | undefined =>
  transcript.find(
    (failed) =>
      (failed.status ?? 0) >= 500 &&
      transcript.some(
        (other) =>
          other.method === failed.method &&
          other.path === failed.path &&
          (other.status ?? 500) < 300 &&
          isAlike(failed, other),
      ),
  )

const names = (message: string, side: string, status: number): boolean =>
  new RegExp(`^${side} *(?:.*\\b)?${status}\\b`, 'm').test(message)

/** Whether a test names a status as what it expected. */
export const isExpected = ({ message }: Pick<TestRun, 'message'>, status: number): boolean =>
  names(message ?? '', 'Expected:', status)

/** How an assertion of a Postman collection names both. */
const inCollection = /to have status code (\d{3}) but got (\d{3})$/m

/** Whether a test names a status as what it received, and not as what it expected. */
export const isReceived = ({ message }: Pick<TestRun, 'message'>, status: number): boolean =>
  !isExpected({ message }, status) &&
  (names(message ?? '', 'Received:', status) ||
    names(message ?? '', String.raw`\+`, status) ||
    Number(inCollection.exec(message ?? '')?.[2]) === status)

/** Whether a test expected a success or a redirect, by the status that its message names. */
export const expectsSuccess = ({ message }: Pick<TestRun, 'message'>): boolean =>
  /^Expected: *[23]\d\d\b/m.test(message ?? '') || /^[23]/.test(inCollection.exec(message ?? '')?.[1] ?? '')

/** Whether a test expected the refusal of a request, by the status that its message names. */
export const expectsRefusal = ({ message }: Pick<TestRun, 'message'>): boolean =>
  /^Expected:.*\b4\d\d\b/m.test(message ?? '') || /^4/.test(inCollection.exec(message ?? '')?.[1] ?? '')

/**
 * The server error that a test stopped at: of requests that it sent at the same time, the last response may be another.
 */
export const findServerError = (run: Pick<TestRun, 'message' | 'transcript'>): Exchange | undefined =>
  run.transcript.findLast(({ status }) => status !== null && status >= 500 && isReceived(run, status))

/** The refusal that a test got instead of a success. */
export const findRefusal = (run: Pick<TestRun, 'message' | 'transcript'>): Exchange | undefined =>
  expectsSuccess(run)
    ? run.transcript.findLast(({ status }) => status !== null && status >= 400 && isReceived(run, status))
    : undefined

/** Whether a test names two values that differ only in their quotes: a number instead of text, or text of a number. */
export function differsInType({ message }: Pick<TestRun, 'message'>): boolean {
  const [, received, expected] = /\bexpected (.{1,400}) to (?:deeply )?equal (.{1,400})$/m.exec(message ?? '') ?? []
  if (received === undefined || expected === undefined || received === expected) return false
  const [a = '', b = ''] = [received, expected].map((text) => text.replace(/['"]/g, '').replace(/,? *….*$/, ''))
  return a !== '' && b !== '' && (a.startsWith(b) || b.startsWith(a)) && /['"]/.test(received) !== /['"]/.test(expected)
}

/**
 * The error response of which a test expected another media type, as errors of HTTP APIs have one of their own
 * (RFC 9457).
 */
export function findPlainProblem({
  message,
  transcript,
}: Pick<TestRun, 'message' | 'transcript'>): Exchange | undefined {
  const last = transcript.at(-1)
  const type = last && mediaTypeOf(last)
  const isMeant = /application\\?\/problem\\?\+json/.test(message ?? '') && (last?.status ?? 0) >= 400
  return isMeant && type && !type.includes('problem') && message?.includes(type) ? last : undefined
}

/** Characters. */
const longestType = 100

/** `count`: as a sentence begins: `All 5 failed tests`. */
export const describePlainProblem = ({ transcript }: TestRun, count: string): Cause => ({
  detail: `${count} stopped at an error response with the media type ${transcript.map(mediaTypeOf).at(-1)} instead of application/problem+json.`,
  advice: 'Set the header Content-Type of every error response to application/problem+json, as the contract says.',
})

export const mediaTypeOf = ({ responseHeaders }: Exchange): string =>
  (responseHeaders['content-type'] ?? '').split(';', 1)[0]?.slice(0, longestType) ?? ''

/** Whether a test stopped, paused or restarted something. */
export const isDisturbed = ({ transcript }: Pick<TestRun, 'transcript'>): boolean =>
  transcript.some(({ before = [], after = [] }) => before.length + after.length > 0)

/** Whether a response refuses an object in JSON that was sent as such. */
export const refusesJson = ({ requestHeaders, requestBody, status }: Exchange): boolean =>
  [400, 415, 422].includes(status ?? 0) &&
  requestBody?.startsWith('{') === true &&
  Object.entries(requestHeaders).some(([name, value]) => /^content-type$/i.test(name) && /json/.test(value))

/** What a body in JSON holds; undefined where it was cut, or is no JSON. */
export function readJson(body: string | null): unknown {
  try {
    return JSON.parse(body ?? '') as unknown
  } catch {
    return undefined
  }
}
