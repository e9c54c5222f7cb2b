import { createHash } from 'node:crypto'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { lastLines, runProgram } from './run-program.mjs'

const sourceFolders = ['contracts', 'storage', 'api', 'worker', 'cli']
const settingFiles = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json']

/** Compiles the TypeScript sources into dist/, unless nothing has changed since the last time. */
export async function compile(root, progress) {
  const stampFile = join(root, 'dist', '.compiled-from')
  const digest = await digestSources(root)
  if ((await readFile(stampFile, 'utf8').catch(() => '')) === digest) return
  progress.tell('Compiling')
  const { exitCode, output } = await runProgram('npm', ['run', '--silent', 'build'], { cwd: root })
  if (exitCode !== 0) throw new Error(`The sources do not compile:${lastLines(output)}`)
  await writeFile(stampFile, digest)
}

/** Size and time of every source file: reading them all would take longer than the start should. */
async function digestSources(root) {
  const hash = createHash('sha256')
  for (const path of await listSources(root)) {
    const { size, mtimeMs } = await stat(join(root, path))
    hash.update(`${path}\0${size}\0${mtimeMs}\n`)
  }
  return hash.digest('hex')
}

async function listSources(root) {
  const lists = await Promise.all(sourceFolders.map(async (folder) => {
    const paths = await readdir(join(root, folder), { recursive: true })
    return paths.filter((path) => /\.(ts|tsx|json)$/.test(path)).map((path) => join(folder, path))
  }))
  return [...settingFiles, ...lists.flat()].sort()
}
