/**
 * Waits between tries in units of the first, which is five seconds unless set otherwise: 5 s, 5 min, 30 min, 2 h, 5 h,
 * 10 h, 14 h, 20 h, 24 h, as Standard Webhooks proposes.
 */
const waits = [1, 60, 360, 1440, 3600, 7200, 10_080, 14_400, 17_280] as const

const DAY_MS = 24 * 3_600_000

/** At most so much is added, so that grades that failed together do not come back together. */
const JITTER = 0.2

/**
 * Milliseconds until a message that was tried `tries` times is tried again; `null`: no more. A receiver that says when
 * to come back is not asked before, nor left alone for more than a day.
 */
export function waitAfter(
  tries: number,
  options: { firstWaitMs: number; retryAfterMs?: number | null; random?: () => number },
): number | null {
  const { firstWaitMs, retryAfterMs = null, random = Math.random } = options
  const units = waits[tries - 1]
  if (units === undefined) return null
  const planned = units * firstWaitMs * (1 + random() * JITTER)
  return Math.max(planned, Math.min(retryAfterMs ?? 0, DAY_MS))
}

/**
 * The header `Retry-After`, in seconds or as a date, in milliseconds from `now`; `null` where there is none that can be
 * read.
 */
export function readRetryAfter(header: string | undefined, now: Date): number | null {
  if (header === undefined) return null
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000
  const at = /^[A-Z][a-z]+,/.test(header) ? Date.parse(header) : Number.NaN
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime())
}
