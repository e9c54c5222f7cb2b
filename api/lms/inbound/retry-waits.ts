/** Twice as long each time, up to about three hours, comes to a day in as many tries. */
export const MAX_TRIES = 18
const LONGEST = 2160

/** At most so much is added, so that events that failed together do not come back together. */
const JITTER = 0.2

/** Milliseconds until an event that was tried `tries` times is tried again; `null`: no more. */
export function waitAfter(tries: number, firstWaitMs: number, random: () => number = Math.random): number | null {
  if (tries >= MAX_TRIES) return null
  return Math.min(2 ** (tries - 1), LONGEST) * firstWaitMs * (1 + random() * JITTER)
}
