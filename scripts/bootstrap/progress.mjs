/**
 * Tells on stdout what is being done and since when. One line a step; no line is ever rewritten, so that the same
 * output reads well on a terminal and in a log.
 * @param {(text: string) => void} write
 */
export function startProgress(write = (text) => void process.stdout.write(text)) {
  const startedAtMs = performance.now()
  const elapsed = () => `${Math.round((performance.now() - startedAtMs) / 1000)} s`.padStart(6)
  return {
    /** Prints one line with the time since the start. */
    tell: (/** @type {string} */ text) => write(`[${elapsed()}] ${text}\n`),
  }
}

/** @typedef {ReturnType<typeof startProgress>} Progress */
