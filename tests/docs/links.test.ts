import { existsSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import t from 'tap'
import { anchorsOf, pages, readPage, withoutFences } from './markdown.js'

/** Targets of links and pictures in a page, those of other sites left out. */
const linksOf = (page: string) =>
  [...withoutFences(readPage(page)).matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1] ?? '')
    .filter((target) => !/^https?:/.test(target))

for (const page of pages) {
  t.test(`every link in ${page} leads somewhere`, async (t) => {
    const broken = linksOf(page).filter((target) => {
      const [path = '', anchor] = target.split('#')
      const file = path === '' ? page : join(dirname(page), path)
      if (!existsSync(file)) return true
      return anchor !== undefined && !anchorsOf(readPage(file)).includes(anchor)
    })
    t.same(broken, [])
  })
}

t.test('every page can be reached from the README', async (t) => {
  const reached = new Set(['README.md'])
  for (const page of reached) {
    for (const target of linksOf(page)) {
      const file = relative('.', join(dirname(page), target.split('#')[0] ?? ''))
      if (pages.includes(file)) reached.add(file)
    }
  }
  t.same(
    pages.filter((page) => !reached.has(page)),
    [],
  )
})
