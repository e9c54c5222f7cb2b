import t from 'tap'
import { assertRefused, readArchive } from './judge-archive.js'
import { gnuLongName, makeTar, paxHeader } from './tar-bytes.js'
import { makeZip } from './zip-bytes.js'

/** Content that other readers trip over and that is taken as it is: plain names, plain bytes. */
const inertFiles: [what: string, names: string[]][] = [
  ['names of object internals (A20)', ['__proto__', 'constructor/prototype/x', 'toString']],
  [
    'files that tools act on (A23)',
    ['.dockerignore', '.env', '.githooks/pre-commit', '.npmrc', 'Dockerfile', 'docker-compose.yml'],
  ],
  ['the names of frameworks', ['+page.svelte', '@modal/page.tsx', '[id].ts', '_layout.js', "it's & so.js"]],
  ['names in other scripts', ['имя.js', '日本語.py', 'mañana.js']],
]

for (const [what, names] of inertFiles) {
  t.test(`takes ${what}`, async (t) => {
    const files = names.map((name) => ({ name, content: `content of ${name}` }))
    const expected = Object.fromEntries([...names].sort().map((name) => [name, `content of ${name}`]))
    for (const archive of [makeZip(files), makeTar(files)]) {
      const read = await readArchive(t, archive)
      t.same(Object.entries(read), Object.entries(expected))
    }
    t.equal(({} as Record<string, unknown>).x, undefined, 'no prototype was changed')
  })
}

t.test('leaves archives inside an archive closed (A21)', async (t) => {
  let inner = makeZip([{ name: '../escape', content: 'x' }])
  for (let depth = 0; depth < 5; depth += 1)
    inner = makeZip([{ name: `level${depth}.zip`, content: inner, method: depth % 2 ? 0 : 8 }])
  t.same(
    Object.keys(
      await readArchive(
        t,
        makeZip([
          { name: 'data.zip', content: inner },
          { name: 'server.js', content: '' },
        ]),
      ),
    ),
    ['data.zip', 'server.js'],
  )
})

t.test('refuses an archive that holds nothing but another archive', async (t) => {
  await assertRefused(
    t,
    makeZip([{ name: 'project.zip', content: makeZip([{ name: 'server.js', content: '' }]) }]),
    'structure',
  )
})

t.test('gives what an ordinary zip or tar holds', async (t) => {
  const files = [
    { name: 'b.js', content: 'second' },
    { name: 'src/a.js', content: 'x'.repeat(200_000) },
    { name: 'empty', content: '' },
  ]
  const expected = { 'b.js': 'second', empty: '', 'src/a.js': 'x'.repeat(200_000) }
  t.same(await readArchive(t, makeZip(files)), expected)
  t.same(await readArchive(t, makeZip(files.map((file) => ({ ...file, method: 0 })))), expected)
  t.same(await readArchive(t, makeTar(files)), expected)
})

t.test('takes long names in both dialects of tar, and the leading ./ of "tar c ."', async (t) => {
  const long = `${'a'.repeat(110)}/${'b'.repeat(110)}`
  const tar = makeTar([
    { name: './', type: '5' },
    { name: './one.js', content: '1' },
    paxHeader({ path: `${long}.pax`, mtime: '1.5' }),
    { name: 'short', content: '2' },
    gnuLongName(`${long}.gnu`),
    { name: 'short', content: '3' },
  ])
  t.same(await readArchive(t, tar), { 'one.js': '1', [`${long}.pax`]: '2', [`${long}.gnu`]: '3' })
})

t.test('takes a zip comment, as git writes', async (t) => {
  t.same(await readArchive(t, makeZip([{ name: 'a', content: '1' }], { comment: Buffer.from('4f2c') })), { a: '1' })
})

t.test('takes a zip64 that tells the truth', async (t) => {
  t.same(await readArchive(t, makeZip([{ name: 'a', content: '1' }], { zip64: {} })), { a: '1' })
})

t.test('refuses an archive without any file as empty', async (t) => {
  await assertRefused(t, makeZip([]), 'empty')
  await assertRefused(t, makeZip([{ name: 'd/', mode: 0o40755 }]), 'empty')
  await assertRefused(t, makeZip([{ name: '__MACOSX/._a.js', content: 'x' }]), 'empty')
  await assertRefused(t, makeTar([{ name: './', type: '5' }]), 'empty')
})
