import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { loadCompiled } from './build-images.mjs'
import { findFreePort } from './check-host.mjs'
import { ensureContainer, startAgain } from './platform-container.mjs'
import { SetupProblem } from './run-program.mjs'

/** @import Docker from 'dockerode' */
/** @import { Progress } from './run-program.mjs' */
/** @import { Settings } from './settings-file.mjs' */

/** @typedef {{ root: string, docker: Docker, dataFolder: string, progress: Progress }} Surroundings */

const loopback = '127.0.0.1'

/**
 * Brings up the platform's own PostgreSQL and Redis in containers of our images, on loopback ports, with named
 * volumes, unless DATABASE_URL or REDIS_URL name others. Answers `{ databaseUrl, redisUrl, settings, containers }`:
 * `settings` holds the ports that were taken, `containers` the names of what was started.
 * @param {Surroundings & { settings: Settings, environment: NodeJS.ProcessEnv }} options
 */
export async function startPlatformServices({ root, docker, dataFolder, settings, environment, progress }) {
  const databaseUrl = environment.DATABASE_URL || ''
  const redisUrl = environment.REDIS_URL || ''
  if (environment.DOCKER_HOST?.startsWith('tcp:') && !(databaseUrl && redisUrl)) {
    throw new SetupProblem(
      'DOCKER_HOST is another machine, and services on its loopback interface cannot be reached from here: set DATABASE_URL and REDIS_URL.',
    )
  }
  const surroundings = { root, docker, dataFolder, progress, isBridged: await hasBridge(docker) }
  const postgres = databaseUrl ? undefined : await startService(surroundings, postgresPlan(settings))
  const redis = redisUrl ? undefined : await startService(surroundings, redisPlan(settings))
  const urls = {
    databaseUrl: postgres
      ? `postgres://assay:${settings.postgresPassword}@${loopback}:${postgres.port}/assay`
      : databaseUrl,
    redisUrl: redis ? `redis://:${settings.redisPassword}@${loopback}:${redis.port}` : redisUrl,
  }
  await Promise.all([waitForPostgres(urls.databaseUrl), waitForRedis(urls.redisUrl)])
  const ports = { postgresPort: postgres?.port ?? settings.postgresPort, redisPort: redis?.port ?? settings.redisPort }
  const containers = [postgres, redis].flatMap((service) => service?.containerName ?? [])
  return { ...urls, settings: { ...settings, ...ports }, containers }
}

/**
 * Looks after the containers until the process ends: one that somebody stopped or killed is started again.
 * A failure that lasts is told once.
 * @param {Docker} docker
 * @param {string[]} containers
 * @param {{ onFailure: (error: Error) => void, everyMs?: number }} options
 */
export function keepRunning(docker, containers, { onFailure, everyMs = 3000 }) {
  /** @type {string | undefined} */
  let lastFailure
  const look = async () => {
    try {
      await Promise.all(containers.map((name) => startAgain(docker, name)))
      lastFailure = undefined
    } catch (thrown) {
      const error = /** @type {Error} */ (thrown)
      if (error.message !== lastFailure) onFailure(error)
      lastFailure = error.message
    }
  }
  setInterval(look, everyMs).unref()
}

/** @param {Settings} settings */
const postgresPlan = ({ postgresPassword, postgresPort }) => ({
  name: 'postgres',
  port: postgresPort,
  innerPort: 5432,
  volumePath: '/var/lib/postgresql/data',
  memoryMb: 512,
  env: { POSTGRES_USER: 'assay', POSTGRES_DB: 'assay', POSTGRES_PASSWORD: postgresPassword },
})

/** @param {Settings} settings */
const redisPlan = ({ redisPassword, redisPort }) => ({
  name: 'redis',
  port: redisPort,
  innerPort: 6379,
  volumePath: '/data',
  memoryMb: 512,
  env: { REDIS_PASSWORD: redisPassword },
})

/**
 * Where packet filters are off, ports cannot be published: the services then use the host's network, loopback only.
 * @param {Docker} docker
 */
async function hasBridge(docker) {
  return (await docker.listNetworks()).some(({ Name }) => Name === 'bridge')
}

/**
 * @param {Surroundings & { isBridged: boolean }} surroundings
 * @param {ReturnType<typeof postgresPlan> | ReturnType<typeof redisPlan>} plan
 */
async function startService({ root, docker, dataFolder, progress, isBridged }, plan) {
  /** @type {typeof import('../../worker/sandbox/images/image-tag.js')} */
  const { imageTag } = await loadCompiled(root, 'worker/sandbox/images/image-tag.js')
  // One set of services per data folder, so that two checkouts on a machine do not meet.
  const instance = createHash('sha256').update(dataFolder).digest('hex').slice(0, 8)
  const container = {
    ...plan,
    image: await imageTag(plan.name),
    containerName: `assay-${instance}-${plan.name}`,
    labels: { 'org.assay.platform': instance, 'org.assay.data-folder': dataFolder },
    isBridged,
  }
  const choosePort = () => findFreePort(loopback, plan.port)
  const started = await ensureContainer(docker, container, choosePort).catch((error) => {
    throw explainRefusal(plan.name, error)
  })
  if (started.isNew)
    progress.tell(`Started ${plan.name} as container ${container.containerName} on ${loopback}:${started.port}`)
  return { ...started, containerName: container.containerName }
}

/**
 * What the engine refuses is for the person to mend there; any other error is ours.
 * @param {string} name
 * @param {Error & { statusCode?: number }} error
 */
function explainRefusal(name, error) {
  if (error.statusCode === undefined) return error
  return new SetupProblem(
    `The container engine did not start ${name}: restart Docker, then start Assay again. The error was: ${error.message.trim()}`,
  )
}

const readyTimeoutMs = 60_000

/**
 * Waits until PostgreSQL takes the credentials of `url`. Throws `SetupProblem` when it refuses them or stays away.
 * @param {string} url
 */
async function waitForPostgres(url) {
  const { default: pg } = await import('pg')
  await waitUntil('PostgreSQL', 'DATABASE_URL', url, async () => {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3000 })
    client.on('error', () => undefined)
    await client.connect()
    await client.end()
  })
}

/**
 * Waits until Redis takes the credentials of `url`. Throws `SetupProblem` when it refuses them or stays away.
 * @param {string} url
 */
async function waitForRedis(url) {
  const { Redis } = await import('ioredis')
  await waitUntil('Redis', 'REDIS_URL', url, async () => {
    const client = new Redis(url, {
      lazyConnect: true,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
      connectTimeout: 3000,
    })
    client.on('error', () => undefined)
    try {
      await client.connect()
      await client.ping()
    } finally {
      client.disconnect()
    }
  })
}

/**
 * @param {string} service
 * @param {string} variable
 * @param {string} url
 * @param {() => Promise<void>} connect
 */
async function waitUntil(service, variable, url, connect) {
  const deadline = Date.now() + readyTimeoutMs
  const place = new URL(url).host
  for (;;) {
    try {
      return await connect()
    } catch (thrown) {
      const error = /** @type {NodeJS.ErrnoException} */ (thrown)
      if (isRefusal(error))
        throw new SetupProblem(
          `${service} at ${place} rejects the password (${error.message}): restore settings.json of the data folder, or set ${variable}.`,
        )
      if (Date.now() > deadline)
        throw new SetupProblem(
          `${service} does not respond at ${place} (${error.code ?? error.message}): start it, or correct ${variable}.`,
        )
    }
    await sleep(200)
  }
}

/**
 * Wrong name or password: waiting longer would not help.
 * @param {NodeJS.ErrnoException} error
 */
function isRefusal(error) {
  return error.code === '28P01' || error.code === '28000' || /^(WRONGPASS|NOAUTH)/.test(error.message)
}
