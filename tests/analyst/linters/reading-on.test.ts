import t from 'tap'
import { readFiles } from '../../../sandbox-images/analyst/reader-process.js'
import { boundLines, type ReaderLine } from '../../../sandbox-images/analyst/readers.js'

/** A reader that ends over some files, and uses a second of CPU time for each run. */
function startReader(deadly: readonly string[], runs: (readonly string[])[] = []) {
  return (files: readonly string[]) => ({
    run: async () => {
      runs.push(files)
      const path = files.find((file) => deadly.includes(file))
      const read = path === undefined ? files : files.slice(0, files.indexOf(path))
      const ended = path === undefined ? {} : { path, failure: 'It crashed on it.' }
      return {
        lines: read.map((file) => ({ type: 'file' as const, path: file, lines: 1 })),
        versions: { reader: '1' },
        seconds: 1,
        ...ended,
      }
    },
  })
}

const summary = ({ lines }: { lines: ReaderLine[] }) =>
  lines.map((line) => `${line.type} ${'path' in line ? line.path : ''}`)

t.test('a file that ends the reader is unread, and those before and behind it are read', async (t) => {
  const runs: (readonly string[])[] = []
  const found = await readFiles(startReader(['b', 'd'], runs), ['a', 'b', 'c', 'd'], 30)
  t.same(summary(found), ['file a', 'unread b', 'file c', 'unread d'])
  t.same(
    [runs, found.versions, found.seconds],
    [
      [
        ['a', 'b', 'c', 'd'],
        ['c', 'd'],
      ],
      { reader: '1' },
      2,
    ],
  )
})

t.test('files that no time is left for are unread, and never taken as read', async (t) => {
  const names = Array.from({ length: 40 }, (_, index) => String.fromCharCode(97 + (index % 26)) + index)
  t.same(summary(await readFiles(startReader(['a', 'b', 'c']), ['a', 'b', 'c', 'd'], 2)), [
    'unread a',
    'unread b',
    'unread c',
    'unread d',
  ])
  const found = await readFiles(startReader(names), names, 1000)
  t.equal(found.lines.filter(({ type }) => type === 'unread').length, 40)
  t.equal(found.seconds, 13)
})

t.test('a reader that ends before it reads is a fault of ours', async (t) => {
  const start = () => ({ run: async () => ({ lines: [], versions: {}, seconds: 1, failure: 'no module' }) })
  await t.rejects(readFiles(start, ['a'], 30), /no module/)
})

t.test(
  'of one rule in one file a few observations are kept, on one line each and no longer than the protocol has',
  async (t) => {
    const observation = {
      type: 'observation' as const,
      tool: 'eslint' as const,
      rule: 'no-var',
      path: 'a.js',
      line: 1,
      column: 1,
      endLine: 1,
      message: `a\n  b ${'x'.repeat(600)}`,
    }
    const lines = boundLines([
      ...Array.from({ length: 50 }, (_, index) => ({ ...observation, line: 1 + Math.floor(index / 2) })),
      { ...observation, path: 'b.js' },
      { ...observation, rule: 'eqeqeq' },
    ])
    t.equal(lines.length, 22)
    t.match(lines[0], { message: /^a b x{496}$/ })
  },
)

t.test('a file with more to tell than a report holds is unread', async (t) => {
  const measures = {
    type: 'function' as const,
    endLine: 1,
    lines: 1,
    cyclomatic: 1,
    cognitive: 1,
    nesting: 1,
  }
  const many = (path: string) =>
    Array.from({ length: 20_000 }, (_, line) => ({ ...measures, path, line, name: 'f'.repeat(20) }))
  const lines = boundLines([...many('b.js'), ...many('a.js')])
  t.equal(lines.length, 20_001)
  t.match(lines.at(-1), { type: 'unread', path: 'b.js' })
})
