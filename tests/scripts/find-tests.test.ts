import { join } from 'node:path'
import t, { type Test } from 'tap'
import { loadScript } from './load-script.js'

const { findNeeds, findTests } = await loadScript('testing/find-tests.mjs')
const makeRoot = (test: Test) =>
  test.testdir({
    tests: { api: { 'cursor.test.ts': '', 'fixture.ts': '', 'notes.md': '' }, 'shell.test.tsx': '' },
  })
const cursor = 'dist/tests/api/cursor.test.js'
const shell = 'dist/tests/shell.test.js'

const cases: [what: string, named: string[], found: string[]][] = [
  ['all, where none is named', [], [cursor, shell]],
  ['a file, by its source', ['tests/api/cursor.test.ts'], [cursor]],
  ['a page, by its source', ['./tests/shell.test.tsx'], [shell]],
  ['a file as the output names it', [cursor], [cursor]],
  ['a page as the output names it', [shell], [shell]],
  ['a folder', ['tests/api/'], [cursor]],
  ['once, what is named twice', ['tests/api', 'tests/api/cursor.test.ts'], [cursor]],
]

for (const [what, named, found] of cases)
  t.test(`finds ${what}`, async (t) => t.same(findTests(makeRoot(t), named), found))

t.test('finds a file, by its whole path', async (t) => {
  const root = makeRoot(t)
  t.same(findTests(root, [join(root, 'tests/api/cursor.test.ts')]), [cursor])
})

for (const name of ['tests/none.test.ts', 'tests/api/notes.md', 'tests/api/fixture.ts', 'tests/empty']) {
  t.test(`says that there are no tests in ${name}`, async (t) =>
    t.throws(() => findTests(makeRoot(t), [name]), /There are no tests in/),
  )
}

t.test('a test needs no more than its folder says', async (t) => {
  const needs = (...files: string[]) => findNeeds(files.map((file) => `dist/tests/${file}.test.js`))
  const nothing = { browser: false, servers: false, images: false }
  t.same(needs('contracts/score', 'worker/config'), nothing)
  t.same(needs('contracts/score', 'browser/gallery'), { ...nothing, browser: true })
  t.same(needs('integration/api/results', 'integration/lms/inbound'), { ...nothing, servers: true })
  t.same(needs('integration/pages/learner'), { browser: true, servers: true, images: false })
  t.same(needs('hostile/escape'), { browser: false, servers: true, images: true })
  t.same(needs('integration/api/process', 'integration/pages/walk-learner'), {
    browser: true,
    servers: true,
    images: true,
  })
})
