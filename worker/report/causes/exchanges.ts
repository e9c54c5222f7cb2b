import type { Exchange } from '../../../contracts/protocol/examiner.js'

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

/** What a body in JSON holds; undefined where it was cut, or is no JSON. */
export function readJson(body: string | null): unknown {
  try {
    return JSON.parse(body ?? '') as unknown
  } catch {
    return undefined
  }
}
