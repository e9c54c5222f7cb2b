/** Numbers from 0 up to but not including 1; the same seed gives the same numbers in the same order. */
export type Random = () => number

/**
 * A generator for resampling: mulberry32, begun from an FNV-1a hash of the seed. Grading is pure, so it may not ask the
 * system for chance, and a report must come out the same when it is made again from the same facts.
 */
export function seedRandom(seed: string): Random {
  let state = hash(seed)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function hash(text: string): number {
  let value = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193)
  return value >>> 0
}
