import t from 'tap'
import { accessOfRoute, scopes } from '../../api/http/access.js'
import { firstCells, readPage } from './markdown.js'

const page = readPage('docs/api.md')
const [, section = ''] = /## Who may do what([\s\S]*?)\n## /.exec(page) ?? []

/** Each route of the tables with its word, as the table of access has them. */
const documented = [...section.matchAll(/^\| (`[A-Z]+ \/[^|]*) \| `([a-z-]+)` \|/gm)].flatMap(
  ([, routes = '', access = '']) =>
    firstCells(`| ${routes} |`).map((route) => [route.replace(/\{(\w+)\}/g, ':$1'), access] as const),
)

t.test('docs/api.md says of every route who may call it, and has no route that is not there', async (t) => {
  t.same(Object.fromEntries(documented), accessOfRoute)
  t.equal(new Set(documented.map(([route]) => route)).size, documented.length, 'none twice')
})

t.test('docs/api.md explains every word of access, and every scope', async (t) => {
  const explained = firstCells(page)
  t.same(
    [...new Set(Object.values(accessOfRoute)), ...scopes].filter((word) => !explained.includes(word)),
    [],
  )
})
