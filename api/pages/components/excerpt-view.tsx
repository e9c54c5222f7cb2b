import type { Excerpt } from '../read-excerpts.js'

export interface ExcerptViewProps {
  excerpt: Excerpt
  /** The line below which the message stands. */
  line: number
  message: string
  /** The page of the whole file, without a line. */
  href: string
  /** What it shows, for readers who do not see it. */
  label: string
}

/** Lines of the source with what was found below the line that it is about. */
export function ExcerptView({ excerpt, line, message, href, label }: ExcerptViewProps) {
  return (
    <div class="excerpt" role="region" aria-label={label} tabindex={0}>
      <ol>
        {excerpt.lines.map(({ number, text, isMeant }) => (
          <li key={number} class={isMeant ? 'is-meant' : undefined}>
            <p class="excerpt-line">
              <a href={`${href}#L${number}`} data-line={number} aria-label={`Line ${number}`} tabindex={-1} />
              <code>
                {text}
                {'\n'}
              </code>
            </p>
            {number === line && <p class="excerpt-message">{message}</p>}
          </li>
        ))}
      </ol>
      {excerpt.left > 0 && (
        <p class="excerpt-left">
          … and {excerpt.left} more {excerpt.left === 1 ? 'line' : 'lines'}
        </p>
      )}
    </div>
  )
}
