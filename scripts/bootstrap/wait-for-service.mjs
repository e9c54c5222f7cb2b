import { setTimeout as sleep } from 'node:timers/promises'
import { SetupProblem } from './setup-problem.mjs'

const readyTimeoutMs = 60_000

/**
 * Waits until PostgreSQL takes the credentials of `url`. Throws `SetupProblem` when it refuses them or stays away.
 * @param {string} url
 */
export async function waitForPostgres(url) {
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
export async function waitForRedis(url) {
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
