import t from 'tap'
import { problems } from '../../contracts/errors.js'
import { firstCells, readPage } from './markdown.js'

const page = readPage('docs/errors.md')
const documented = firstCells(page)

t.test('every problem code has a row in docs/errors.md', async (t) => {
  t.same(
    Object.keys(problems).filter((code) => !documented.includes(code)),
    [],
  )
})

t.test('docs/errors.md has no code that does not exist, and none twice', async (t) => {
  t.same(
    documented.filter((code) => !Object.hasOwn(problems, code)),
    [],
  )
  t.equal(new Set(documented).size, documented.length)
})

t.test('docs/errors.md gives each code its HTTP status', async (t) => {
  for (const [code, [status]] of Object.entries(problems)) t.match(page, `| \`${code}\` | ${status} |`)
})
