const finest = 1_000_000_000

/**
 * When requests are due, in milliseconds from the start: independent callers, so many a second on average (a Poisson
 * process). Drawn before the first one is sent, so that nothing the service does can move them.
 * @param {{ int(min: number, max: number): number }} random @param {number} count @param {number} perSecond
 * @returns {number[]} ascending
 */
export function drawArrivals(random, count, perSecond) {
  let atMs = 0
  return Array.from({ length: count }, () => {
    atMs += (-Math.log(random.int(1, finest) / finest) * 1000) / perSecond
    return atMs
  })
}
