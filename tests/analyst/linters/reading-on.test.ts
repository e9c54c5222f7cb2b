import t from 'tap'
import { importProjectFile } from '../../project-file.js'

const { boundLines } = await importProjectFile('sandbox-images/analyst/analyst/bound-lines.mjs')
const { readFiles } = await importProjectFile('sandbox-images/analyst/analyst/read-files.mjs')

/** A reader that ends over some files, and uses a second of CPU time for each run. */
function startReader(deadly: readonly string[], runs: string[][] = []) {
  return (files: string[]) => ({
    run: async () => {
      runs.push(files)
      const path = files.find((file) => deadly.includes(file))
      const read = path === undefined ? files : files.slice(0, files.indexOf(path))
      const ended = path === undefined ? {} : { path, failure: 'It crashed on it.' }
      return {
        lines: read.map((file) => ({ type: 'file', path: file, lines: 1 })),
        versions: { reader: '1' },
        seconds: 1,
        ...ended,
      }
    },
  })
}

const summary = ({ lines }: { lines: { type: string; path: string }[] }) =>
  lines.map(({ type, path }) => `${type} ${path}`)

t.test('a file that ends the reader is unread, and those before and behind it are read', async (t) => {
  const runs: string[][] = []
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
  t.equal(found.lines.filter(({ type }: { type: string }) => type === 'unread').length, 40)
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
      type: 'observation',
      tool: 'eslint',
      rule: 'no-var',
      path: 'a.js',
      line: 1,
      message: `a\n  b ${'x'.repeat(600)}`,
    }
    const lines = boundLines([
      ...Array.from({ length: 50 }, (_, index) => ({ ...observation, line: 1 + Math.floor(index / 2) })),
      { ...observation, path: 'b.js' },
      { ...observation, rule: 'eqeqeq' },
    ])
    t.equal(lines.length, 22)
    t.match(lines[0].message, /^a b x{496}$/)
  },
)

t.test('a file with more to tell than a report holds is unread', async (t) => {
  const many = (path: string) =>
    Array.from({ length: 20_000 }, (_, line) => ({ type: 'function', path, line, name: 'f'.repeat(90) }))
  const lines = boundLines([...many('b.js'), ...many('a.js')])
  t.same([lines.length, lines.at(-1).type, lines.at(-1).path], [20_001, 'unread', 'b.js'])
})
