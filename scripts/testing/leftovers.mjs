import { setTimeout as sleep } from 'node:timers/promises'
/** @import Docker from 'dockerode' */

const podLabel = 'org.assay.run'
/** Another Assay on this machine may be grading: its pods go away by themselves. */
const patienceMs = 90_000

/**
 * Ids of all containers and volumes of pods that the engine has now.
 * @param {Docker} docker
 * @returns {Promise<string[]>}
 */
export async function listPodParts(docker) {
  const filters = JSON.stringify({ label: [podLabel] })
  const containers = await docker.listContainers({ all: true, filters })
  const { Volumes } = await docker.listVolumes({ filters })
  return [...containers.map(({ Names, Id }) => Names[0]?.slice(1) ?? Id), ...(Volumes ?? []).map(({ Name }) => Name)]
}

/**
 * What of pods is there that was not there `before`, and does not go away.
 * @param {Docker} docker
 * @param {string[]} before
 */
export async function findLeftovers(docker, before) {
  const known = new Set(before)
  const deadline = Date.now() + patienceMs
  for (;;) {
    const left = (await listPodParts(docker)).filter((name) => !known.has(name))
    if (left.length === 0 || Date.now() > deadline) return left
    await sleep(1000)
  }
}
