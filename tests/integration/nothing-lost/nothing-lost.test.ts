import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import t, { type Test } from 'tap'
import type { Report } from '../../../contracts/report.js'
import { connectEngine } from '../../../worker/sandbox/docker-engine.js'
import { label } from '../../../worker/sandbox/labels.js'
import { findFreePort, startService, waitUntil } from '../services/containers.js'
import { isRedisReady, runSql } from '../services/databases.js'
import { Client, submitPatiently } from './client.js'
import { startMortalProgram } from './mortal-program.js'

/** A hundred for the full proof: ASSAY_SOAK_SUBMISSIONS=100. */
const submissionCount = Number(process.env['ASSAY_SOAK_SUBMISSIONS'] ?? 8)
const killCount = Math.max(6, Math.round(submissionCount / 2))
const patienceMs = 120_000 + submissionCount * 15_000

t.setTimeout(patienceMs + 300_000)
const docker = connectEngine(process.env['DOCKER_HOST'])

/** Everything for real, in processes and containers of its own. */
async function startPlatform(t: Test) {
  const password = randomBytes(12).toString('hex')
  const urls = { redis: (port: number) => `redis://:${password}@127.0.0.1:${port}`, postgres: (port: number) => `postgres://assay:${password}@127.0.0.1:${port}/assay` }
  const [redis, postgres, apiPort] = await Promise.all([
    startService('redis', { REDIS_PASSWORD: password }, (port) => isRedisReady(urls.redis(port))),
    startService('postgres', { POSTGRES_PASSWORD: password, POSTGRES_USER: 'assay', POSTGRES_DB: 'assay' }, (port) => runSql(urls.postgres(port), 'select 1').then(() => true, () => false)),
    findFreePort(),
  ])
  t.teardown(() => Promise.all([redis.remove(), postgres.remove()]))
  const adminToken = randomBytes(16).toString('hex')
  const runner = `soak-${randomBytes(4).toString('hex')}`
  const shared = { PATH: process.env['PATH'], REDIS_URL: urls.redis(redis.port), ASSAY_DATA_DIR: t.testdir(), ASSAY_QUEUE_PREFIX: runner, DOCKER_HOST: process.env['DOCKER_HOST'] ?? '' }
  const api = startMortalProgram('api', 'dist/api/main.js', {
    ...shared, DATABASE_URL: urls.postgres(postgres.port), PORT: String(apiPort), ASSAY_ADMIN_TOKEN: adminToken, ASSAY_RECONCILE_SECONDS: '2',
    ASSAY_WAITING_PER_OWNER: '1000', ASSAY_UPLOADS_PER_MINUTE: '10000', ASSAY_REQUESTS_PER_MINUTE: '100000', ASSAY_MAX_FAILURES: '20',
  })
  const workers = [1, 2].map((number) => startMortalProgram(`worker ${number}`, 'dist/worker/main.js', { ...shared, ASSAY_WORKER_NAME: `${runner}-${number}`, ASSAY_LOCK_SECONDS: '5' }))
  t.teardown(() => Promise.all([api, ...workers].map((program) => program.stop())))
  return { redis, postgres, api, workers, runner, databaseUrl: urls.postgres(postgres.port), client: new Client(`http://127.0.0.1:${apiPort}`, adminToken) }
}

type Platform = Awaited<ReturnType<typeof startPlatform>>

const podContainers = (runner: string, role?: string) =>
  docker.listContainers({ all: true, filters: { label: [label.run, ...(role ? [`${label.role}=${role}`] : [])] } })
    .then((containers) => containers.filter(({ Labels }) => Labels[label.worker]?.startsWith(runner)))

/** Ends something of the platform as a power cut would, and lets it come back. */
async function killSomething({ redis, postgres, api, workers, runner }: Platform): Promise<string> {
  const victims = ['api', 'worker 1', 'worker 2', 'redis', 'postgres', 'examiner']
  const victim = victims[Math.floor(Math.random() * victims.length)] ?? 'api'
  const program = [api, ...workers].find(({ name }) => name === victim)
  if (program) program.kill()
  else if (victim === 'examiner') {
    const [examiner] = await podContainers(runner, 'examiner')
    if (examiner) await docker.getContainer(examiner.Id).kill().catch(() => undefined) // it may have ended by itself
  } else {
    const { container } = victim === 'redis' ? redis : postgres
    await container.kill()
    await sleep(500)
    await container.start()
  }
  return victim
}

t.test('whatever is killed meanwhile, each submission gets one report, and no fault becomes a score', async (t) => {
  const platform = await startPlatform(t)
  const { client } = platform
  await waitUntil(() => client.isReady(), 60_000, 'the API')
  await client.publish()

  const submitting = Promise.all(Array.from({ length: submissionCount }, (_, index) => submitPatiently(client, index)))
  for (let kills = 0; kills < killCount; kills += 1) {
    await sleep(2000 + Math.random() * 4000)
    t.comment(`killed: ${await killSomething(platform)}`)
  }
  const ids = await submitting
  t.equal(new Set(ids).size, submissionCount, 'each submission has an id of its own')

  const reports = new Map<string, Report>()
  await waitUntil(async () => {
    for (const id of ids.filter((id) => !reports.has(id))) {
      const report = await client.report(id)
      if (report) reports.set(id, report)
    }
    return reports.size === ids.length
  }, patienceMs, `reports of all ${ids.length} submissions`)

  const endings = [...reports.values()].map(({ verdict, score }) => `${verdict} ${score}`)
  t.same([...new Set(endings)], ['assessed 100'], 'every report is that of an undisturbed run')
  t.same(await countRuns(platform.databaseUrl), { submissions: submissionCount, runs: submissionCount, reports: submissionCount })
  await waitUntil(async () => (await podContainers(platform.runner)).length === 0, 150_000, 'the end of every container of a run')
})

async function countRuns(databaseUrl: string): Promise<unknown> {
  const database = new pg.Client({ connectionString: databaseUrl })
  await database.connect()
  try {
    const { rows } = await database.query('select (select count(*)::int from submissions) as submissions, count(*)::int as runs, count(report)::int as reports from runs')
    return rows[0]
  } finally {
    await database.end()
  }
}
