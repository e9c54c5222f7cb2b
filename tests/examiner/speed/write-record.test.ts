import t from 'tap'
import { importProjectFile } from '../../project-file.js'

interface Write {
  asked: string
  answer: { status: number } | null
}

interface Kind {
  name: string
  writes?: false | ((asked: string, response?: { json: { id: string } }) => string)
}

interface Turn {
  acknowledge(index: number, answer: object): void
  end(): void
}

interface Record {
  beginTurn(turn: { pair: number; planned: object[]; dueMs: number[] }, now: () => number): Turn
  list(): Write[][]
  problem: string | null
}

const { createWriteRecord } = await importProjectFile('sandbox-images/examiner/speed/write-record.mjs')

const answerOf = (text: string) => ({ status: 200, headers: {}, body: Buffer.from(text) })

interface Sent {
  method?: string
  path: string
  sentMs: number
  /** Absent: no right answer ever came. */
  answeredMs?: number
  text?: string
}

/** A turn of these requests, each named by its place and path: `1 /a`. */
function addTurn(record: Record, sent: readonly Sent[], pair = 0) {
  let clock = 0
  const planned = sent.map(({ method = 'PUT', path }, at) => ({ kind: 'write', asked: `${at} ${path}`, request: { method, path } }))
  const turn = record.beginTurn({ pair, planned, dueMs: sent.map(({ sentMs }) => sentMs) }, () => clock)
  for (const [at, { answeredMs, text = '' }] of sent.entries()) {
    if (answeredMs === undefined) continue
    clock = answeredMs
    turn.acknowledge(at, answerOf(text))
  }
  turn.end()
}

function recordOf(sent: readonly Sent[], kind: Kind = { name: 'write' }) {
  const record: Record = createWriteRecord('s', [kind])
  addTurn(record, sent)
  return record
}

const left = (record: Record) => record.list().map((writes) => writes.map(({ asked }) => asked))

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

t.test('one without a right answer may be left whenever it was sent, and need not be', async (t) => {
  const record = recordOf([
    { path: '/a', sentMs: 0 },
    { path: '/a', sentMs: 10, answeredMs: 15 },
    { path: '/b', sentMs: 20 },
  ])
  t.same(left(record), [['1 /a', '0 /a']])
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
  t.same(left(recordOf(sent, { name: 'write', writes: (_, response) => response?.json.id ?? '' })), [['1 /rename']])
  t.same(left(recordOf(sent, { name: 'write', writes: false })), [])
})

t.test('an answer that the author\'s function cannot read leaves the write, and is no fault', async (t) => {
  const record = recordOf([{ path: '/a', sentMs: 0, answeredMs: 5, text: 'no JSON' }], { name: 'write', writes: (_, response) => response?.json.id.trim() ?? '' })
  t.same(left(record), [['0 /a']])
})

t.test('what was written last is kept, with a sample of the rest that every turn draws alike', async (t) => {
  const limits = { recent: 2, sample: 3 }
  const record: Record = createWriteRecord('s', [{ name: 'write' }], limits)
  const paths = Array.from({ length: 40 }, (_, at) => `/${at}`)
  for (const [pair, path] of paths.entries()) addTurn(record, [{ path, sentMs: 0, answeredMs: 1 }], pair)
  const kept = left(record).flat()
  t.equal(kept.length, 5)
  t.same(kept.slice(-2), ['0 /38', '0 /39'])
  const atOnce: Record = createWriteRecord('s', [{ name: 'write' }], limits)
  addTurn(atOnce, paths.map((path, at) => ({ path, sentMs: at, answeredMs: at })))
  t.same(left(atOnce).flat().map((asked) => asked.split(' ')[1]), kept.map((asked) => asked.split(' ')[1]))
  const other: Record = createWriteRecord('another', [{ name: 'write' }], limits)
  for (const [pair, path] of paths.entries()) addTurn(other, [{ path, sentMs: 0, answeredMs: 1 }], pair)
  t.notSame(left(other).flat(), kept)
})

t.test('a thing with a write that got no right answer is never dropped from it', async (t) => {
  const record: Record = createWriteRecord('s', [{ name: 'write' }], { recent: 1, sample: 0 })
  addTurn(record, [{ path: '/a', sentMs: 0, answeredMs: 1 }, { path: '/a', sentMs: 5 }])
  for (const pair of [1, 2, 3]) addTurn(record, [{ path: `/other/${pair}`, sentMs: 0, answeredMs: 1 }], pair)
  t.same(left(record), [['1 /a', '0 /a'], ['0 /other/3']])
})

t.test('an answer too long to keep is the service\'s problem, and nothing of it is kept', async (t) => {
  const record = recordOf([{ path: '/a', sentMs: 0, answeredMs: 5, text: 'x'.repeat(33 * 1024) }])
  t.match(record.problem, /answered PUT \/a with more than 32 KB/)
  t.same(record.list(), [])
})
