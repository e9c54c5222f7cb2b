import { randomBytes } from 'node:crypto'
import { Redis } from 'ioredis'
import pg from 'pg'
import type { Test } from 'tap'
import { startService, type ServiceContainer } from './containers.js'

/**
 * A database of this test's own: on the server that TEST_DATABASE_URL names, else in a container that is
 * removed afterwards.
 */
export async function openTestDatabase(t: Test): Promise<string> {
  const server = process.env['TEST_DATABASE_URL'] ?? (await startedFor(t, runPostgres())).url
  const name = `assay_test_${randomBytes(6).toString('hex')}`
  await runSql(server, `create database ${name}`)
  t.teardown(() => runSql(server, `drop database ${name} with (force)`))
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

/** A Redis to share: what TEST_REDIS_URL names, else a container. Tests keep apart by a random prefix. */
export async function openTestRedis(t: Test): Promise<string> {
  return process.env['TEST_REDIS_URL'] ?? (await startRedis(t)).url
}

/** A Redis of this test's own, to be wiped, stopped and started. */
export const startRedis = (t: Test): Promise<Server> => startedFor(t, runRedis())

type Server = ServiceContainer & { url: string }

async function startedFor(t: Test, starting: Promise<Server>): Promise<Server> {
  const server = await starting
  t.teardown(() => server.remove())
  return server
}

/** Whoever runs it removes it. */
export async function runRedis(): Promise<Server> {
  const password = randomBytes(12).toString('hex')
  const urlOf = (port: number) => `redis://:${password}@127.0.0.1:${port}`
  const service = await startService('redis', { REDIS_PASSWORD: password }, (port) => isRedisReady(urlOf(port)))
  return { ...service, url: urlOf(service.port) }
}

/** Whoever runs it removes it. */
export async function runPostgres(): Promise<Server> {
  const password = randomBytes(12).toString('hex')
  const urlOf = (port: number) => `postgres://assay:${password}@127.0.0.1:${port}/assay`
  const env = { POSTGRES_PASSWORD: password, POSTGRES_USER: 'assay', POSTGRES_DB: 'assay' }
  const isReady = (port: number) =>
    runSql(urlOf(port), 'select 1').then(
      () => true,
      () => false,
    )
  const service = await startService('postgres', env, isReady, { inMemory: '/var/lib/postgresql/data' })
  return { ...service, url: urlOf(service.port) }
}

export async function runSql(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  try {
    await client.connect()
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** `true` once a command is answered. */
export async function isRedisReady(url: string): Promise<boolean> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 })
  redis.on('error', () => {})
  try {
    await redis.connect()
    return (await redis.ping()) === 'PONG'
  } catch {
    return false
  } finally {
    redis.disconnect()
  }
}
