import type { ComponentChildren } from 'preact'
import type { Tone } from './badge.js'

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
