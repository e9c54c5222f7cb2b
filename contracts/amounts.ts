/** 0.9 s, 41 s, 2 min 5 s: a time as a person says it. */
export function seconds(ms: number): string {
  const total = ms / 1000
  if (total < 9.95) return `${total.toFixed(1)} s`
  const whole = Math.round(total)
  if (whole < 60) return `${whole} s`
  return whole % 60 === 0 ? `${whole / 60} min` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}

/** 0.41 ms, 12 ms, 1.4 s: a time that is mostly short. */
export function shortTime(ms: number): string {
  if (ms < 9.95) return `${Number(ms.toPrecision(2))} ms`
  return ms < 999.5 ? `${Math.round(ms)} ms` : seconds(ms)
}

/** At most one decimal: 40, 87.5. */
export const decimal = (value: number): string => String(Math.round(value * 10) / 10)

/** Bytes as 512 B, 1.4 kB, 8 MB (powers of 1024, as limits are counted). */
export function bytes(count: number): string {
  if (count < 1024) return `${count} B`
  if (count < 1024 * 1024) return `${decimal(count / 1024)} kB`
  if (count < 1024 ** 3) return `${decimal(count / 1024 ** 2)} MB`
  return `${decimal(count / 1024 ** 3)} GB`
}

/** "1 test", "3 tests". */
export const count = (amount: number, noun: string): string => `${decimal(amount)} ${noun}${amount === 1 ? '' : 's'}`

/** `a, b and c`; of more than `most` only the first ones, as in `a, b, c and 4 more`. */
export function enumerate(names: readonly string[], most = 3): string {
  if (names.length === 1) return names[0] as string
  return names.length > most
    ? `${names.slice(0, most).join(', ')} and ${names.length - most} more`
    : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

/** Enough of a digest to tell two apart. */
export const shortDigest = (digest: string): string => digest.slice(0, 12)

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const twoDigits = (value: number) => String(value).padStart(2, '0')

/** 5 Jan 2026, 10:01 UTC. Written by hand: what `Intl` prints changes with the version of Node. */
export const formatMoment = (at: Date): string =>
  `${formatDay(at)}, ${twoDigits(at.getUTCHours())}:${twoDigits(at.getUTCMinutes())} UTC`

/** 5 Jan 2026, the day in UTC. */
export const formatDay = (at: Date): string => `${at.getUTCDate()} ${months[at.getUTCMonth()]} ${at.getUTCFullYear()}`

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
/** From here on a deadline is close. */
const closeMs = 3 * dayMs

/**
 * `in 5 hours` where a deadline is close, `2 days overdue` once it is past; `null` while there is time. `moments.js`
 * says the same.
 */
export function describeDeadline(due: Date, now: Date): string | null {
  const leftMs = due.getTime() - now.getTime()
  if (leftMs > closeMs) return null
  return leftMs > 0 ? `in ${describeSpan(leftMs)}` : `${describeSpan(-leftMs)} overdue`
}

function describeSpan(ms: number): string {
  if (ms >= 2 * dayMs) return count(Math.floor(ms / dayMs), 'day')
  if (ms >= 2 * hourMs) return count(Math.floor(ms / hourMs), 'hour')
  return count(Math.max(1, Math.floor(ms / minuteMs)), 'minute')
}
