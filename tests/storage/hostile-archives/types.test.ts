import { stat } from 'node:fs/promises'
import t from 'tap'
import { packTar } from '../../../storage/archive/write-tar.js'
import { assertRefused, escapeName, readArchive } from './judge-archive.js'
import { makeTar, paxHeader, type TarEntrySpec } from './tar-bytes.js'
import { makeZip } from './zip-bytes.js'

const S_IFLNK = 0o120000
const passwd = '/etc/passwd'

const specialZipModes: [what: string, mode: number][] = [
  ['symbolic link (A04)', S_IFLNK | 0o777],
  ['fifo (A07)', 0o010666],
  ['character device (A07)', 0o020666],
  ['block device (A07)', 0o060666],
  ['socket (A07)', 0o140777],
  ['folder without a slash', 0o040755],
]

for (const [what, mode] of specialZipModes) {
  t.test(`refuses a zip with a ${what}`, async (t) => {
    const before = await stat(passwd)
    await assertRefused(t, makeZip([{ name: 'n', content: passwd, mode }]), 'type')
    const after = await stat(passwd)
    t.same(
      [after.mtimeMs, after.nlink, after.ino],
      [before.mtimeMs, before.nlink, before.ino],
      'the target is as it was',
    )
  })
}

t.test('refuses a zip that calls a folder a link', async (t) => {
  await assertRefused(
    t,
    makeZip([
      { name: 'd/', mode: S_IFLNK | 0o777 },
      { name: 'a', content: 'x' },
    ]),
    'type',
  )
})

const specialTarEntries: [what: string, entries: TarEntrySpec[]][] = [
  ['a symbolic link (A04)', [{ name: 'l', type: '2', link: passwd }]],
  ['a hard link (A06)', [{ name: 'h', type: '1', link: passwd }]],
  ['a hard link that climbs out (A06)', [{ name: 'h', type: '1', link: '../../../../../../etc/passwd' }]],
  [
    'a link, and a hard link to it (A06)',
    [
      { name: 's', type: '2', link: passwd },
      { name: 'h', type: '1', link: 's' },
    ],
  ],
  ['a character device (A07)', [{ name: 'n', type: '3' }]],
  ['a block device (A07)', [{ name: 'n', type: '4' }]],
  ['a fifo (A07)', [{ name: 'p', type: '6' }]],
  ['a contiguous file', [{ name: 'c', type: '7', content: 'x' }]],
  ['a GNU sparse file (A19)', [{ name: 's', type: 'S', content: 'x' }]],
  [
    'a PAX sparse file (A19)',
    [paxHeader({ 'GNU.sparse.major': '1', 'GNU.sparse.name': 'x' }), { name: 's', content: 'x' }],
  ],
  ['a volume label', [{ name: 'v', type: 'V' }]],
]

for (const [what, entries] of specialTarEntries) {
  t.test(`refuses a tar with ${what}`, async (t) => {
    const before = await stat(passwd)
    await assertRefused(t, makeTar([{ name: 'ok.js', content: 'x' }, ...entries]), 'type')
    const after = await stat(passwd)
    t.same(
      [after.mtimeMs, after.nlink, after.ino],
      [before.mtimeMs, before.nlink, before.ino],
      'the target is as it was',
    )
  })
}

t.test('refuses a link to a folder and a file through it (A05)', async (t) => {
  const zip = makeZip([
    { name: 'd', content: '/tmp', mode: S_IFLNK | 0o777 },
    { name: `d/${escapeName}`, content: 'x' },
  ])
  await assertRefused(t, zip, 'type')
  await assertRefused(
    t,
    makeTar([
      { name: 'd', type: '2', link: '/tmp' },
      { name: `d/${escapeName}`, content: 'x' },
    ]),
    'type',
  )
  await assertRefused(
    t,
    makeTar([
      { name: 'd/x', type: '2', link: '../..' },
      { name: `d/x/${escapeName}`, content: 'x' },
    ]),
    'type',
  )
})

t.test('takes setuid, sticky and mode 000 as plain files of mode 0644 (A08)', async (t) => {
  for (const mode of [0o6777, 0o1777, 0o000]) {
    const files = [{ name: 'd/s', content: 'x', mode }]
    t.same(await readArchive(t, makeTar(files)), { s: 'x' })
    t.same(await readArchive(t, makeZip([{ name: 'd/s', content: 'x', mode: 0o100000 | mode }])), { s: 'x' })
  }
  const packed = await packTar(new Map([['d/s', Buffer.from('x')]])).toArray()
  const blocks = Buffer.concat(packed as Buffer[])
  t.equal(blocks.toString('latin1', 100, 107), '000755 ')
  t.equal(blocks.toString('latin1', 612, 619), '000644 ')
})
