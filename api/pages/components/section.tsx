import type { ComponentChildren } from 'preact'

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
