import { connectEngine } from '../../worker/sandbox/docker-engine.js'
import { describeEngine } from '../../worker/sandbox/engine-facts.js'
import { listImages } from '../../worker/sandbox/images/list-images.js'
import { findLeftovers } from '../../worker/sandbox/reaper.js'
import type { Asked, EngineFacts } from './facts.js'
import { readFreeBytes } from './gather-host.js'

/** Asks the container engine about itself; why it cannot be asked is an answer too. */
export async function gatherEngineFacts(dockerHost: string | undefined): Promise<Asked<EngineFacts>> {
  const engine = connectEngine(dockerHost)
  try {
    const [description, images, leftovers] = await Promise.all([
      describeEngine(engine),
      listImages(engine),
      findLeftovers(engine),
    ])
    const isLocal = dockerHost === undefined || dockerHost.startsWith('unix:')
    const diskFreeBytes = isLocal ? await readFreeBytes(description.rootFolder) : undefined
    return { facts: { ...description, images, leftovers, diskFreeBytes } }
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) }
  }
}
