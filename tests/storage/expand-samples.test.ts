import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import t from 'tap'
import { packageLimits } from '../../contracts/exercise/package-limits.js'
import { readPackageTree } from '../../storage/archive/read-source-tree.js'
import { packTar } from '../../storage/archive/write-tar.js'
import { expandSamples } from '../../storage/expand-samples.js'
import { mistakesOf } from '../contracts/package-mistakes.js'
import { treeOf } from '../tree-of.js'

/** A reference of three files, and what `changes.yaml` of one sample says, beside other files. */
const reference = 'submissions/accepted/node-reference'
const sample = 'submissions/wrong-answer/node-x'
const whole = {
  'exercise.yaml': 'slug: x',
  'starter/node/server.js': 'begin here\n',
  [`${reference}/expect.yaml`]: 'score: { min: 90 }',
  [`${reference}/lib/store.js`]: 'open\nread\nwrite\n',
  [`${reference}/package.json`]: '{}',
  [`${reference}/server.js`]: 'listen\n',
}
const packageOf = (changes: string, others: Record<string, string> = {}) =>
  treeOf({ ...whole, [`${sample}/changes.yaml`]: changes, ...others })

/** The files of a sample of the expanded package. */
const filesOf = (files: ReadonlyMap<string, Buffer>, folder = sample) =>
  Object.fromEntries(
    [...files].flatMap(([path, text]) =>
      path.startsWith(`${folder}/`) ? [[path.slice(folder.length + 1), String(text)]] : [],
    ),
  )

const mistakesIn = (changes: string, others: Record<string, string> = {}) =>
  mistakesOf(() => expandSamples(packageOf(changes, others)))

t.test('a sample is its base without what is removed, with edits and files of its own', async (t) => {
  const changes = `
base: accepted/node-reference
removed: [package.json]
edits:
  - { file: lib/store.js, find: read, replace: guess }
  - file: lib/store.js
    find: |
      guess
      write
    replace: ''
`
  const own = {
    [`${sample}/server.js`]: 'own\n',
    [`${sample}/new.js`]: 'new\n',
    [`${sample}/expect.yaml`]: 'score: {}',
  }
  const files = expandSamples(packageOf(changes, own))
  t.same(filesOf(files), {
    'expect.yaml': 'score: {}',
    'lib/store.js': 'open\n',
    'new.js': 'new\n',
    'server.js': 'own\n',
  })
  t.same([...files.keys()], [...files.keys()].sort())
  for (const [path, text] of Object.entries(whole)) t.equal(String(files.get(path)), text, path)
})

t.test('files and folders of a base may be elsewhere in a sample', async (t) => {
  const changes = `
base: accepted/node-reference
moved:
  lib: .
  server.js: src/main.js
removed: [docs]
edits: [{ file: store.js, find: read, replace: guess }]
`
  t.same(
    filesOf(expandSamples(packageOf(changes, { [`${reference}/docs/a.md`]: 'a', [`${reference}/docs/b.md`]: 'b' }))),
    {
      'package.json': '{}',
      'src/main.js': 'listen\n',
      'store.js': 'open\nguess\nwrite\n',
    },
  )
})

t.test('edits keep every other byte of a file', async (t) => {
  const odd = 'a\r\n\tb  \r\nlast \u{1f600} é'
  const files = packageOf("base: accepted/node-reference\nedits: [{ file: odd.txt, find: 'last', replace: 'end' }]", {
    [`${reference}/odd.txt`]: odd,
  })
  t.equal(filesOf(expandSamples(files))['odd.txt'], odd.replace('last', 'end'))
})

t.test('a base may be a starter, or a sample that has a base itself', async (t) => {
  const files = packageOf('base: too-slow/node-y\nremoved: [package.json]', {
    'submissions/too-slow/node-y/changes.yaml':
      'base: accepted/node-reference\nedits: [{ file: server.js, find: listen, replace: wait }]',
    'submissions/crashed/node-z/changes.yaml':
      'base: starter/node\nedits: [{ file: server.js, find: begin, replace: end }]',
  })
  const expanded = expandSamples(files)
  t.same(filesOf(expanded), { 'lib/store.js': 'open\nread\nwrite\n', 'server.js': 'wait\n' })
  t.same(filesOf(expanded, 'submissions/crashed/node-z'), { 'server.js': 'end here\n' })
})

t.test('a package without changes is returned as it is', async (t) => {
  const files = treeOf({ ...whole, [`${sample}/src/changes.yaml`]: 'a file of the submission' })
  t.equal(expandSamples(files), files)
})

t.test('a package that comes as an archive is complete once it is expanded', async (t) => {
  const path = join(t.testdir(), 'package.tar')
  await pipeline(packTar(packageOf('base: accepted/node-reference')), createWriteStream(path))
  t.same(Object.keys(filesOf(expandSamples(await readPackageTree(path)))), [
    'lib/store.js',
    'package.json',
    'server.js',
  ])
})

const place = `${sample}/changes.yaml`
const base = 'base: accepted/node-reference\n'
const edit = (find: string, replace: string, file = 'server.js') =>
  `${base}edits:\n  - { file: ${file}, find: ${find}, replace: ${replace} }\n`

/** What an author may get wrong, and the whole list of mistakes. */
const mistakes: [what: string, changes: string, others: Record<string, string>, said: string[]][] = [
  ['no base', 'removed: [a]', {}, [`${place}:1: The key "base" is missing in the top level.`]],
  [
    'an unknown key',
    `${base}patch: x`,
    {},
    [`${place}:2: Unknown key "patch" in the top level: remove it or correct its spelling.`],
  ],
  [
    'a base that does not exist',
    'base: accepted/node-other',
    {},
    [`${place}:1: There is no sample "accepted/node-other" in the package.`],
  ],
  ['a folder that is no sample', 'base: accepted', {}, [`${place}:1: There is no sample "accepted" in the package.`]],
  [
    'a path out of the package',
    'base: ../../hidden',
    {},
    [`${place}:1: There is no sample "../../hidden" in the package.`],
  ],
  [
    'a sample based on itself',
    'base: wrong-answer/node-x',
    {},
    [`${place}:1: The base wrong-answer/node-x is itself based on this sample.`],
  ],
  [
    'bases in a loop',
    '\nbase: crashed/node-z',
    { 'submissions/crashed/node-z/changes.yaml': 'base: wrong-answer/node-x' },
    ['submissions/crashed/node-z/changes.yaml:1: The base wrong-answer/node-x is itself based on this sample.'],
  ],
  [
    'a base with mistakes, which are named once',
    'base: crashed/node-z',
    { 'submissions/crashed/node-z/changes.yaml': 'base: crashed/node-none' },
    ['submissions/crashed/node-z/changes.yaml:1: There is no sample "crashed/node-none" in the package.'],
  ],
  [
    'a removed file that is not there',
    `${base}removed:\n  - server.js\n  - gone.js`,
    {},
    [`${place}:4: The base has no file or folder "gone.js".`],
  ],
  [
    'a moved folder that is not there',
    `${base}moved:\n  lib/gone: src`,
    {},
    [`${place}:3: The base has no file or folder "lib/gone".`],
  ],
  [
    'a file moved onto another',
    `${base}moved: { lib/store.js: server.js }`,
    {},
    [`${place}:2: The base already has a file "server.js".`],
  ],
  ['an edited file that is not there', edit('a', 'b', 'gone.js'), {}, [`${place}:3: The base has no file "gone.js".`]],
  [
    'a text that is not there',
    edit('wait', 'b'),
    {},
    [`${place}:3: The text to find appears 0 times in server.js of the base: it must appear once.`],
  ],
  [
    'a text that appears twice',
    edit('e', 'b', 'lib/store.js'),
    {},
    [`${place}:3: The text to find appears 3 times in lib/store.js of the base: it must appear once.`],
  ],
  [
    'an edit without effect',
    edit('listen', 'listen'),
    {},
    [`${place}:3: The text is replaced by itself, so the edit changes nothing.`],
  ],
  [
    'a copy of a file of the base',
    base,
    { [`${sample}/server.js`]: 'listen\n' },
    [`${sample}/server.js: The base has the same file: delete this copy.`],
  ],
  [
    'a file that is removed and there',
    `${base}removed: [server.js]`,
    { [`${sample}/server.js`]: 'own' },
    [`${sample}/server.js: changes.yaml removes this file: delete it here, or keep it there.`],
  ],
  [
    'a file that is edited and there',
    edit('listen', 'b'),
    { [`${sample}/server.js`]: 'own' },
    [`${sample}/server.js: changes.yaml edits this file: delete it here, or remove the edits.`],
  ],
  [
    'too many bytes to edit',
    edit('x', 'y', 'large.js'),
    { [`${reference}/large.js`]: `x${' '.repeat(packageLimits.editedBytes)}` },
    [`${place}:3: The edited files are larger than 2048 KB in total: edit smaller ones.`],
  ],
]

for (const [what, changes, others, said] of mistakes)
  t.test(`${what} is the author's mistake`, async (t) => t.same(mistakesIn(changes, others), said))

t.test('a file that is not UTF-8 cannot be edited', async (t) => {
  const files = packageOf(edit('listen', 'b'))
  files.set(`${reference}/server.js`, Buffer.from([0xff, ...Buffer.from('listen')]))
  t.throws(() => expandSamples(files), { errors: [{ pointer: `${place}:3`, detail: /is not UTF-8 text/ }] })
})

t.test('the changes of all samples are limited', async (t) => {
  const long = `${base}#${' '.repeat(packageLimits.changesBytes)}`
  t.same(mistakesIn(long), ['submissions/: All changes.yaml are larger than 1024 KB in total.'])
})

t.test('the complete package keeps to the limits of an upload', async (t) => {
  const copies = Object.fromEntries(
    Array.from({ length: 60 }, (_, index) => [`submissions/crashed/node-${index}/changes.yaml`, base]),
  )
  const large = { [`${reference}/data.bin`]: 'x'.repeat(1024 * 1024) }
  t.throws(() => expandSamples(packageOf(base, { ...large, ...copies })), { name: 'RejectedUpload', reason: 'size' })
  const outside = 'base: accepted/node-reference\nmoved: { lib: ../../../hidden }'
  t.throws(() => expandSamples(packageOf(outside)), { name: 'RejectedUpload', reason: 'path' })
  const clash = { [`${sample}/package.json/a.js`]: 'a' }
  t.throws(() => expandSamples(packageOf(base, clash)), { name: 'RejectedUpload', reason: 'duplicate' })
})
