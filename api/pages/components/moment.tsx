const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const twoDigits = (value: number) => String(value).padStart(2, '0')

/** 5 Jan 2026, 10:01 UTC. Written by hand: what `Intl` prints changes with the version of Node. */
export function formatMoment(at: Date): string {
  return `${formatDay(at)}, ${twoDigits(at.getUTCHours())}:${twoDigits(at.getUTCMinutes())} UTC`
}

/** 5 Jan 2026, the day in UTC. */
export const formatDay = (at: Date): string => `${at.getUTCDate()} ${months[at.getUTCMonth()]} ${at.getUTCFullYear()}`

/** A moment as a person reads it, with the exact one for machines. `at`: a date or RFC 3339 text. */
export function Moment({ at }: { at: Date | string }) {
  const moment = new Date(at)
  return <time datetime={moment.toISOString()}>{formatMoment(moment)}</time>
}
