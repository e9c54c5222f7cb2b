/**
 * Calls back once a time of running is over. A test's time stands still while the worker restarts
 * the subject for it.
 * @param {number} limitMs @param {() => void} onOver
 */
export function startPausableTimer(limitMs, onOver) {
  let remainingMs = limitMs
  let pauses = 0
  let isStopped = false
  let startedAt = performance.now()
  let timer = setTimeout(onOver, remainingMs)
  return {
    pause() {
      if (++pauses > 1) return
      clearTimeout(timer)
      remainingMs -= performance.now() - startedAt
    },
    resume() {
      if (--pauses > 0 || isStopped) return
      startedAt = performance.now()
      timer = setTimeout(onOver, Math.max(0, remainingMs))
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
