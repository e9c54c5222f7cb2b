import { existsSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import { copyBlobToFile } from '../../storage/blob-store.js'
import { openBlobStore } from '../../storage/folder-store.js'

t.test('lends a blob as a file, which is gone afterwards', async (t) => {
  const store = await openBlobStore(pathToFileURL(t.testdir()).href)
  const { sha256 } = await store.put(Readable.from(['hello']))
  const path = await useFile(store, sha256)
  t.notOk(existsSync(path))

  async function useFile(...blob: Parameters<typeof copyBlobToFile>): Promise<string> {
    await using file = await copyBlobToFile(...blob)
    t.equal(await readFile(file.path, 'utf8'), 'hello')
    return file.path
  }
})

t.test('lends no file of a damaged blob', async (t) => {
  const root = t.testdir({ lent: {}, blobs: {} })
  const store = await openBlobStore(pathToFileURL(join(root, 'blobs')).href)
  const { sha256 } = await store.put(Readable.from(['hello']))
  await writeFile(join(root, 'blobs', sha256.slice(0, 2), sha256.slice(2)), 'jello')
  await t.rejects(copyBlobToFile(store, sha256, join(root, 'lent')), { message: /damaged/ })
  t.same(await readdir(join(root, 'lent')), [])
})

t.test('opens no store of an unknown kind', async (t) => {
  await t.rejects(openBlobStore('ftp://example.org/blobs'), { message: /unknown type/ })
  await t.rejects(openBlobStore('/var/lib/assay'), { message: /unknown type/ })
})
