import t from 'tap'
import { readExercisePackage } from '../../contracts/exercise/exercise-package.js'
import type { Progress } from '../../contracts/job.js'
import type { Report } from '../../contracts/report/report.js'
import { assessDirectly } from '../../worker/assess.js'
import { secondSeed } from '../../worker/checks/correctness/run.js'
import { sandbox } from './pod/example-pod.js'
import { createRandom } from '../../sandbox-images/examiner/kit/fixtures/create-random.js'
import { treeOf } from '../tree-of.js'

const seed = 'seed-of-rounds'

async function grade(
  server: string,
  tests: string,
  services = '',
): Promise<{ report: Report; phases: string[]; announced: number }> {
  const progress: Progress[] = []
  const manifest = `slug: rounds
title: Rounds
languages: [node]
services: [${services}]
weights: { correctness: 100, speed: 0, quality: 0 }
limits: { memoryMb: 128, startSeconds: 20, checkSeconds: 60 }
`
  const exercise = readExercisePackage(
    treeOf({
      'exercise.yaml': manifest,
      'statement.md': 'None.',
      'starter/node/server.js': '',
      'hidden/correctness/a.test.mjs': `import { expect, test } from '@assay/kit'\n${tests}`,
    }),
  )
  const report = await assessDirectly(
    {
      exercise,
      source: treeOf({ 'server.js': server }),
      language: 'node',
      worker: 'tests',
      seed,
      onProgress: (one) => void progress.push(one),
    },
    sandbox,
  )
  return {
    report,
    phases: report.phases.map(({ name }) => name),
    announced: progress.filter(({ type }) => type === 'test').length,
  }
}

const outcomesOf = ({ checks }: Report) =>
  Object.fromEntries(
    checks.correctness.tests.map(({ id, outcome, otherRound, earned }) => [id, [outcome, otherRound, earned]]),
  )

/**
 * Looks for traces of an earlier round, and leaves some wherever it may write: files, Redis, a process in a session of
 * its own that listens on another port and an abstract socket. Knows what the first round asks, and is another service
 * in any other.
 */
const twoFaced = `
const { spawn } = require('node:child_process')
const { createServer } = require('node:http')
const { existsSync, readdirSync, readFileSync, writeFileSync } = require('node:fs')
const { connect } = require('node:net')
const places = ['/data/note', '/tmp/note', '/dev/shm/note', '/var/tmp/note', '/run/note', __dirname + '/note']
const isWaiting = (row) => row.trim().split(/\\s+/)[3] === '06'
const traces = places.filter((place) => existsSync(place))
if (readFileSync('/proc/net/tcp', 'utf8').split('\\n').some(isWaiting)) traces.push('closed connections')
if (readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name)).length > 4) traces.push('processes')
for (const place of places) try { writeFileSync(place, 'kept') } catch {}
if (!existsSync('/data/note')) traces.push('no place to write to')
const reach = (target) => new Promise((resolve) => {
  const socket = connect(target)
  socket.on('connect', () => { socket.destroy(); resolve(true) })
  socket.on('error', () => resolve(false))
})
const askRedis = (command) => new Promise((resolve) => {
  let text = ''
  const socket = connect(6379, '127.0.0.1')
  socket.on('data', (bytes) => { text += bytes })
  socket.on('close', () => resolve(text))
  socket.write('AUTH app app\\r\\n' + command + '\\r\\nQUIT\\r\\n')
})
const stays = "require('node:net').createServer().listen(9000); require('node:net').createServer().listen('\\\\0note')"
async function look() {
  if (await reach({ port: 9000, host: '127.0.0.1' })) traces.push('a port')
  if (await reach({ path: '\\0note' })) traces.push('a socket')
  if (/kept/.test(await askRedis('GET note'))) traces.push('a key')
  await askRedis('SET note kept')
  if (!/kept/.test(await askRedis('GET note'))) traces.push('no Redis to write to')
  spawn(process.execPath, ['-e', stays], { detached: true, stdio: 'ignore' }).unref()
}
const looked = look()
let isFirst
createServer(async (request, response) => {
  await looked
  const word = /^\\/word\\/(.*)/.exec(request.url)?.[1]
  if (word) isFirst ??= word === '${createRandom(`${seed}/word`).uuid()}'
  response.statusCode = request.url === (isFirst ? '/second' : '/first') ? 500 : 200
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ traces }))
}).listen(process.env.PORT)
`

const faces = `
test('asks for a word', { id: 'word', points: 8 }, async ({ http, random }) => {
  expect((await http.get('/word/' + random.uuid())).json).toEqual({ traces: [] })
})
test('the first face fails', { id: 'second', points: 2 }, async ({ http }) => expect((await http.get('/second')).status).toBe(200))
test('the second face fails', { id: 'first', points: 1 }, async ({ http }) => expect((await http.get('/first')).status).toBe(200))
`

await t.test(
  'a service with another face in each round earns what its better face does, and not their union',
  async (t) => {
    const { report, phases, announced } = await grade(twoFaced, faces, 'redis')
    t.same(outcomesOf(report), {
      word: ['passed', 'passed', 8],
      second: ['flaky', 'failed', 2],
      first: ['failed', 'passed', 0],
    })
    t.match(report, { verdict: 'assessed', score: 90.9, receipt: { seed, secondSeed: secondSeed(seed) } })
    t.same(report.checks.correctness.otherRound, { place: 'first', verdict: 'assessed', limit: null, earned: 9 })
    t.match(report.summary.detail, /The better round counts: the second earned 10 points, the first 9\./)
    t.same(phases, ['pod', 'start', 'correctness', 'second-round'])
    t.equal(announced, 3, 'tests are announced in the first round alone')
  },
)

/** Makes Redis run out of memory; `take`: and listens in its place. */
const killsRedis = (take: boolean) => `
const { createServer } = require('node:http')
const { connect, createServer: listen } = require('node:net')
let isGone = false
function kill(then) {
  const socket = connect(6379, '127.0.0.1')
  socket.on('error', () => undefined)
  socket.on('close', () => { isGone = true; ${take ? `listen().listen(6379, '127.0.0.1', then)` : 'then()'} })
  socket.write('AUTH app app\\r\\nEVAL "local t={} for i=1,100000000 do t[i]=string.rep(\\'x\\',100000)..i end" 0\\r\\n')
  socket.resume()
}
createServer((request, response) => {
  response.statusCode = isGone ? 503 : 200
  if (request.url === '/kill') kill(() => response.end())
  else response.end()
}).listen(process.env.PORT)
`

const beforeAndAfter = `
test('answers', { id: 'before', points: 8 }, async ({ http }) => expect((await http.get('/')).status).toBe(200))
test('answers while something goes on', { id: 'kill', points: 1, timeoutMs: 30_000 }, async ({ http }) => expect((await http.get('/kill', { timeoutMs: 29_000 })).status).toBe(200))
test('answers still', { id: 'after', points: 1 }, async ({ http }) => expect((await http.get('/')).status).toBe(200))
`

for (const take of [true, false]) {
  await t.test(`a service that kills Redis${take ? ' and takes its port' : ''} gets no second round`, async (t) => {
    const { report, phases } = await grade(killsRedis(take), beforeAndAfter, 'redis')
    t.same(outcomesOf(report), {
      before: ['passed', undefined, 8],
      kill: ['passed', undefined, 1],
      after: ['failed', undefined, 0],
    })
    t.match(report.checks.correctness.tests[2]?.message, take ? /belongs to redis/ : /503/)
    t.notOk(phases.includes('second-round'))
    t.equal(report.receipt.secondSeed, undefined)
  })
}
