import { escapeText } from '../../../contracts/escape.js'
import type { ShownStatement } from '../show-statement.js'

/**
 * What an exercise asks for. Its own title is left out, which the page has; where it could not be laid out, it stands
 * as it was written.
 */
export function Statement({ html, markdown }: ShownStatement) {
  return html === null ? (
    <pre class="prose">{escapeText(markdown)}</pre>
  ) : (
    <div class="prose" dangerouslySetInnerHTML={{ __html: html }} />
  )
}
