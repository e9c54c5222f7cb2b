import { join } from 'node:path'
import { buildMissingImages, openEngine } from './build-images.mjs'
import { checkSystem } from './check-host.mjs'
import { compileSources } from './compile.mjs'
import { ensureEngine } from './ensure-engine.mjs'
import { installPackages } from './install-packages.mjs'
/** @import { Progress } from './progress.mjs' */

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
  return prepareImages({ root, environment, progress })
}

/**
 * Builds the images that are missing, with compiled sources and an engine that answers. Answers the engine's client.
 * @param {{ root: string, environment: NodeJS.ProcessEnv, progress: Progress }} options
 */
export async function prepareImages({ root, environment, progress }) {
  const docker = await openEngine(root, environment.DOCKER_HOST)
  await buildMissingImages(root, docker, progress)
  return docker
}
