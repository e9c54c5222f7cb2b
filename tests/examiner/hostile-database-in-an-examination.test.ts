import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import type { RegisteredScenario } from '../../sandbox-images/examiner/kit/register.js'
import { createSpeedSession } from '../../sandbox-images/examiner/speed/speed-session.js'
import { honest, message, oneColumn, startFakeDatabase, type Protocol, type Send } from './fixtures/fake-databases.js'
import { startService } from './fixtures/fixture-service.js'
import { runExamination } from './fixtures/run-examination.js'

t.test('In an examination such a server fails the tests that look, and no other', async (t) => {
  await using server = await startFakeDatabase('postgres', { ...honest.postgres, answer: message('E', 'SERROR') })
  await using service = await startService('echo-service.mjs')
  const { ended, fault } = await runExamination({
    source: `
      test('looks', { id: 'looks', timeoutMs: 1000 }, ({ db }) => db.query('SELECT 1'))
      test('asks', { id: 'asks' }, ({ http }) => http.get('/'))
    `,
    port: service.port,
    setting: { services: server.services },
  })
  t.equal(fault, null)
  t.same([ended.looks?.outcome, ended.asks?.outcome], ['failed', 'passed'])
})

t.test('A driver that hangs ends with the process of the tests, when that is killed', async (t) => {
  let tellSent = () => {}
  let tellClosed = () => {}
  const sent = new Promise<void>((resolve) => (tellSent = resolve))
  const closed = new Promise<void>((resolve) => (tellClosed = resolve))
  let answers = 0
  const hang: Send = (socket, bytes, stage) => {
    const isSecond = stage === 'answer' && ++answers === 2
    socket.write(isSecond ? message('E', 'SERROR') : bytes)
    if (!isSecond) return
    socket.on('close', tellClosed)
    tellSent()
  }
  await using server = await startFakeDatabase('postgres', honest.postgres, hang)
  const service = createServer(
    (request, response) => void (request.url === '/sent' ? sent : Promise.resolve()).then(() => response.end()),
  )
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))
  const { ended } = await runExamination({
    source: `
      test('starts the drivers', { id: 'starts', timeoutMs: 60000 }, ({ db }) => db.query('SELECT 1'))
      test('blocks', { id: 'blocks', timeoutMs: 2000 }, async ({ db, http }) => {
        db.query('SELECT 1').catch(() => {})
        await http.get('/sent')
        for (;;);
      })
    `,
    port: (service.address() as AddressInfo).port,
    setting: { services: server.services },
  })
  t.equal(ended.blocks?.outcome, 'failed')
  await closed
  service.close()
})

const uncounted: [name: string, protocol: Protocol, answer: Buffer, says: RegExp][] = [
  ['JSON that is none', 'postgres', oneColumn('n', 114, '{'), /JSON/],
  [
    'a long error',
    'postgres',
    Buffer.concat([message('E', `SERROR\0M${'x'.repeat(3000)}\0\0`), message('Z', 'I')]),
    /xxx$/,
  ],
  ['no rows of statistics', 'postgres', honest.postgres.answer, /not numbers/],
]

const emptyScenario: Partial<RegisteredScenario> = {
  id: 'pages',
  title: 'Pages',
  requests: [],
  requestsPerTurn: 0,
  perSecond: 1,
}

for (const [name, protocol, answer, says] of uncounted) {
  t.test(`A trial that ${protocol} does not count, by ${name}, is the fault of its service`, async (t) => {
    await using server = await startFakeDatabase(protocol, { ...honest[protocol], answer })
    const session = createSpeedSession(new Map([['pages', emptyScenario as RegisteredScenario]]), {
      port: 1,
      seed: 's',
      services: server.services,
    })
    const trial = await session.trial({ scenario: 'pages', pair: 0, purpose: 'measure' })
    t.match(trial, { database: null, violation: /^Your database did not report its statistics\./ })
    t.match(trial.violation, says)
    t.ok((trial.violation?.length ?? 0) <= 600, 'within the protocol')
    await session.close()
  })
}
