/** How often a reader is started again: each time a file was too much for it. */
const restarts = 12

/**
 * Reads all files, going on behind each one that a process ended over. What was found before it stays.
 * Throws where the reader ends before it has begun to read.
 * @param {(files: string[], limitSeconds: number) => { run: () => Promise<object> }} start a process for these files
 * @param {number} shareSeconds CPU time for all of them
 * @returns {Promise<{ lines: object[], versions: Record<string, string>, seconds: number }>}
 */
export async function readFiles(start, files, shareSeconds) {
  const lines = []
  let versions = {}
  let seconds = 0
  let left = files
  for (let round = 0; round <= restarts && seconds < shareSeconds; round++) {
    const run = await start(left, shareSeconds - seconds).run()
    versions = { ...versions, ...run.versions }
    seconds += run.seconds
    lines.push(...run.lines)
    if (run.failure === undefined) return { lines, versions, seconds }
    if (run.path === undefined && round === 0) throw new Error(run.failure)
    if (run.path === undefined) break
    lines.push({ type: 'unread', path: run.path, reason: run.failure })
    left = left.slice(left.indexOf(run.path) + 1)
    if (left.length === 0) break
  }
  lines.push(
    ...left.map((path) => ({ type: 'unread', path, reason: 'Other files used up the time for the analysis.' })),
  )
  return { lines, versions, seconds }
}
