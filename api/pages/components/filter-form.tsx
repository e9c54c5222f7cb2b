import type { ComponentChildren } from 'preact'

/** Narrows a list by its address: a GET form, so that the result can be linked to and the back button works. */
export function FilterForm({
  action,
  clearHref,
  children,
}: {
  action: string
  clearHref?: string | undefined
  children: ComponentChildren
}) {
  return (
    <form class="filter-form" method="get" action={action} role="search">
      {children}
      <div class="filter-actions">
        <button class="button" type="submit">
          Filter
        </button>
        {clearHref && (
          <a class="button button-quiet" href={clearHref}>
            Clear
          </a>
        )}
      </div>
    </form>
  )
}
