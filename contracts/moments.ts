import { count } from './amounts.js'

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
