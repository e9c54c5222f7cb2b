import { randomBytes, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { runTask } from '../../api/off-thread/run-task.js'
import { packageLimits } from '../../contracts/exercise/package-limits.js'
import { inspectArchive, readSourceTree } from '../../storage/archive/read-source-tree.js'
import { packTar } from '../../storage/archive/write-tar.js'
import type { ParserInput } from './parsers.js'

const manifest = 'slug: big\ntitle: Big\nlanguages: [node]\nweights: { correctness: 100, speed: 0, quality: 0 }\n'
const rest = { 'statement.md': 'Text', 'starter/node/a.js': '', 'hidden/correctness/a.test.mjs': "test('a', () => {})" }
const repeat = (text: string, length: number) => text.repeat(Math.floor(length / text.length))
const { yamlTokens, statementBytes, moduleBytes, modulesBytes, collectionBytes } = packageLimits

const manyKeys = Array.from({ length: Math.floor(yamlTokens / 8) }, (_, index) => `k${index}: v\n`).join('')
const manyModules = Object.fromEntries(
  Array.from({ length: modulesBytes / moduleBytes }, (_, index) => [
    `hidden/correctness/m${index}.test.mjs`,
    repeat("test('a', { id: 'b' }, () => {})\n", moduleBytes),
  ]),
)
const collection = JSON.stringify({
  item: [
    {
      name: 'a',
      request: {},
      event: [{ listen: 'test', script: { exec: [repeat('pm . test ', collectionBytes - 1000)] } }],
    },
  ],
})
const suites = `${manifest}suites: [{ runner: newman, path: hidden/c.json, points: { "${'*a'.repeat(200)}*b": 1 } }]\n`

const packages: Record<string, Record<string, string>> = {
  'exercise.yaml of keys that are not known': { 'exercise.yaml': manifest + manyKeys },
  'exercise.yaml that is wrong at every token': { 'exercise.yaml': repeat('!a ', yamlTokens) },
  'exercise.yaml of 300,000 keys': {
    'exercise.yaml': Array.from({ length: 300_000 }, (_, index) => `k${index}: v\n`).join(''),
  },
  'hidden tests of 4 MB': { 'exercise.yaml': manifest, ...manyModules },
  'Postman collection of 2 MB': { 'exercise.yaml': suites, 'hidden/c.json': collection },
  'files, 2,000 of 25 KB': {
    'exercise.yaml': manifest,
    ...Object.fromEntries(
      Array.from({ length: 1990 }, (_, index) => [
        `starter/node/f${index}.js`,
        randomBytes(4_000).toString('hex') + 'a'.repeat(17_000),
      ]),
    ),
  },
}

/** Packages as archives on disk, and the statement by itself. */
export async function packageInputs(): Promise<ParserInput[]> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-bench-'))
  process.once('exit', () => void rm(folder, { recursive: true, force: true }))
  const archives = await Promise.all(
    Object.entries(packages).map(async ([name, files]) => {
      const path = join(folder, `${randomUUID()}.tar.gz`)
      const tree = new Map(Object.entries({ ...rest, ...files }).map(([file, text]) => [file, Buffer.from(text)]))
      await pipeline(packTar(tree), createGzip({ level: 1 }), createWriteStream(path))
      return { name, path }
    }),
  )
  const large = archives.at(-1)?.path ?? ''
  await inspectArchive(large) // it must be one that is read to its end
  return [
    ...archives.map(({ name, path }) => ({
      name: `package: ${name}`,
      async read() {
        const tarPath = join(folder, randomUUID())
        await runTask('read-package', { archivePath: path, tarPath }).finally(() => rm(tarPath, { force: true }))
      },
    })),
    ...['![', 'a@b.c ', '|-|-|\n'].map((text) => ({
      name: `statement: 64 KB of \`${JSON.stringify(text).slice(1, -1).replaceAll('|', '\\|')}\``,
      read: () => runTask('render-statement', repeat(text, statementBytes)),
    })),
    { name: 'archive: 2,000 files, checked', read: () => inspectArchive(large) },
    { name: 'archive: 2,000 files, read', read: () => readSourceTree(large) },
  ]
}
