import t from 'tap'
import { renderMarkdown } from '../../../api/ui/render-markdown.js'

t.test('headings step below the heading of the page', async (t) => {
  t.equal(renderMarkdown('# One\n\n###### Six'), '<h2>One</h2>\n<h6>Six</h6>\n')
})

t.test('tables stand in a frame that scrolls and take no inline style', async (t) => {
  const html = renderMarkdown('| a | b |\n| --- | ---: |\n| 1 | 2 |')
  t.match(html, /^<div class="table-frame table-scroll" role="region" aria-label="Table" tabindex="0"><table>/)
  t.match(html, '<td class="number">2</td>')
  t.notMatch(html, 'style=')
})

t.test('images are named, not loaded', async (t) => {
  t.equal(
    renderMarkdown('![a "picture"](https://example.org/x.png)'),
    '<p><span class="image-name">[image: a &quot;picture&quot;]</span></p>\n',
  )
})
