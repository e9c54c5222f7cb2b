import t from 'tap'
import type { PlannedRequest } from '../../../sandbox-images/examiner/kit/author-types.js'
import { createWriteRecord, type WriteRecord } from '../../../sandbox-images/examiner/speed/write-record.js'

const answerOf = (text: string) => ({ status: 200, headers: {}, body: Buffer.from(text), failure: null })

interface Sent {
  method?: string
  path: string
  sentMs: number
  /** Absent: no answer came in its trial. */
  answeredMs?: number
  isWrong?: boolean
  text?: string
}

/** A trial of these requests, each named by its place and path: `1 /a`. */
function addTrial(record: WriteRecord, sent: readonly Sent[], pair = 0) {
  let clock = 0
  const planned = sent.map(({ method = 'PUT', path }, at) => ({
    kind: 'write',
    asked: { path: `${at} ${path}` },
    request: { method, path, headers: {}, body: null },
  }))
  const trial = record.beginTrial({ pair, planned, dueMs: sent.map(({ sentMs }) => sentMs) }, () => clock)
  for (const [at, { answeredMs, isWrong = false, text = '' }] of sent.entries()) {
    if (answeredMs === undefined) continue
    clock = answeredMs
    if (isWrong) trial.giveUp(at)
    else trial.acknowledge(at, answerOf(text))
  }
  trial.end()
}

function recordOf(sent: readonly Sent[], writes?: false | ((asked: PlannedRequest) => string)) {
  const record = createWriteRecord('s', [{ name: 'write', ...(writes !== undefined && { writes }) }])
  addTrial(record, sent)
  return record
}

const left = (record: WriteRecord) => record.list().map((writes) => writes.map(({ asked }) => asked.path))

t.test('a later write replaces an earlier one to the same thing, and only that', async (t) => {
  const record = recordOf([
    { path: '/a', sentMs: 0, answeredMs: 5 },
    { path: '/b', sentMs: 1, answeredMs: 6 },
    { path: '/a?again', sentMs: 10, answeredMs: 15 },
  ])
  t.same(left(record), [['1 /b'], ['2 /a?again']])
})

t.test('of writes that overlap either may be left', async (t) => {
  const record = recordOf([
    { path: '/a', sentMs: 0, answeredMs: 1 },
    { path: '/a', sentMs: 5, answeredMs: 20 },
    { path: '/a', sentMs: 10, answeredMs: 15 },
  ])
  t.same(left(record), [['2 /a', '1 /a']])
})

t.test('one without an answer may be left until its trial ends, and need not be', async (t) => {
  const record = recordOf([
    { path: '/a', sentMs: 0 },
    { path: '/a', sentMs: 10, answeredMs: 15 },
    { path: '/b', sentMs: 20 },
  ])
  t.same(left(record), [['1 /a', '0 /a']])
  addTrial(record, [{ path: '/a', sentMs: 100, answeredMs: 101 }], 1)
  t.same(left(record), [['0 /a']], 'it frees nobody from later writes')
})

t.test('one that was answered wrongly is replaced by a later one', async (t) => {
  const record = recordOf([
    { path: '/a', sentMs: 0, answeredMs: 5, isWrong: true },
    { path: '/a', sentMs: 10, answeredMs: 15 },
    { path: '/b', sentMs: 10, answeredMs: 15, isWrong: true },
  ])
  t.same(left(record), [['1 /a']])
})

t.test('each POST makes a thing of its own, and what reads is no write', async (t) => {
  const record = recordOf([
    { method: 'POST', path: '/all', sentMs: 0, answeredMs: 5 },
    { method: 'POST', path: '/all', sentMs: 10, answeredMs: 15 },
    { method: 'GET', path: '/all', sentMs: 20, answeredMs: 25 },
  ])
  t.same(left(record), [['0 /all'], ['1 /all']])
})

t.test('an author names what is written, or that nothing is', async (t) => {
  const sent: Sent[] = [
    { method: 'POST', path: '/rename', sentMs: 0, answeredMs: 5, text: '{"id":"1"}' },
    { method: 'POST', path: '/rename', sentMs: 10, answeredMs: 15, text: '{"id":"1"}' },
  ]
  t.same(left(recordOf(sent, () => '1')), [['1 /rename']])
  t.same(left(recordOf(sent, false)), [])
})

t.test('a service cannot make writes replace each other by what it answers', async (t) => {
  const sent = [0, 10, 20].map((sentMs) => ({
    method: 'POST',
    path: '/all',
    sentMs,
    answeredMs: sentMs + 1,
    text: '{"id":"1"}',
  }))
  const seen: unknown[][] = []
  recordOf(sent, (...args: unknown[]) => String(seen.push(args)))
  t.same(seen, [[{ path: '0 /all' }], [{ path: '1 /all' }], [{ path: '2 /all' }]])
})

t.test('what was written last is kept, with a sample of the rest that every trial draws alike', async (t) => {
  const limits = { recent: 2, sample: 3 }
  const record = createWriteRecord('s', [{ name: 'write' }], limits)
  const paths = Array.from({ length: 40 }, (_, at) => `/${at}`)
  for (const [pair, path] of paths.entries()) addTrial(record, [{ path, sentMs: 0, answeredMs: 1 }], pair)
  const kept = left(record).flat()
  t.equal(kept.length, 5)
  t.same(kept.slice(-2), ['0 /38', '0 /39'])
  const atOnce = createWriteRecord('s', [{ name: 'write' }], limits)
  addTrial(
    atOnce,
    paths.map((path, at) => ({ path, sentMs: at, answeredMs: at })),
  )
  t.same(
    left(atOnce)
      .flat()
      .map((asked) => asked.split(' ')[1]),
    kept.map((asked) => asked.split(' ')[1]),
  )
  const other = createWriteRecord('another', [{ name: 'write' }], limits)
  for (const [pair, path] of paths.entries()) addTrial(other, [{ path, sentMs: 0, answeredMs: 1 }], pair)
  t.notSame(left(other).flat(), kept)
})

t.test('things without a right answer take no place of others', async (t) => {
  const record = createWriteRecord('s', [{ name: 'write' }], { recent: 1, sample: 0 })
  addTrial(record, [
    { path: '/a', sentMs: 0, answeredMs: 1 },
    { path: '/b', sentMs: 5, answeredMs: 6, isWrong: true },
  ])
  t.same(left(record), [['0 /a']])
})

t.test("an answer too long to keep is the service's problem, and nothing of it is kept", async (t) => {
  const record = recordOf([{ path: '/a', sentMs: 0, answeredMs: 5, text: 'x'.repeat(33 * 1024) }])
  t.match(record.problem, /responded to PUT \/a with more than 32 KB/)
  t.same(record.list(), [])
})
