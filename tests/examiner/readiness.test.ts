import t from 'tap'
import { startService } from './fixtures/fixture-service.js'
import { runExamination, uid } from './fixtures/run-examination.js'

const source = `test('one', () => {})`
const startMs = 300

t.test('a service is ready once it listens under its UID and answers, whatever the status', async (t) => {
  await using subject = await startService('echo-service.mjs')
  const { lines } = await runExamination({ port: subject.port, source })
  t.match(lines.find(({ type }) => type === 'ready'), { ms: Number })
  t.ok(subject.events.includes('got GET /'))
})

t.test('nothing that listens is not ready', async (t) => {
  const subject = await startService('echo-service.mjs')
  await subject[Symbol.asyncDispose]()
  const { lines, ended } = await runExamination({ port: subject.port, source, setting: { startMs } })
  t.match(lines.find(({ type }) => type === 'not-ready'), { reason: 'no-listener', detail: /\$PORT/ })
  t.equal(lines.at(-1)?.type, 'done')
  t.same(ended, {})
})

t.test('a listener of somebody else is not ready, and is not spoken to', async (t) => {
  await using subject = await startService('echo-service.mjs')
  const listeners = [{ name: 'subject', port: subject.port, uid: uid + 1 }]
  const { lines } = await runExamination({ port: subject.port, source, setting: { listeners, startMs } })
  t.match(lines.find(({ type }) => type === 'not-ready'), { reason: 'foreign-listener' })
  t.same(subject.events, [])
})

t.test('a listener that gives no HTTP answer is not ready', async (t) => {
  await using subject = await startService('raw-service.mjs')
  const { lines } = await runExamination({ port: subject.port, source, setting: { startMs: 5 * startMs } })
  t.match(lines.find(({ type }) => type === 'not-ready'), { reason: 'no-answer', detail: /no HTTP answer to GET \/: .*breaks HTTP/s })
})

t.test('a port that changed hands fails every test, in words that name whose it is', async (t) => {
  await using subject = await startService('echo-service.mjs')
  await using thief = await startService('echo-service.mjs')
  const listeners = [
    { name: 'subject', port: subject.port, uid },
    { name: 'postgres', port: thief.port, uid: uid + 1 },
  ]
  const { ended } = await runExamination({ port: subject.port, source, setting: { listeners } })
  t.match(ended['one'], { outcome: 'failed', isPortTaken: true, message: /belongs to postgres, and another process listens there/ })
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
