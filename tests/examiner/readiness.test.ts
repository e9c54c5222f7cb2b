import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import t from 'tap'
import { startService } from './fixtures/fixture-service.js'
import { runExamination, uid } from './fixtures/run-examination.js'
import { hostIn, uidsIn } from '../../sandbox-images/examiner/examiner/listeners.js'
import { awaitReady } from '../../sandbox-images/examiner/examiner/await-ready.js'

const source = `test('one', () => {})`
const startMs = 300

t.test('a service is ready once it listens under its UID and answers, whatever the status', async (t) => {
  await using subject = await startService('echo-service.mjs')
  const { lines } = await runExamination({ port: subject.port, source })
  t.match(
    lines.find(({ type }) => type === 'ready'),
    { ms: Number },
  )
  t.ok(subject.events.includes('got GET /'))
})

t.test('a service that listens on ::1 alone is examined there', async (t) => {
  await using subject = await startService('echo-service.mjs', 0, '::1')
  const { ended } = await runExamination({
    port: subject.port,
    source: `test('one', async ({ http }) => { await http.get('/a') })`,
  })
  t.match(ended['one'], { outcome: 'passed' })
  t.ok(subject.events.includes('got GET /a'))
})

t.test(
  'a socket on ::1 is taken for one that gets our connections only where none is on 127.0.0.1 or on all IPv4 addresses',
  async (t) => {
    const socket = (address: string, uid: number) => ({ address, port: 8080, uid })
    const [v4, all4, all6, v6] = ['0100007F', '00000000', '0'.repeat(32), '00000000000000000000000001000000'] as const
    t.same(uidsIn([socket(v6, 2), socket(v4, 1)], 8080), [1])
    t.same(uidsIn([socket(v6, 2), socket(all4, 1)], 8080), [1])
    // A socket on :: may be for IPv6 alone, and then ::1 is the one that answers.
    t.same(uidsIn([socket(all6, 1), socket(v6, 2)], 8080), [1, 2])
    t.same(uidsIn([socket(v6, 2)], 8080), [2])
    t.equal(hostIn([socket(v6, 2)], 8080), '[::1]')
    t.same(
      [[], [socket(v6, 2), socket(v4, 1)], [socket(all6, 1)]].map((sockets) => hostIn(sockets, 8080)),
      Array(3).fill('127.0.0.1'),
    )
  },
)

t.test('nothing that listens is not ready', async (t) => {
  const subject = await startService('echo-service.mjs')
  await subject[Symbol.asyncDispose]()
  const { lines, ended } = await runExamination({ port: subject.port, source, setting: { startMs } })
  t.match(
    lines.find(({ type }) => type === 'not-ready'),
    { reason: 'no-listener', detail: /\$PORT/ },
  )
  t.equal(lines.at(-1)?.type, 'done')
  t.same(ended, {})
})

t.test('a service that answers soon after its time is told that it is too slow', async (t) => {
  await using subject = await startService('echo-service.mjs')
  const readiness = await awaitReady({ name: 'subject', port: subject.port, uid }, 0, { extraMs: 60_000 })
  t.match(readiness, {
    type: 'not-ready',
    reason: 'too-slow',
    detail: /^Your service sent its first response only after \d+\.\d seconds\.$/,
  })
})

t.test('a service that the machine held up is ready once it answers in the time that the worker adds', async (t) => {
  await using subject = await startService('echo-service.mjs')
  const grants = [1, 60_000]
  const readiness = await awaitReady({ name: 'subject', port: subject.port, uid }, 0, {
    askForMore: async () => grants.shift() ?? 0,
  })
  t.match(readiness, { type: 'ready', ms: Number })
})

t.test('the worker is asked for more time only for a service that may still start', async (t) => {
  /**
   * A user who listens nowhere: on any other port of this machine, a listener of the test's own user would be the
   * service's.
   */
  const nobody = uid + 54_321
  await using foreign = await startService('echo-service.mjs')
  let asked = 0
  const askForMore = async () => ((asked += 1) < 3 ? 20 : 0)
  t.match(await awaitReady({ name: 'subject', port: foreign.port, uid: nobody }, 20, { askForMore }), {
    reason: 'foreign-listener',
  })
  t.equal(asked, 0)
  await foreign[Symbol.asyncDispose]()
  t.match(await awaitReady({ name: 'subject', port: foreign.port, uid: nobody }, 20, { askForMore }), {
    reason: 'no-listener',
  })
  t.equal(asked, 3)
})

t.test('a listener of somebody else is not ready, and is not spoken to', async (t) => {
  await using subject = await startService('echo-service.mjs')
  const listeners = [{ name: 'subject', port: subject.port, uid: uid + 1 }]
  const { lines } = await runExamination({ port: subject.port, source, setting: { listeners, startMs } })
  t.match(
    lines.find(({ type }) => type === 'not-ready'),
    { reason: 'foreign-listener' },
  )
  t.same(subject.events, [])
})

t.test('a listener that gives no HTTP answer is not ready', async (t) => {
  await using subject = await startService('raw-service.mjs')
  const { lines } = await runExamination({ port: subject.port, source, setting: { startMs: 5 * startMs } })
  t.match(
    lines.find(({ type }) => type === 'not-ready'),
    {
      reason: 'no-answer',
      detail: `Your service listens on port ${subject.port}, but GET / got no valid HTTP response: it sent a response that violates HTTP: it does not begin with a status line such as "HTTP/1.1 200 OK".`,
    },
  )
})

t.test('a listener that closes its connections, as one for TLS does, is not ready', async (t) => {
  const server = createServer((socket) => void socket.once('data', () => socket.destroy())).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const readiness = await awaitReady({ name: 'subject', port, uid }, 2 * startMs)
  server.close()
  t.match(readiness, {
    reason: 'no-answer',
    detail: `Your service listens on port ${port}, but GET / got no valid HTTP response: it closed the connection without sending a response.`,
  })
})

t.test('a port that changed hands fails every test, in words that name whose it is', async (t) => {
  await using subject = await startService('echo-service.mjs')
  await using thief = await startService('echo-service.mjs')
  const listeners = [
    { name: 'subject', port: subject.port, uid },
    { name: 'postgres', port: thief.port, uid: uid + 1 },
  ]
  const { ended } = await runExamination({ port: subject.port, source, setting: { listeners } })
  t.match(ended['one'], {
    outcome: 'failed',
    isPortTaken: true,
    message: /belongs to postgres, but another process listens there/,
  })
})

t.test('a service port that nobody holds is no reason to fail', async (t) => {
  await using subject = await startService('echo-service.mjs')
  const stopped = await startService('echo-service.mjs')
  await stopped[Symbol.asyncDispose]()
  const listeners = [
    { name: 'subject', port: subject.port, uid },
    { name: 'postgres', port: stopped.port, uid: uid + 1 },
  ]
  const { ended } = await runExamination({ port: subject.port, source, setting: { listeners } })
  t.match(ended['one'], { outcome: 'passed' })
})
