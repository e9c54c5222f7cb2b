import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { buildApp } from '../../api/app.js'
import { ApiConfigSchema } from '../../api/config.js'
import { createSecret, createToken } from '../../api/people/people.js'
import { startPlatform } from '../../api/platform.js'
import { readConfig } from '../../contracts/read-config.js'
import { percentileOf } from '../statistics.js'
import { createBenchDatabase } from './bench-database.js'
import { QueryCounter } from './query-counter.js'
import { course, instructor, seedCourse, type Size } from './seed.js'

export interface ResultsPagesOptions {
  rounds: number
  /** A server on which a database may be made for the while. */
  databaseUrl: string
  redisUrl: string
  print(line: string): void
}

const size: Size = { learners: 1_000, assignments: 10, attempts: 3, tests: 50 }

/**
 * Measures lists and pages of results over HTTP, with a class of a thousand: times and statements to the database of
 * each.
 */
export async function measureResultsPages({
  rounds,
  databaseUrl,
  redisUrl,
  print,
}: ResultsPagesOptions): Promise<void> {
  const counter = new QueryCounter()
  const database = await createBenchDatabase(databaseUrl)
  const folder = await mkdtemp(join(tmpdir(), 'assay-bench-'))
  const settings = {
    DATABASE_URL: database.url,
    REDIS_URL: redisUrl,
    ASSAY_DATA_DIR: folder,
    ASSAY_ADMIN_TOKEN: createSecret(),
    ASSAY_QUEUE_PREFIX: `bench-${process.pid}`,
    ASSAY_REQUESTS_PER_MINUTE: '1000000',
    ASSAY_RECONCILE_SECONDS: '3600',
  }
  const platform = await startPlatform(readConfig(ApiConfigSchema, settings), pino({ level: 'error' }))
  const app = await buildApp(platform.context)
  try {
    const assignment = await seedCourse(database.url, size)
    const { secret } = await createToken(platform.context.db, { owner: instructor, scope: 'teach', expiresAt: null })
    const get = openClient(await app.listen({ host: '127.0.0.1', port: 0 }), secret)
    const addresses = await listAddresses(assignment.id, get)
    print(
      `${size.learners} learners, ${size.assignments} assignments, ${size.attempts} attempts, ${size.tests} tests; ${rounds} rounds`,
    )
    printTable(await takeTurns(addresses, rounds, get, counter), print)
  } finally {
    platform.endStreams()
    await app.close()
    await platform.close()
    await database.drop()
    await rm(folder, { recursive: true })
  }
}

type Get = (address: string) => Promise<Response>

function openClient(server: string, token: string): Get {
  return async (address) => {
    const answer = await fetch(server + address, { headers: { authorization: `Bearer ${token}` } })
    if (!answer.ok) throw new Error(`${address} answers ${answer.status}: ${await answer.text()}`)
    return answer
  }
}

async function listAddresses(id: string, get: Get): Promise<string[]> {
  const results = `/v1/assignments/${id}/results`
  const next = /^<(.+)>/.exec((await get(`${results}?order=-grade`)).headers.get('link') ?? '')?.[1]
  if (!next) throw new Error('the results have one page only')
  const ofApi = [
    results,
    next,
    `${results}?text=ab&verdict=assessed&order=-submitted`,
    `${results}?missing=true`,
    `${results}?format=own`,
  ]
  const lists = [
    `/v1/assignments/${id}/statistics`,
    `/v1/submissions?assignment=${id}&limit=100`,
    `/v1/courses/${course}/assignments`,
    `/v1/courses/${course}/enrolments`,
  ]
  const pages = [
    `/courses/${course}`,
    `/assignments/${id}`,
    `/assignments/${id}/results`,
    `/assignments/${id}/results?text=ab&order=-grade`,
    `/assignments/${id}/statistics`,
  ]
  return [...ofApi, ...lists, ...pages]
}

interface Measured {
  timesMs: number[]
  /** The least of all rounds: what goes on besides can only add. */
  queries: number
  bytes: number
}

/** One round that is not counted, then A B C A B C …, one request at a time. */
async function takeTurns(
  addresses: readonly string[],
  rounds: number,
  get: Get,
  counter: QueryCounter,
): Promise<Map<string, Measured>> {
  const measured = new Map(
    addresses.map((address): [string, Measured] => [address, { timesMs: [], queries: Infinity, bytes: 0 }]),
  )
  for (let round = 0; round <= rounds; round += 1) {
    for (const [address, so] of measured) {
      counter.take()
      const begun = performance.now()
      const body = await (await get(address)).arrayBuffer()
      const ms = performance.now() - begun
      so.queries = Math.min(so.queries, counter.take())
      so.bytes = body.byteLength
      if (round > 0) so.timesMs.push(ms)
    }
  }
  return measured
}

function printTable(measured: ReadonlyMap<string, Measured>, print: (line: string) => void): void {
  print('| address | p50 ms | p95 ms | queries | kB |')
  print('| --- | ---: | ---: | ---: | ---: |')
  for (const [address, { timesMs, queries, bytes }] of measured) {
    const shown = address.replace(/[0-9a-f-]{36}/, '{id}').replace(/cursor=[^&]+/, 'cursor=…')
    print(
      `| \`${shown}\` | ${Math.round(percentileOf(timesMs, 50))} | ${Math.round(percentileOf(timesMs, 95))} | ${queries} | ${Math.ceil(bytes / 1024)} |`,
    )
  }
}
