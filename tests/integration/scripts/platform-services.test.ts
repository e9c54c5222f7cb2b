import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { ContainerCreateOptions } from 'dockerode'
import { Redis } from 'ioredis'
import pg from 'pg'
import t from 'tap'
import { connectEngine } from '../../../worker/sandbox/engine.js'
import { loadScript } from '../../scripts/load-script.js'
import { projectFile } from '../../project-file.js'

const { startPlatformServices } = await loadScript('bootstrap/platform-services.mjs')
const { startAgain } = await loadScript('bootstrap/platform-container.mjs')
const { SetupProblem } = await loadScript('bootstrap/run-program.mjs')
const docker = connectEngine(process.env['DOCKER_HOST'])
const root = projectFile('.')

/**
 * Of a data folder of their own, so that no other services are touched. They go, with their volumes, when the tests
 * end.
 */
const options = {
  root,
  docker,
  dataFolder: join(t.testdir(), randomBytes(4).toString('hex')),
  settings: { postgresPassword: 'p-word', redisPassword: 'r-word', postgresPort: 25432, redisPort: 26379 },
  environment: {},
  progress: { tell: () => undefined },
}
const first = await startPlatformServices(options)
const startOnceMore = (changes: object) => startPlatformServices({ ...options, settings: first.settings, ...changes })
t.teardown(() => Promise.all(first.containers.map(removeWithVolume)))

async function removeWithVolume(name: string): Promise<void> {
  await docker.getContainer(name).remove({ force: true })
  await docker.getVolume(`${name}-data`).remove()
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

async function withRedis<T>(url: string, use: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(url, { maxRetriesPerRequest: 1 })
  try {
    return await use(client)
  } finally {
    client.disconnect()
  }
}

t.test('the services keep their data when they are killed and when they are made anew', async (t) => {
  await query(first.databaseUrl, "create table kept as select 'yes' as answer")
  await withRedis(first.redisUrl, (client) => client.set('kept', 'yes'))

  for (const name of first.containers) await docker.getContainer(name).kill()
  for (const name of first.containers) await startAgain(docker, name)
  const second = await startOnceMore({})
  t.same([second.databaseUrl, second.redisUrl], [first.databaseUrl, first.redisUrl])
  t.same(await query(second.databaseUrl, 'select answer from kept'), [{ answer: 'yes' }], 'after a kill')

  for (const name of first.containers) await docker.getContainer(name).remove({ force: true })
  const third = await startOnceMore({})
  t.same(await query(third.databaseUrl, 'select answer from kept'), [{ answer: 'yes' }], 'in a new container')
  t.equal(await withRedis(third.redisUrl, (client) => client.get('kept')), 'yes')
})

t.test('the services are durable, listen on loopback only and want a password', async (t) => {
  t.same(await query(first.databaseUrl, "select current_setting('fsync') as fsync"), [{ fsync: 'on' }])
  t.match(await withRedis(first.redisUrl, (client) => client.config('GET', 'maxmemory-policy')), [
    'maxmemory-policy',
    'noeviction',
  ])
  t.match(await withRedis(first.redisUrl, (client) => client.config('GET', 'appendonly')), ['appendonly', 'yes'])
  for (const name of first.containers) {
    const { HostConfig } = await docker.getContainer(name).inspect()
    t.match(HostConfig, { ReadonlyRootfs: true, CapDrop: ['ALL'], RestartPolicy: { Name: 'unless-stopped' } })
    for (const bindings of Object.values(HostConfig.PortBindings)) t.match(bindings, [{ HostIp: '127.0.0.1' }])
  }
  await t.rejects(query(first.databaseUrl.replace('p-word', 'guessed'), 'select 1'), { code: '28P01' })
})

t.test('services that somebody else runs are used as they are', async (t) => {
  const environment = { DATABASE_URL: first.databaseUrl, REDIS_URL: first.redisUrl }
  const other = await startOnceMore({ dataFolder: t.testdir(), environment })
  t.match(other, { databaseUrl: first.databaseUrl, redisUrl: first.redisUrl, containers: [] })
  const wrong = { ...environment, DATABASE_URL: first.databaseUrl.replace('p-word', 'guessed') }
  await t.rejects(startOnceMore({ environment: wrong }), {
    message: /^PostgreSQL at 127\.0\.0\.1:\d+ rejects the password \(.*\): .* or set DATABASE_URL\.$/,
  })
})

t.test('what the engine refuses is told in one line, with what to do', async (t) => {
  const refused = Object.create(docker, {
    // Less than any engine grants.
    createContainer: {
      value: (plan: ContainerCreateOptions) =>
        docker.createContainer({ ...plan, HostConfig: { ...plan.HostConfig, Memory: 1 } }),
    },
  }) as typeof docker
  const dataFolder = join(t.testdir(), randomBytes(4).toString('hex'))
  await t.rejects(startPlatformServices({ ...options, docker: refused, dataFolder }), {
    constructor: SetupProblem,
    message:
      /^The container engine did not start postgres: restart Docker, then start Assay again\. The error was: .*memory.*$/i,
  })
})

t.test('an engine on another machine needs services that both can reach', async (t) => {
  await t.rejects(startOnceMore({ environment: { DOCKER_HOST: 'tcp://192.0.2.1:2375' } }), {
    message: /set DATABASE_URL and REDIS_URL\.$/,
  })
})
