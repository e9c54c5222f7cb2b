import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Test } from 'tap'
import { connectEngine } from '../../../worker/sandbox/engine.js'
import { label } from '../../../worker/sandbox/labels.js'
import { findFreePort, startService } from '../services/containers.js'
import { isRedisReady, runSql } from '../services/databases.js'
import { Client } from './client.js'
import { startMortalProgram } from './mortal-program.js'

const docker = connectEngine(process.env['DOCKER_HOST'])

/** Everything for real, in processes and containers of its own: an API, two workers, Redis and PostgreSQL. */
export async function startRealPlatform(t: Test, settings: Record<string, string> = {}) {
  const password = randomBytes(12).toString('hex')
  const urls = {
    redis: (port: number) => `redis://:${password}@127.0.0.1:${port}`,
    postgres: (port: number) => `postgres://assay:${password}@127.0.0.1:${port}/assay`,
  }
  const [redis, postgres, apiPort] = await Promise.all([
    startService('redis', { REDIS_PASSWORD: password }, (port) => isRedisReady(urls.redis(port))),
    startService('postgres', { POSTGRES_PASSWORD: password, POSTGRES_USER: 'assay', POSTGRES_DB: 'assay' }, (port) =>
      runSql(urls.postgres(port), 'select 1').then(
        () => true,
        () => false,
      ),
    ),
    findFreePort(),
  ])
  t.teardown(() => Promise.all([redis.remove(), postgres.remove()]))
  const adminToken = randomBytes(16).toString('hex')
  const runner = `soak-${randomBytes(4).toString('hex')}`
  const shared = {
    PATH: process.env['PATH'],
    REDIS_URL: urls.redis(redis.port),
    ASSAY_DATA_DIR: t.testdir(),
    ASSAY_QUEUE_PREFIX: runner,
    DOCKER_HOST: process.env['DOCKER_HOST'] ?? '',
  }
  const api = startMortalProgram('api', 'dist/api/main.js', {
    ...shared,
    DATABASE_URL: urls.postgres(postgres.port),
    PORT: String(apiPort),
    ASSAY_ADMIN_TOKEN: adminToken,
    ASSAY_RECONCILE_SECONDS: '2',
    ASSAY_WAITING_PER_OWNER: '1000',
    ASSAY_UPLOADS_PER_MINUTE: '10000',
    ASSAY_REQUESTS_PER_MINUTE: '100000',
    ASSAY_MAX_FAILURES: '20',
    ...settings,
  })
  const workers = [1, 2].map((number) =>
    startMortalProgram(`worker ${number}`, 'dist/worker/main.js', {
      ...shared,
      ASSAY_WORKER_NAME: `${runner}-${number}`,
      ASSAY_LOCK_SECONDS: '5',
    }),
  )
  t.teardown(() => Promise.all([api, ...workers].map((program) => program.stop())))
  const address = `http://127.0.0.1:${apiPort}`
  return {
    redis,
    postgres,
    api,
    workers,
    runner,
    databaseUrl: urls.postgres(postgres.port),
    address,
    adminToken,
    client: new Client(address, adminToken),
  }
}

export type RealPlatform = Awaited<ReturnType<typeof startRealPlatform>>

export const victims = ['api', 'worker 1', 'worker 2', 'redis', 'postgres', 'examiner'] as const
export type Victim = (typeof victims)[number]

/** Containers of runs of this platform's workers. */
export const podContainers = (runner: string, role?: string) =>
  docker
    .listContainers({ all: true, filters: { label: [label.run, ...(role ? [`${label.role}=${role}`] : [])] } })
    .then((containers) => containers.filter(({ Labels }) => Labels[label.worker]?.startsWith(runner)))

/** Ends something of the platform, by chance, as a power cut would, and lets it come back. */
export async function killSomething(
  { redis, postgres, api, workers, runner }: RealPlatform,
  among: readonly Victim[] = victims,
): Promise<Victim> {
  const victim = among[Math.floor(Math.random() * among.length)] ?? 'api'
  const program = [api, ...workers].find(({ name }) => name === victim)
  if (program) program.kill()
  else if (victim === 'examiner') {
    const [examiner] = await podContainers(runner, 'examiner')
    if (examiner)
      await docker
        .getContainer(examiner.Id)
        .kill()
        .catch(() => undefined) // it may have ended by itself
  } else {
    const { container } = victim === 'redis' ? redis : postgres
    await container.kill()
    await sleep(500)
    await container.start()
  }
  return victim
}

/** The first row of a query, from outside of the platform. */
export async function queryRow(databaseUrl: string, sql: string): Promise<Record<string, unknown>> {
  const database = new pg.Client({ connectionString: databaseUrl })
  await database.connect()
  try {
    return (await database.query<Record<string, unknown>>(sql)).rows[0] ?? {}
  } finally {
    await database.end()
  }
}
