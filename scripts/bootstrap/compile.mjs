import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { lastLines, runProgram } from './run-program.mjs'

/** @import { Progress } from './run-program.mjs' */

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

/**
 * Removes from dist/tests/ what is compiled of a test that has been deleted or renamed: the compiler leaves it, and it
 * would be run.
 * @param {string} root
 */
async function removeStaleTests(root) {
  const compiled = join(root, 'dist/tests')
  const paths = await readdir(compiled, { recursive: true }).catch(() => [])
  const stale = paths.filter((path) => path.endsWith('.js') && !hasSource(join(root, 'tests', path)))
  await Promise.all(
    stale.flatMap((path) => [path, `${path}.map`]).map((path) => rm(join(compiled, path), { force: true })),
  )
}

/** @param {string} path */
const hasSource = (path) => ['.ts', '.tsx'].some((extension) => existsSync(path.replace(/\.js$/, extension)))

/**
 * Compiles the TypeScript sources into dist/ at every change, until `stop()`. `onWatching` is called when the compiler
 * is ready, `onCompiled` after each change without errors; errors are printed.
 * @param {string} root
 * @param {{ onWatching?: () => void, onCompiled: () => void, progress: Progress }} options
 */
export function watchSources(root, { onWatching = () => {}, onCompiled, progress }) {
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const child = spawn(
    process.execPath,
    [compiler, '-p', 'tsconfig.build.json', '--watch', '--preserveWatchOutput', '--pretty', 'false'],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  let isReady = false
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (/error TS\d+|^\s/.test(line)) return progress.tell(line)
    const [, count] = /Found (\d+) errors?\. Watching/.exec(line) ?? []
    if (count === undefined) return
    if (count !== '0') progress.tell('The sources do not compile; API and worker run on as they are.')
    else if (isReady) onCompiled()
    else onWatching()
    isReady = true
  })
  return { stop: () => child.kill() }
}
