import { execFile } from 'node:child_process'
import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { uploadLimits } from '../../../contracts/limits.js'
import { treeFromFolder } from '../../../storage/exercise-folder.js'
import { treeFromTar } from './tree-from-tar.js'
import type { RejectionReason } from '../../../storage/rejected-upload.js'
import { packTar } from '../../../storage/archive/write-tar.js'

const refusal = (reason: RejectionReason) => ({ name: 'RejectedUpload', reason })

t.test('reads a folder without what is not source', async (t) => {
  const folder = t.testdir({
    'server.js': 'x',
    node_modules: { x: { 'i.js': '' } },
    '.git': { HEAD: '' },
    src: { __pycache__: { 'a.pyc': '' }, '.DS_Store': '', 'a.py': 'y' },
  })
  const { files: tree } = await treeFromFolder(folder)
  t.same(
    [...tree].map(([path, content]) => [path, content.toString()]),
    [
      ['server.js', 'x'],
      ['src/a.py', 'y'],
    ],
  )
})

t.test('refuses links, fifos and too much in a folder', async (t) => {
  const folder = t.testdir({ links: { a: 'x' }, fifos: { a: 'x' }, large: { a: 'xx', b: 'xx' }, empty: {} })
  await symlink('/etc/passwd', join(folder, 'links', 'passwd'))
  await promisify(execFile)('mkfifo', [join(folder, 'fifos', 'pipe')])
  await t.rejects(treeFromFolder(join(folder, 'links')), refusal('type'))
  await t.rejects(treeFromFolder(join(folder, 'fifos')), refusal('type'))
  await t.rejects(treeFromFolder(join(folder, 'large'), { ...uploadLimits, inflatedBytes: 3 }), refusal('size'))
  await t.rejects(treeFromFolder(join(folder, 'large'), { ...uploadLimits, inflatedBytes: 1 }), refusal('size'))
  await t.rejects(treeFromFolder(join(folder, 'large'), { ...uploadLimits, files: 1 }), refusal('count'))
  await t.rejects(treeFromFolder(join(folder, 'empty')), refusal('empty'))
  await t.rejects(treeFromFolder(join(folder, 'nowhere')), { code: 'ENOENT' })
})

t.test('reads back the tar it packed, whatever the names', async (t) => {
  const paths = ['app/only.js', `app/${'n'.repeat(115)}/${'é'.repeat(110)}.js`, 'app/__proto__']
  const tree = new Map(paths.sort().map((path) => [path, Buffer.from(`content of ${path}`)]))
  t.same([...(await treeFromTar(packTar(tree)))], [...tree])
})
