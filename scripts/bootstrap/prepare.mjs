import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buildMissingImages, openEngine } from './build-images.mjs'
import { checkSystem } from './check-host.mjs'
import { compileSources } from './compile.mjs'
import { ensureEngine } from './ensure-engine.mjs'
import { lastLines, runProgram, SetupProblem } from './run-program.mjs'

/** @import { Progress } from './run-program.mjs' */

/**
 * Sets up what `npm start` needs: a container engine, packages, compiled sources and images. Answers the engine's
 * client.
 * @param {{ root: string, dataFolder: string, environment: NodeJS.ProcessEnv, progress: Progress }} options
 */
export async function prepare({ root, dataFolder, environment, progress }) {
  checkSystem()
  // Cheap to find out and the likeliest to be missing: before anything that takes minutes.
  await ensureEngine({ dockerHost: environment.DOCKER_HOST, logFolder: join(dataFolder, 'logs'), progress })
  await installPackages(root, progress)
  await compileSources(root, progress)
  const docker = await openEngine(root, environment.DOCKER_HOST)
  await buildMissingImages(root, docker, progress)
  return docker
}

/** @typedef {{ packages: Record<string, { version?: string, optional?: boolean }> }} Lockfile */

/**
 * Installs the packages that package-lock.json names, unless node_modules holds exactly these.
 * @param {string} root
 * @param {Progress} progress
 */
export async function installPackages(root, progress) {
  /** @type {Lockfile} */
  const wanted = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'))
  if (isInstalled(wanted, await readInstalled(root))) return
  progress.tell('Installing the packages of package-lock.json')
  const { exitCode, output } = await runProgram('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
  })
  if (exitCode === 127) throw new SetupProblem('npm was not found: install npm together with Node.')
  if (exitCode !== 0)
    throw new SetupProblem(`npm ci failed (is a package registry reachable?):${lastLines(output, 20)}`)
}

/**
 * npm's own note of what it installed; nothing when there is none.
 * @param {string} root
 * @returns {Promise<Partial<Lockfile>>}
 */
async function readInstalled(root) {
  const text = await readFile(join(root, 'node_modules', '.package-lock.json'), 'utf8').catch(() => '{}')
  return JSON.parse(text)
}

/**
 * Whether every package of the lockfile is installed in its version. An optional one may be for another platform.
 * @param {Lockfile} wanted
 * @param {Partial<Lockfile>} installed
 */
export function isInstalled(wanted, installed) {
  return Object.entries(wanted.packages)
    .filter(([path, entry]) => path.startsWith('node_modules/') && !entry.optional)
    .every(
      ([path, { version }]) => installed.packages?.[path] !== undefined && installed.packages[path].version === version,
    )
}
