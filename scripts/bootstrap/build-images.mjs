import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { checkDiskSpace } from './check-host.mjs'
import { SetupProblem } from './run-program.mjs'

/** @import Docker from 'dockerode' */
/** @import { BuildProgress } from '../../worker/sandbox/images/build-image.js' */
/** @import { Progress } from './run-program.mjs' */

/** What the images, their build caches and a few runs take, in GB. */
const neededGbToBuild = 6
const neededGbToRun = 1

/**
 * Loads a compiled module of the project. Only after the sources have been compiled.
 * @param {string} root
 * @param {string} path
 */
export const loadCompiled = (root, path) => import(pathToFileURL(join(root, 'dist', path)).href)

/**
 * A client of the engine; `dockerHost` as in DOCKER_HOST, the local socket when empty.
 * @param {string} root
 * @param {string | undefined} dockerHost
 * @returns {Promise<Docker>}
 */
export async function openEngine(root, dockerHost) {
  /** @type {typeof import('../../worker/sandbox/engine.js')} */
  const { connectEngine } = await loadCompiled(root, 'worker/sandbox/engine.js')
  return connectEngine(dockerHost)
}

/**
 * Builds the images that are missing, telling each step that takes a while. `only`: no others than these.
 * @param {string} root
 * @param {Docker} docker
 * @param {Progress} progress
 * @param {readonly string[]} [only]
 */
export async function buildMissingImages(root, docker, progress, only) {
  /** @type {typeof import('../../worker/sandbox/images/list-images.js')} */
  const { missingImages } = await loadCompiled(root, 'worker/sandbox/images/list-images.js')
  /** @type {typeof import('../../worker/sandbox/images/build-images.js')} */
  const { buildImages } = await loadCompiled(root, 'worker/sandbox/images/build-images.js')
  const missing = (await missingImages(docker)).filter((name) => !only || only.includes(name))
  const { DockerRootDir } = await docker.info()
  await checkDiskSpace(DockerRootDir, missing.length > 0 ? neededGbToBuild : neededGbToRun)
  if (missing.length === 0) return
  progress.tell(`Building the images ${missing.join(', ')} (a few minutes the first time)`)
  await buildImages(docker, {
    ...(only && { names: missing }),
    onProgress: (step) => tellBuildStep(step, progress),
    onLeftOut: (image, advice) => progress.tell(`  ${image}: left out; the other languages work without it: ${advice}`),
  })
}

/**
 * Names of the images that cannot be made on this machine. Those of languages are refused at the door.
 * @param {string} root
 * @param {Docker} docker
 */
export async function findLeftOutImages(root, docker) {
  /** @type {typeof import('../../worker/sandbox/images/list-images.js')} */
  const { leftOutImages, listImages } = await loadCompiled(root, 'worker/sandbox/images/list-images.js')
  return leftOutImages(await listImages(docker))
}

/**
 * Steps that only set a variable or a label are over at once: not worth a line.
 * @param {BuildProgress} step
 * @param {Progress} progress
 */
function tellBuildStep({ image, step, stepCount, instruction, elapsedSeconds, isBuilt }, progress) {
  if (isBuilt) progress.tell(`  ${image}: built in ${Math.round(elapsedSeconds)} s`)
  else if (step === 0) progress.tell(`  ${image}: collecting files and packages`)
  else if (/^(RUN|COPY|pull|no registry)/.test(instruction))
    progress.tell(`  ${image}: step ${step} of ${stepCount}: ${shorten(instruction)}`)
}

/** @param {string} instruction */
function shorten(instruction) {
  const text = instruction.replace(/\s+/g, ' ')
  return text.length > 70 ? `${text.slice(0, 69)}…` : text
}

/**
 * Throws when others will reach the API and the engine has risks that ASSAY_ACCEPT_RISKS does not name. Before anything
 * is started.
 * @param {{ root: string, docker: Docker, host: string, environment: NodeJS.ProcessEnv }} reach
 */
export async function checkEngineRisks({ root, docker, host, environment }) {
  /** @type {typeof import('../../worker/sandbox/engine.js')} */
  const { describeEngine } = await loadCompiled(root, 'worker/sandbox/engine.js')
  /** @type {typeof import('../../worker/sandbox/engine-risks.js')} */
  const { refuseRisks } = await loadCompiled(root, 'worker/sandbox/engine-risks.js')
  const reach = {
    listenHost: host,
    publicUrl: environment.ASSAY_PUBLIC_URL ?? '',
    redisUrl: environment.REDIS_URL || 'redis://127.0.0.1',
  }
  const facts = await describeEngine(docker)
  try {
    refuseRisks(facts, reach, environment.ASSAY_ACCEPT_RISKS ?? '')
  } catch (error) {
    throw new SetupProblem(/** @type {Error} */ (error).message)
  }
}
