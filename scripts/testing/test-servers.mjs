import { setTimeout as sleep } from 'node:timers/promises'
import { loadCompiled } from '../bootstrap/build-images.mjs'

/**
 * One PostgreSQL and one Redis for all tests of a run, which keep apart by names of their own: a server for each file
 * costs two seconds every time. What TEST_DATABASE_URL and TEST_REDIS_URL name is taken instead. Answers `{
 * environment, stop }`: the environment for the tests, and how to remove what was started.
 * @param {string} root
 * @param {NodeJS.ProcessEnv} environment
 */
export async function startTestServers(root, environment) {
  /** @type {typeof import('../../tests/integration/services/databases.js')} */
  const { runPostgres, runRedis } = await loadCompiled(root, 'tests/integration/services/databases.js')
  const postgres = environment.TEST_DATABASE_URL ? undefined : await runPostgres()
  const redis = environment.TEST_REDIS_URL ? undefined : await runRedis()
  return {
    environment: {
      ...environment,
      ...(postgres && { TEST_DATABASE_URL: postgres.url }),
      ...(redis && { TEST_REDIS_URL: redis.url }),
    },
    async stop() {
      await Promise.all([postgres?.remove(), redis?.remove()])
    },
  }
}

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
