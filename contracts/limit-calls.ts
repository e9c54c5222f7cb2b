/**
 * Lets a call through at most once per interval and counts the rest: an outage must not fill the disk with
 * the same log line. `call` gets how many were left out since it last ran.
 */
export function limitCalls<Args extends unknown[]>(
  call: (left: number, ...args: Args) => void,
  intervalMs: number,
  now: () => number = () => performance.now(),
): (...args: Args) => void {
  let last = -Infinity
  let left = 0
  return (...args) => {
    if (now() - last < intervalMs) {
      left += 1
      return
    }
    last = now()
    call(left, ...args)
    left = 0
  }
}
