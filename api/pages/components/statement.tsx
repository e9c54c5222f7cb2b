import { escapeText } from '../../../contracts/escape.js'
import { renderMarkdown } from '../render-markdown.js'

/** What an exercise asks for, written in Markdown by its author. Its own title is left out where the page has it: `isTitled`. */
export function Statement({ markdown, isTitled = false }: { markdown: string; isTitled?: boolean }) {
  const text = escapeText(markdown)
  return <div class="prose" dangerouslySetInnerHTML={{ __html: renderMarkdown(isTitled ? text.replace(/^\s*# .*\n/, '') : text) }} />
}
