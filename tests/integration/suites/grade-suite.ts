import { readExercisePackage, type ExercisePackage } from '../../../contracts/exercise/exercise-package.js'
import type { Report, TestResult } from '../../../contracts/report/report.js'
import { assessDirectly } from '../../../worker/assess.js'
import { sandbox } from '../pod/example-pod.js'

const manifest = `slug: suites
title: Suites for other runners
languages: [node]
weights: { correctness: 100, speed: 0, quality: 0 }
limits: { memoryMb: 128, startSeconds: 10, checkSeconds: CHECK }
services: [SERVICES]
`

/** Answers GET with its path, logs it, and dies of /die. */
export const echo = `
const { createServer } = require('node:http')
createServer((request, response) => {
  console.log('asked ' + request.url)
  if (request.url === '/die') process.exit(7)
  response.setHeader('content-type', 'application/json')
  if (request.url === '/wrong') response.statusCode = 500
  response.end(JSON.stringify({ path: request.url }))
}).listen(process.env.PORT)
`

/** Answers a path with these bytes, which may be no HTTP at all, or in a way of its own. */
export const misbehaving = (bytes: Readonly<Record<string, string>>) => `
const { createServer } = require('node:http')
const bytes = ${JSON.stringify(bytes)}
const chunk = Buffer.alloc(256 * 1024, 32)
const bomb = Buffer.concat(Array(64).fill(require('node:zlib').gzipSync(Buffer.alloc(16 * 1024 * 1024, 32))))
createServer((request, response) => {
  console.log('asked ' + request.url)
  const way = request.url.slice(1)
  if (way in bytes) return response.socket.end(bytes[way])
  response.setHeader('content-type', 'application/json')
  // Begins well and never ends.
  const send = () => {
    while (response.write(chunk));
    response.once('drain', send)
  }
  if (way === 'endless') return send()
  if (way === 'silent') return
  // A few KB that are far more once a client has unpacked or parsed them: more than a runner has memory for.
  if (way === 'gigabytes') return response.setHeader('content-encoding', 'gzip').end(bomb)
  if (way === 'objects') return response.end('[' + '{},'.repeat(5_000_000) + '{}]')
  response.end('{"a":1}')
}).listen(process.env.PORT)
`

export interface SuiteRun {
  /** The entries of `suites`, as YAML. */
  suites: string
  files: Record<string, string>
  server?: string
  checkSeconds?: number
  services?: string
}

/** An exercise that has these suites. */
export function exerciseOf({
  suites,
  files,
  server = echo,
  checkSeconds = 60,
  services = '',
}: SuiteRun): ExercisePackage {
  const texts = {
    ...files,
    'exercise.yaml': `${manifest.replace('CHECK', String(checkSeconds)).replace('SERVICES', services)}suites:\n${suites}\n`,
    'statement.md': 'None.',
    'starter/node/server.js': server,
  }
  return readExercisePackage(new Map(Object.entries(texts).map(([path, text]) => [path, Buffer.from(text)])))
}

/** Grades a service by such an exercise; throws where the run ends by a fault. */
export async function gradeBySuite(run: SuiteRun): Promise<Report> {
  return await assessDirectly(
    {
      source: new Map([['server.js', Buffer.from(run.server ?? echo)]]),
      exercise: exerciseOf(run),
      language: 'node',
      seed: 'seed-of-suites',
      worker: 'suite-tests',
    },
    sandbox,
  )
}

export const testsById = ({ checks }: Report): Record<string, TestResult> =>
  Object.fromEntries(checks.correctness.tests.map((test) => [test.id, test]))

/** A Postman collection of requests `[name, path, test script]`. */
export const collectionOf = (requests: readonly (readonly [name: string, path: string, script: string])[]): string =>
  JSON.stringify({
    info: { name: 'made', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
    item: requests.map(([name, path, script]) => ({
      name,
      request: { method: 'GET', url: `{{baseUrl}}${path}` },
      event: [{ listen: 'test', script: { type: 'text/javascript', exec: script.split('\\n') } }],
    })),
  })
