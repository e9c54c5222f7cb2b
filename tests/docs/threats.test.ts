import { readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import t from 'tap'
import { readPage } from './markdown.js'

const page = readPage('docs/threat-model.md')
const testFile = /\.test\.(ts|tsx|mjs)$/

/** The tests that a text names. */
const namedIn = (text: string) => [...text.matchAll(/`(tests\/[^`]+)`/g)].map(([, path = '']) => path)

/** The files that a name stands for: itself, or all that its `*` lets in. */
function filesOf(name: string): string[] {
  const [start = '', end] = basename(name).split('*')
  const isMeant = (file: string) => (end === undefined ? file === start : file.startsWith(start) && file.endsWith(end))
  try {
    return readdirSync(dirname(name))
      .filter((file) => isMeant(file) && testFile.test(file))
      .map((file) => join(dirname(name), file))
  } catch {
    return []
  }
}

const sectionOf = (title: string) => new RegExp(`^## ${title}\n([\\s\\S]*?)(?=^## )`, 'm').exec(page)?.[1] ?? ''

/** The rows of a table that begins below this head, cell by cell. */
const rowsOf = (table: string) =>
  table
    .trim()
    .split('\n')
    .slice(2)
    .map((row) => row.split(' | '))

t.test('every test that docs/threat-model.md names is there', async (t) => {
  const named = namedIn(page)
  t.ok(named.length > 100)
  t.same(
    named.filter((name) => filesOf(name).length === 0),
    [],
  )
})

t.test('each is named by its whole path, so that it can be found', async (t) => {
  const short = [...page.matchAll(/`([^`]+\.test\.\w+)`/g)]
    .map(([, name = '']) => name)
    .filter((name) => !name.startsWith('tests/'))
  t.same(short, [])
})

t.test('every row of a table of promises names the test that shows it', async (t) => {
  const tables = page.match(/^\|.*\| shown by \|\n(\|.*\n)+/gm) ?? []
  t.ok(tables.length >= 5)
  const bare = tables.flatMap(rowsOf).filter((cells) => namedIn(cells.at(-1) ?? '').length === 0)
  t.same(
    bare.map((cells) => cells.slice(0, 2).join(' | ')),
    [],
  )
})

t.test('every point of a list of promises names the test that shows it', async (t) => {
  for (const title of ['The pod', 'Uploads', 'Results', 'Server and worker']) {
    const points = sectionOf(title).split(/^- /m).slice(1)
    t.ok(points.length > 2, title)
    t.same(
      points.filter((point) => namedIn(point).length === 0),
      [],
      title,
    )
  }
})
