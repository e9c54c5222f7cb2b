import { readExercisePackage } from '../../../contracts/exercise-package.js'
import type { Report, TestResult } from '../../../contracts/report.js'
import { assessDirectly } from '../../../worker/assess-directly.js'
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

/** Answers whatever it is asked with the same bytes, which may be no HTTP at all. */
export const junk = (answer: string) => `
require('node:net').createServer((socket) => {
  socket.on('error', () => undefined)
  let first = true
  socket.on('data', (bytes) => {
    if (!first) return
    first = false
    // The examiner must find it ready: its own probe gets an answer.
    if (String(bytes).startsWith('GET / ')) return socket.end('HTTP/1.1 200 OK\\r\\ncontent-length: 0\\r\\n\\r\\n')
    socket.end(${JSON.stringify(answer)})
  })
}).listen(process.env.PORT)
`

/** Begins its answers well and never ends them. */
export const endless = `
const { createServer } = require('node:http')
const chunk = Buffer.alloc(256 * 1024, 32)
createServer((request, response) => {
  if (request.url === '/') return response.end()
  const send = () => {
    while (response.write(chunk));
    response.once('drain', send)
  }
  send()
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

/** Grades a service by an exercise that has these suites; throws where the run ends by a fault. */
export async function gradeBySuite({
  suites,
  files,
  server = echo,
  checkSeconds = 60,
  services = '',
}: SuiteRun): Promise<Report> {
  const texts = {
    ...files,
    'exercise.yaml': `${manifest.replace('CHECK', String(checkSeconds)).replace('SERVICES', services)}suites:\n${suites}\n`,
    'statement.md': 'None.',
    'starter/node/server.js': server,
  }
  return await assessDirectly(
    {
      source: new Map([['server.js', Buffer.from(server)]]),
      exercise: readExercisePackage(new Map(Object.entries(texts).map(([path, text]) => [path, Buffer.from(text)]))),
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
