import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer, text } from 'node:stream/consumers'
import t from 'tap'
import { openFolderStore } from '../../storage/folder-store.js'

const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex')
const hello = sha256('hello')

t.test('gives back the bytes that were stored, under their digest', async (t) => {
  const store = await openFolderStore(t.testdir())
  const content = randomBytes(300_000)
  t.same(await store.put(Readable.from([content.subarray(0, 1000), content.subarray(1000)])), {
    sha256: sha256(content),
    bytes: 300_000,
    isNew: true,
  })
  t.match(await store.put(Readable.from([content])), { sha256: sha256(content), isNew: false })
  t.same(await buffer(await store.open(sha256(content))), content)
  t.equal(await store.has(sha256(content)), true)
})

t.test('stores nothing as well as anything', async (t) => {
  const store = await openFolderStore(t.testdir())
  const { sha256: empty } = await store.put(Readable.from([]))
  t.equal(await text(await store.open(empty)), '')
})

t.test('stores the same content once, however often and however much at once', async (t) => {
  const root = t.testdir()
  const store = await openFolderStore(root)
  const stored = await Promise.all(Array.from({ length: 8 }, () => store.put(Readable.from(['hello']))))
  t.ok(stored.every((blob) => blob.sha256 === hello))
  t.same(await readdir(join(root, hello.slice(0, 2))), [hello.slice(2)])
  t.same(await readdir(join(root, 'incoming')), [])
})

t.test('keeps nothing of a stream that breaks off', async (t) => {
  const root = t.testdir()
  const store = await openFolderStore(root)
  async function* breaking() {
    yield 'hello'
    throw new Error('connection lost')
  }
  await t.rejects(store.put(Readable.from(breaking())), { message: 'connection lost' })
  t.same(await readdir(join(root, 'incoming')), [])
})

t.test('fails at the end of a blob whose bytes have changed, and heals it when it is stored again', async (t) => {
  const root = t.testdir()
  const store = await openFolderStore(root)
  await store.put(Readable.from(['hello']))
  const path = join(root, hello.slice(0, 2), hello.slice(2))
  await writeFile(path, 'jello')
  await t.rejects(text(await store.open(hello)), { message: /damaged/ })
  await store.put(Readable.from(['hello']))
  t.equal(await readFile(path, 'utf8'), 'hello')
})

t.test('fails to open what is not there', async (t) => {
  const store = await openFolderStore(t.testdir())
  await t.rejects(store.open(hello), { code: 'ENOENT' })
  t.equal(await store.has(hello), false)
})

t.test('removes a blob, and does not mind when there is none', async (t) => {
  const store = await openFolderStore(t.testdir())
  await store.put(Readable.from(['hello']))
  await store.remove(hello)
  t.equal(await store.has(hello), false)
  await store.remove(hello)
})

t.test('takes nothing but a digest for a name', async (t) => {
  const store = await openFolderStore(t.testdir())
  for (const name of ['', '../../etc/passwd', hello.toUpperCase(), `${hello}\n`, hello.slice(1), `${hello}/..`]) {
    await t.rejects(store.open(name), { message: /not a SHA-256/i })
    await t.rejects(store.has(name), { message: /not a SHA-256/i })
    await t.rejects(store.remove(name), { message: /not a SHA-256/i })
  }
})

t.test('removes what a crashed writer left, but not what another is writing', async (t) => {
  const incoming = join(t.testdir(), 'incoming')
  await mkdir(incoming)
  await writeFile(join(incoming, 'left'), 'half a bl')
  await writeFile(join(incoming, 'fresh'), 'half a bl')
  const twoHoursAgo = Date.now() / 1000 - 7200
  await utimes(join(incoming, 'left'), twoHoursAgo, twoHoursAgo)
  await openFolderStore(join(incoming, '..'))
  t.same(await readdir(incoming), ['fresh'])
})

t.test('makes the folder where it is missing', async (t) => {
  const root = join(t.testdir(), 'deep', 'blobs')
  await openFolderStore(root)
  t.ok(existsSync(root))
})
