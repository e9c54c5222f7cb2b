import { writeSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import type { Reader, ReaderName, ReadTask } from './readers.js'

/** Each is loaded in a process of its own. */
const loaders: Readonly<Record<ReaderName, () => Promise<Reader>>> = {
  structure: async () => (await import('./structure/reader.js')).reader,
  security: async () => (await import('./security/reader.js')).reader,
  eslint: async () => (await import('./linters/eslint.js')).reader,
  ruff: async () => (await import('./linters/ruff.js')).reader,
  bandit: async () => (await import('./linters/driven.js')).bandit,
  phpcs: async () => (await import('./linters/driven.js')).phpcs,
  phpmd: async () => (await import('./linters/driven.js')).phpmd,
  rubocop: async () => (await import('./linters/driven.js')).rubocop,
}

/** At once, and not when the process finds time: a file may keep it busy until it is killed. */
function write(line: object): void {
  let bytes: Buffer = Buffer.from(`${JSON.stringify(line)}\n`)
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(writeSync(1, bytes))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
    }
  }
}

// `ReaderProcess` alone starts this program.
const task = JSON.parse(await text(process.stdin)) as ReadTask
const reader = await loaders[process.argv[2] as ReaderName]()
write({ type: 'versions', versions: await reader.versions() })
for await (const line of reader.read(task)) write(line)
// WebAssembly goes on being optimised in the background, for nobody.
process.exit(0)
