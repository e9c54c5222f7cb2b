import MarkdownIt from 'markdown-it'
import { escapeText } from '../../contracts/escape.js'

/**
 * Markdown of a statement as HTML. Tags in the text stay text, links open only what a browser may open and pass no
 * credit on, images are named instead of loaded, and no `style` is left, which the page's policy would refuse.
 */
export const renderMarkdown = (markdown: string): string => renderer.render(markdown)

/** A statement as HTML, without the title that it begins with. Takes the square of its length, for some texts. */
export const renderStatement = (markdown: string): string =>
  renderMarkdown(escapeText(markdown).replace(/^\s*# .*\n/, ''))

const renderer = new MarkdownIt({ html: false, linkify: true })

renderer.core.ruler.push('page_rules', ({ tokens }) => {
  for (const token of tokens) {
    if (token.type === 'heading_open' || token.type === 'heading_close') token.tag = lowerHeading(token.tag)
    if (String(token.attrGet('style')).includes('right')) token.attrJoin('class', 'number')
    if (token.attrs) token.attrs = token.attrs.filter(([name]) => name !== 'style')
  }
})

/** The page has its own `h1`. */
const lowerHeading = (tag: string) => `h${Math.min(6, Number(tag.slice(1)) + 1)}`

const { rules } = renderer.renderer
rules['table_open'] = () =>
  '<div class="table-frame table-scroll" role="region" aria-label="Table" tabindex="0"><table>\n'
rules['table_close'] = () => '</table></div>\n'
rules['link_open'] = (tokens, index, options, _state, self) => {
  tokens[index]?.attrSet('rel', 'nofollow noopener')
  return self.renderToken(tokens, index, options)
}
rules['image'] = (tokens, index) =>
  `<span class="image-name">[image: ${renderer.utils.escapeHtml(tokens[index]?.content ?? '')}]</span>`
