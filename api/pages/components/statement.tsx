import { escapeText } from '../../../contracts/escape.js'
import { renderMarkdown } from '../render-markdown.js'

/** What an exercise asks for, written in Markdown by its author. */
export function Statement({ markdown }: { markdown: string }) {
  return <div class="prose" dangerouslySetInnerHTML={{ __html: renderMarkdown(escapeText(markdown)) }} />
}
