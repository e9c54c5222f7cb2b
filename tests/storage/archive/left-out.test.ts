import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import t, { type Test } from 'tap'
import { uploadLimits } from '../../../contracts/limits.js'
import { inspectArchive, readPackageTree, readSourceTree } from '../../../storage/archive/read-source-tree.js'
import { treeFromFolder } from '../../../storage/exercise-folder.js'
import { assertRefused, saveArchive } from '../hostile-archives/judge-archive.js'
import { gnuLongName, makeTar, paxHeader, type TarEntrySpec } from '../hostile-archives/tar-bytes.js'
import { makeZip } from '../hostile-archives/zip-bytes.js'

const S_IFLNK = 0o120000

/** Both readers agree on what is kept and what is left out. */
async function read(t: Test, bytes: Buffer) {
  const path = await saveArchive(t, bytes)
  const { files, leftOut } = await readSourceTree(path)
  t.match(await inspectArchive(path), { paths: [...files.keys()], leftOut })
  return { files: [...files.keys()], leftOut }
}

t.test('more files than an upload may have do not count where they are left out', async (t) => {
  const many = Array.from({ length: uploadLimits.files * 2 + 500 }, (_, index) => ({
    name: `app/node_modules/m${index}/index.js`,
    content: 'x',
  }))
  const files = [...many, { name: 'app/server.js', content: 'go()' }]
  const expected = { files: ['server.js'], leftOut: ['node_modules'] }
  t.same(await read(t, makeZip(files)), expected)
  t.same(await read(t, gzipSync(makeTar(files))), expected)
})

t.test('what is left out does not count by its bytes, neither packed nor unpacked', async (t) => {
  const large = Buffer.alloc(uploadLimits.uploadBytes + 1024, 'x')
  const zip = makeZip([
    { name: 'venv/large.so', content: large, method: 0 },
    { name: 'venv/larger.so', content: Buffer.alloc(uploadLimits.inflatedBytes + 1) },
    { name: 'app.py', content: 'x' },
  ])
  t.same(await read(t, zip), { files: ['app.py'], leftOut: ['venv'] })
  await assertRefused(
    t,
    makeZip([
      { name: 'data/large.so', content: large, method: 0 },
      { name: 'app.py', content: 'x' },
    ]),
    'size',
  )
})

t.test('links in what is left out are passed over, in every way in which they are written', async (t) => {
  const long = `${'n'.repeat(110)}/x`
  const links: TarEntrySpec[] = [
    { name: 'venv/bin/python', type: '2', link: '/usr/bin/python3' },
    { name: 'node_modules/.bin/tsc', type: '1', link: 'node_modules/typescript/bin/tsc' },
    { name: '.git', type: '2', link: '../elsewhere' },
    { name: '././@LongLink', type: 'K', content: `${long}\0` },
    { ...gnuLongName(`node_modules/${long}`) },
    { name: `node_modules/${long}`.slice(0, 99), type: '2', link: long.slice(0, 99) },
    paxHeader({ path: `node_modules/a${long}`, linkpath: long }),
    { name: 'node_modules/a', type: '2', link: 'x' },
  ]
  const expected = { files: ['app.py'], leftOut: ['.git', 'node_modules', 'venv'] }
  t.same(await read(t, makeTar([...links, { name: 'app.py', content: 'x' }])), expected)
  const zip = makeZip([
    { name: 'venv/bin/python', content: '/usr/bin/python3', mode: S_IFLNK | 0o777 },
    { name: 'app.py', content: 'x' },
  ])
  t.same(await read(t, zip), { files: ['app.py'], leftOut: ['venv'] })
})

t.test('links beside it are refused as before, and so is the target of a link where there is none', async (t) => {
  const kept = { name: 'a', type: '2', link: 'node_modules/b' }
  await assertRefused(t, makeTar([{ name: 'node_modules/b', content: 'x' }, kept]), 'type')
  await assertRefused(t, makeTar([{ name: 'node_modules/../a', type: '2', link: 'b' }]), 'type')
  await assertRefused(t, makeTar([paxHeader({ linkpath: 'x' }), { name: 'a', content: 'x' }]), 'mismatch')
  await assertRefused(
    t,
    makeTar([
      { name: '././@LongLink', type: 'K', content: 'x\0' },
      { name: 'a', content: 'x' },
    ]),
    'mismatch',
  )
})

t.test('an upload of nothing else is refused by the names of what it held', async (t) => {
  const path = await saveArchive(
    t,
    makeZip([
      { name: 'node_modules/a.js', content: 'x' },
      { name: '.DS_Store', content: 'x' },
    ]),
  )
  await t.rejects(readSourceTree(path), {
    name: 'RejectedUpload',
    message:
      'The upload contains only what is left out (.DS_Store, node_modules); send the source files of your service.',
  })
})

t.test('a folder on disk is read by the same rule, with links where nothing is read', async (t) => {
  const folder = t.testdir({ 'server.js': 'x', bin: { www: 'x', Debug: { 'a.dll': '' } }, venv: { bin: {} } })
  await symlink('/usr/bin/python3', join(folder, 'venv/bin/python'))
  await symlink('/nowhere', join(folder, '.git'))
  const { files, leftOut } = await treeFromFolder(folder)
  t.same({ files: [...files.keys()], leftOut }, { files: ['bin/www', 'server.js'], leftOut: ['.git', 'bin', 'venv'] })
})

t.test('an exercise keeps all but what systems leave behind', async (t) => {
  const files = ['exercise.yaml', 'submissions/a/node_modules/x.js', '__MACOSX/._a'].map((name) => ({
    name,
    content: 'x',
  }))
  t.same(
    [...(await readPackageTree(await saveArchive(t, makeZip(files)))).keys()],
    ['exercise.yaml', 'submissions/a/node_modules/x.js'],
  )
})
