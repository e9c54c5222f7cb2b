import type { Exchange } from '../../../contracts/protocol/examiner.js'
import type { TestRun } from '../../checks/correctness/examination.js'

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

/** Whether a test names a status as what it received, and not as what it expected. */
export const isReceived = ({ message }: Pick<TestRun, 'message'>, status: number): boolean =>
  !isExpected({ message }, status) &&
  (names(message ?? '', 'Received:', status) || names(message ?? '', String.raw`\+`, status))

/**
 * The server error that a test stopped at: of requests that it sent at the same time, the last response may be another.
 */
export const findServerError = (run: Pick<TestRun, 'message' | 'transcript'>): Exchange | undefined =>
  run.transcript.findLast(({ status }) => status !== null && status >= 500 && isReceived(run, status))

/** What a body in JSON holds; undefined where it was cut, or is no JSON. */
export function readJson(body: string | null): unknown {
  try {
    return JSON.parse(body ?? '') as unknown
  } catch {
    return undefined
  }
}
