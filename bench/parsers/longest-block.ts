import { readFileSync } from 'node:fs'

export interface Blocked {
  /** Longest time for which the event loop could not trial, in ms of the main thread's CPU time. */
  mainMs: number
  /** From beginning to end, other threads and waiting for a core included. */
  wallMs: number
}

/**
 * Runs `work` and tells how long it held up the event loop at most. CPU time comes from the kernel's scheduler (Linux),
 * so that a busy machine counts for little; a refusal is an end like any other.
 */
export async function longestBlock(work: () => unknown): Promise<Blocked> {
  let mainMs = 0
  let isOver = false
  const startedAt = performance.now()
  let before = readCpuMs()
  const look = () => {
    const now = readCpuMs()
    mainMs = Math.max(mainMs, now - before)
    before = now
    if (!isOver) setImmediate(look)
  }
  setImmediate(look)
  await Promise.resolve()
    .then(work)
    .catch(() => {})
  const wallMs = performance.now() - startedAt
  isOver = true
  look()
  return { mainMs, wallMs }
}

/** The main thread's id is that of the process. */
const readCpuMs = () => Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6
