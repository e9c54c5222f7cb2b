import type { ComponentChildren } from 'preact'

/** Stands where a list would be: says that there is nothing, and what to do about it. */
export function EmptyState({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty-state">
      <p class="empty-title">{title}</p>
      {children && <p>{children}</p>}
    </div>
  )
}
