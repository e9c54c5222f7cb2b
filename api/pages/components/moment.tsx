import { describeDeadline, formatMoment } from '../../../contracts/moments.js'
import { Badge } from './badge.js'

/**
 * A moment as a person reads it, with the exact one for machines; `moments.js` puts it into the reader's time zone.
 * `at`: a date or RFC 3339 text.
 */
export function Moment({ at }: { at: Date | string }) {
  const moment = new Date(at)
  return <time datetime={moment.toISOString()}>{formatMoment(moment)}</time>
}

/** When something is due, with the time left where it is close. `isDone`: it was handed in, so nothing is overdue. */
export function DueMoment({ at, now, isDone }: { at: Date; now: Date; isDone: boolean }) {
  const deadline = describeDeadline(at, now)
  if (deadline === null || (isDone && now >= at)) return <Moment at={at} />
  return (
    <>
      <Moment at={at} />{' '}
      <Badge tone={now < at ? 'warn' : 'bad'}>
        <span data-deadline={at.toISOString()}>{deadline}</span>
      </Badge>
    </>
  )
}
