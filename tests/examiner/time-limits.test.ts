import t from 'tap'
import { startService } from './fixtures/fixture-service.js'
import { runExamination } from './fixtures/run-examination.js'

const service = await startService('echo-service.mjs')
t.teardown(() => service[Symbol.asyncDispose]())
const examine = (source: string, setting = {}) => runExamination({ source, port: service.port, setting })

t.test('a test whose time is over fails, its request is cut, and the next test runs', async (t) => {
  const { ended } = await examine(`
    test('waits', { timeoutMs: 1000 }, async ({ http }) => { await http.get('/never', { timeoutMs: 60_000 }) })
    test('next', async ({ http }) => { await http.get('/x') })`)
  t.match(ended['waits'], { outcome: 'failed', message: 'The test did not finish within 1 s.' })
  t.match(ended['waits']?.transcript, [{ path: '/never', status: null, error: /test ended before/ }])
  t.ok((ended['waits']?.ms ?? 0) < 30_000, 'and not at the end of the time of its request')
  t.equal(ended['next']?.outcome, 'passed')
  await service.heard('cut /never')
})

t.test('a test that ignores its end is left behind', async (t) => {
  const { ended } = await examine(`
    test('ignores', { timeoutMs: 100 }, async ({ signal }) => { await new Promise(() => {}) })
    test('listens', { timeoutMs: 100 }, async ({ signal }) => { await new Promise((_, reject) => signal.addEventListener('abort', reject)) })
    test('next', () => {})`)
  t.match(
    Object.values(ended).map(({ outcome }) => outcome),
    ['failed', 'failed', 'passed'],
  )
})

t.test('a test that blocks its process fails, and the tests after it run in a new one', async (t) => {
  const { ended, fault } = await examine(`
    test('blocks', { timeoutMs: 100 }, () => { for (;;); })
    test('next', async ({ http }) => { expect((await http.get('/x')).status).toBe(200) })`)
  t.match(ended['blocks'], { outcome: 'failed', message: 'The test did not finish within 0.1 s.' })
  t.equal(ended['next']?.outcome, 'passed')
  t.equal(fault, null)
})

t.test('a request has a time of its own', async (t) => {
  const { ended } = await examine(`test('slow', async ({ http }) => { await http.get('/never', { timeoutMs: 50 }) })`)
  t.match(ended['slow'], { outcome: 'failed', message: 'Your service did not send its whole response within 50 ms.' })
})

t.test('when the time of the whole check is over, what remains is not run', async (t) => {
  const source = `
    test('quick', () => {})
    test('long', { timeoutMs: 60_000 }, () => new Promise(() => {}))
    test('late', () => {})`
  const { ended, lines } = await examine(source, { checkMs: 5000 })
  t.match(ended, {
    quick: { outcome: 'passed' },
    long: { outcome: 'not-run', message: /time for all tests ran out/ },
    late: { outcome: 'not-run', message: /time for all tests had run out/ },
  })
  t.match(lines.at(-1), { type: 'done', timedOut: true })
  t.notOk(lines.some((line) => line.type === 'test-started' && line.id === 'late'))
})

t.test('a test that runs out of memory fails, and the tests after it run in a new process', async (t) => {
  const { ended, fault } = await examine(`
    test('grows', { timeoutMs: 30_000 }, () => { for (const kept = []; ; ) kept.push(new Array(100_000).fill(kept.length)) })
    test('next', () => {})`)
  t.match(ended['grows'], { outcome: 'failed', message: /ran out of memory/ })
  t.equal(ended['next']?.outcome, 'passed')
  t.equal(fault, null)
})

t.test('waiting for a restarted service ends with the time of the whole check', async (t) => {
  await using subject = await startService('echo-service.mjs')
  const { ended, lines } = await runExamination({
    port: subject.port,
    source: `test('restarts', async ({ subject }) => { await subject.restart() })`,
    setting: { startMs: 60_000, checkMs: 5000 },
    async reply({ action }) {
      if (action === 'subject.restart') await subject[Symbol.asyncDispose]()
      return undefined
    },
  })
  t.equal(ended['restarts']?.outcome, 'not-run')
  t.match(lines.at(-1), { type: 'done', timedOut: true })
})
