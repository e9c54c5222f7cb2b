import type { ComponentChildren } from 'preact'
import { describeDeadline, formatMoment } from '../../contracts/amounts.js'
import { Badge, type Tone } from './badge.js'

/** The heading of a page: what it is about, a line of context, and what can be done here. */
export function PageHeading({
  title,
  lead,
  actions,
}: {
  title: string
  lead?: ComponentChildren
  actions?: ComponentChildren
}) {
  return (
    <div class="page-heading">
      <div>
        <h1>
          <bdi>{title}</bdi>
        </h1>
        {lead && <p class="lead">{lead}</p>}
      </div>
      {actions && <div class="actions">{actions}</div>}
    </div>
  )
}

/** A part of a page under its own heading; `id` is unique in the page, so that links can lead here. */
export function Section({
  id,
  title,
  aside,
  children,
}: {
  id: string
  title: string
  aside?: ComponentChildren
  children: ComponentChildren
}) {
  return (
    <section class="section" aria-labelledby={`${id}-title`} id={id}>
      <div class="section-heading">
        <h2 id={`${id}-title`}>{title}</h2>
        {aside && <p class="section-aside">{aside}</p>}
      </div>
      {children}
    </section>
  )
}

/** Pairs of a name and what it is. */
export function FactList({ facts }: { facts: readonly { name: string; value: ComponentChildren }[] }) {
  return (
    <dl class="facts">
      {facts.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Something the reader should know about the whole page: late, closed, saved. Announced when `isStatus`. */
export function Message({
  tone,
  title,
  isStatus = false,
  children,
}: {
  tone: Tone
  title: string
  isStatus?: boolean
  children?: ComponentChildren
}) {
  return (
    <div class={`message tone-${tone}`} role={isStatus ? 'status' : undefined}>
      <p class="message-title">{title}</p>
      {children}
    </div>
  )
}

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

/**
 * What a build or a service printed, as it is, in a frame of its own that scrolls. Nothing where it printed nothing.
 */
export function LogBlock({ title, text }: { title: string; text: string }) {
  if (text.trim() === '') return null
  return (
    <figure class="log-block">
      <figcaption>{title}</figcaption>
      <pre class="log" role="region" aria-label={title} tabindex={0}>
        {text.trimEnd()}
      </pre>
    </figure>
  )
}

/** Stands where a list would be: says that there is nothing, and what to do about it. */
export function EmptyState({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty-state">
      <p class="empty-title">{title}</p>
      {children && <p>{children}</p>}
    </div>
  )
}
