import { createHash } from 'node:crypto'
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { lastLines, runProgram } from './run-program.mjs'
import { removeStaleTests } from './stale-tests.mjs'
/** @import { Progress } from './progress.mjs' */

/** What a build compiles, the script of package.json that does it, and the stamp that says of what sources dist/ is. */
const sources = {
  script: 'build',
  folders: ['contracts', 'storage', 'api', 'worker', 'cli', 'sandbox-images'],
  settingFiles: ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'],
  stamp: 'dist/.compiled-from',
}
const sourcesAndTests = {
  script: 'build:tests',
  folders: [...sources.folders, 'bench', 'tests'],
  settingFiles: [...sources.settingFiles, 'tsconfig.tests.json'],
  stamp: 'dist/tests/.compiled-from',
}

/** @typedef {typeof sources} Build */

/**
 * Compiles the TypeScript sources into dist/, unless nothing has changed since the last time.
 * @param {string} root
 * @param {Progress} progress
 */
export async function compileSources(root, progress) {
  const { exitCode, output } = await compile(root, sources, [sources], progress)
  if (exitCode !== 0) throw new Error(`The sources do not compile:${lastLines(output)}`)
}

/**
 * Compiles sources and tests into dist/, in one go, unless nothing has changed since types were last right. Answers the
 * compiler's `{ exitCode, output }`: it writes its files even where types are wrong.
 * @param {string} root
 * @param {Progress} progress
 */
export async function compileWithTests(root, progress) {
  const result = await compile(root, sourcesAndTests, [sources, sourcesAndTests], progress)
  await removeStaleTests(root)
  return result
}

/**
 * `made`: the builds that are up to date when this one has gone well.
 * @param {string} root
 * @param {Build} build
 * @param {Build[]} made
 * @param {Progress} progress
 * @returns {ReturnType<typeof runProgram>}
 */
async function compile(root, build, made, progress) {
  const stamps = await Promise.all(
    made.map(async (each) => ({ file: join(root, each.stamp), digest: await digestFiles(root, each) })),
  )
  const known = await Promise.all(stamps.map(({ file }) => readFile(file, 'utf8').catch(() => '')))
  if (stamps.every(({ digest }, at) => known[at] === digest)) return { exitCode: 0, output: '' }
  progress.tell('Compiling')
  // What is broken off or goes wrong leaves dist/ half of these sources and half of others.
  await Promise.all(stamps.map(({ file }) => rm(file, { force: true })))
  const result = await runProgram('npm', ['run', '--silent', build.script], { cwd: root })
  if (result.exitCode === 0) await Promise.all(stamps.map(({ file, digest }) => writeFile(file, digest)))
  return result
}

/**
 * Size and time of every source file: reading them all would take longer than the start should.
 * @param {string} root
 * @param {Build} build
 */
async function digestFiles(root, build) {
  const hash = createHash('sha256')
  for (const path of await listFiles(root, build)) {
    const { size, mtimeMs } = await stat(join(root, path))
    hash.update(`${path}\0${size}\0${mtimeMs}\n`)
  }
  return hash.digest('hex')
}

/**
 * @param {string} root
 * @param {Build} build
 */
async function listFiles(root, { folders, settingFiles }) {
  const lists = await Promise.all(
    folders.map(async (folder) => {
      const paths = await readdir(join(root, folder), { recursive: true })
      return paths.filter((path) => /\.(ts|tsx|json)$/.test(path)).map((path) => join(folder, path))
    }),
  )
  return [...settingFiles, ...lists.flat()].sort()
}
