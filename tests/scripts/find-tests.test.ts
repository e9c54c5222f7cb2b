import { join } from 'node:path'
import t, { type Test } from 'tap'
import { loadScript } from './load-script.js'

const { findTests } = await loadScript('testing/find-tests.mjs')
const makeRoot = (test: Test) => test.testdir({
  tests: { api: { 'cursor.test.ts': '', 'notes.md': '' }, 'shell.test.tsx': '' },
  dist: { tests: { api: { 'cursor.test.js': '', 'cursor.test.js.map': '', 'fixture.js': '' }, 'shell.test.js': '' } },
})
const cursor = 'dist/tests/api/cursor.test.js'
const shell = 'dist/tests/shell.test.js'

const cases: [what: string, named: string[], found: string[]][] = [
  ['all, where none is named', [], [cursor, shell]],
  ['a file, by its source', ['tests/api/cursor.test.ts'], [cursor]],
  ['a page, by its source', ['./tests/shell.test.tsx'], [shell]],
  ['a file as the output names it', [cursor], [cursor]],
  ['a folder', ['tests/api/'], [cursor]],
  ['once, what is named twice', ['tests/api', 'tests/api/cursor.test.ts'], [cursor]],
]

for (const [what, named, found] of cases) t.test(`finds ${what}`, async (t) => t.same(findTests(makeRoot(t), named), found))

t.test('finds a file, by its whole path', async (t) => {
  const root = makeRoot(t)
  t.same(findTests(root, [join(root, 'tests/api/cursor.test.ts')]), [cursor])
})

for (const name of ['tests/none.test.ts', 'tests/api/notes.md', 'tests/empty']) {
  t.test(`says that ${name} is no test`, async (t) => t.throws(() => findTests(makeRoot(t), [name]), /is no test and no folder with tests/))
}
