import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import t from 'tap'
import { readSourceTree } from '../../../storage/archive/read-source-tree.js'
import { packageDigest, packTar } from '../../../storage/archive/write-tar.js'

const run = promisify(execFile)
const tree = new Map([
  ['src/deep/b.js', Buffer.from('b')],
  ['a.js', Buffer.from('aa')],
  ['src/c.js', Buffer.from('')],
])

t.test('the same tree gives the same bytes and the same digest, in whatever order it was made', async (t) => {
  const reversed = new Map([...tree].reverse())
  t.same(await buffer(packTar(tree)), await buffer(packTar(reversed)))
  t.equal(await packageDigest(tree), await packageDigest(reversed))
  t.match(await packageDigest(tree), /^[0-9a-f]{64}$/)
})

t.test('another content, path or place gives another digest', async (t) => {
  const digests = await Promise.all([
    packageDigest(tree),
    packageDigest(new Map([...tree, ['a.js', Buffer.from('ab')]])),
    packageDigest(new Map([...tree, ['d.js', Buffer.from('')]])),
    packageDigest(new Map([['a.js', Buffer.from('aa')]])),
  ])
  t.equal(new Set(digests).size, digests.length)
})

t.test('GNU tar lists folders before files, with plain modes, the ids asked for and time 0', async (t) => {
  const path = join(t.testdir(), 'x.tar')
  await writeFile(path, await buffer(packTar(tree, { uid: 200_017, gid: 200_017 })))
  const { stdout } = await run('tar', ['--numeric-owner', '--utc', '-tvf', path])
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => line.replace(/ +/g, ' '))
  t.same(lines, [
    '-rw-r--r-- 200017/200017 2 1970-01-01 00:00 a.js',
    'drwxr-xr-x 200017/200017 0 1970-01-01 00:00 src/',
    '-rw-r--r-- 200017/200017 0 1970-01-01 00:00 src/c.js',
    'drwxr-xr-x 200017/200017 0 1970-01-01 00:00 src/deep/',
    '-rw-r--r-- 200017/200017 1 1970-01-01 00:00 src/deep/b.js',
  ])
})

for (const format of ['gnu', 'pax', 'ustar']) {
  t.test(`reads what GNU tar writes as ${format}, of a folder and from within it`, async (t) => {
    const folder = t.testdir({ app: { 'a.js': 'aa', src: { 'b.js': 'b' }, nothing: {} } })
    await mkdir(join(folder, 'app', 'n'.repeat(90)))
    await writeFile(join(folder, 'app', 'n'.repeat(90), 'long.js'), 'long')
    const expected = [
      ['a.js', 'aa'],
      [`${'n'.repeat(90)}/long.js`, 'long'],
      ['src/b.js', 'b'],
    ]
    await run('tar', [`--format=${format}`, '-czf', join(folder, 'of.tgz'), '-C', folder, 'app'])
    await run('tar', [`--format=${format}`, '-cf', join(folder, 'in.tar'), '-C', join(folder, 'app'), '.'])
    for (const name of ['of.tgz', 'in.tar']) {
      const { files: read } = await readSourceTree(join(folder, name))
      t.same(
        [...read].map(([path, content]) => [path, content.toString()]),
        expected,
      )
    }
  })
}
