import { join } from 'node:path'
import { buildMissingImages, openEngine } from './build-images.mjs'
import { checkSystem } from './check-host.mjs'
import { compileSources } from './compile.mjs'
import { ensureEngine } from './ensure-engine.mjs'
import { installPackages } from './install-packages.mjs'

/**
 * What both `npm start` and `npm test` need: packages, compiled sources, a container engine and the images. Answers the
 * engine's client. `compile` takes the place of compiling the sources alone.
 */
export async function prepare({ root, dataFolder, environment, progress, compile = compileSources }) {
  checkSystem()
  const dockerHost = environment.DOCKER_HOST
  // Cheap to find out and the likeliest to be missing: before anything that takes minutes.
  await ensureEngine({ dockerHost, logFolder: join(dataFolder, 'logs'), progress })
  await installPackages(root, progress)
  await compile(root, progress)
  const docker = await openEngine(root, dockerHost)
  await buildMissingImages(root, docker, progress)
  return docker
}
