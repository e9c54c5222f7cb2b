import t from 'tap'
import { examinerLimits } from '../../../contracts/protocol/bounds.js'
import { LineSplitter, parseExaminerLine } from '../../../worker/checks/examiner-channel.js'

const nonce = 'n-1'
const parse = (value: unknown) => parseExaminerLine(JSON.stringify(value), nonce)

const good = [
  { nonce, type: 'test', test: { id: 'a', title: 'A', group: 'g', points: 1, hint: null, show: 'full', file: 'f' } },
  { nonce, type: 'loaded', total: 3 },
  { nonce, type: 'ready', ms: 1.5 },
  { nonce, type: 'not-ready', reason: 'no-answer', detail: 'x' },
  { nonce, type: 'test-started', id: 'a' },
  { nonce, type: 'test-ended', id: 'a', outcome: 'failed', message: 'x', ms: 2, transcript: [] },
  { nonce, type: 'control', id: 1, action: 'service.stop', service: 'redis' },
  { nonce, type: 'done' },
  { nonce, type: 'done', timedOut: true },
  { nonce, type: 'fault', message: 'x' },
]

t.test('takes every line of the protocol as it is', async (t) => {
  for (const line of good) t.same(parse(line), line)
})

const ended = { nonce, type: 'test-ended', id: 'a', outcome: 'passed', message: null, ms: 1, transcript: [] }
const bad: Record<string, unknown> = {
  'an unknown type': { nonce, type: 'passed' },
  'no type': { nonce },
  'no nonce': { type: 'done' },
  'a nonce that is no text': { nonce: null, type: 'done' },
  'an unknown key': { nonce, type: 'done', score: 100 },
  'an outcome that no test has': { ...ended, outcome: 'skipped' },
  'a test that ended without outcome': { ...ended, outcome: undefined },
  'an action that the worker does not know': { nonce, type: 'control', id: 1, action: 'service.remove' },
  'a message that is too long': { ...ended, message: 'x'.repeat(5000) },
  'too many exchanges': { ...ended, transcript: Array.from({ length: examinerLimits.exchanges + 1 }, () => ({})) },
  'points below zero': { ...good[0], test: { ...(good[0] as { test: object }).test, points: -1 } },
  'an id that is a path': { ...good[0], test: { ...(good[0] as { test: object }).test, id: '../a' } },
  'a list': [ended],
  'a number': 5,
  nothing: null,
}

for (const [what, value] of Object.entries(bad)) {
  t.test(`throws for ${what}`, async (t) => {
    t.throws(() => parse(value), /unknown shape/)
  })
}

t.test('throws for what is no JSON', async (t) => {
  for (const text of ['', '{', 'ok 1 - passed', '{"nonce":"n-1","type":"done"} trailing', '\u0000', 'NaN']) {
    t.throws(() => parseExaminerLine(text, nonce), /not JSON/, JSON.stringify(text))
  }
})

t.test('throws for a whole line with a foreign nonce', async (t) => {
  for (const foreign of ['', 'n-2', 'N-1', 'n-1 ']) {
    t.throws(() => parseExaminerLine(JSON.stringify({ nonce: foreign, type: 'done' }), nonce), /foreign nonce/)
  }
})

t.test('cuts bytes into lines in whatever pieces they come', async (t) => {
  const splitter = new LineSplitter()
  t.same(splitter.push(Buffer.from('{"a"')), [])
  t.same(splitter.push(Buffer.from(':1}\n{"b":2}\n{')), ['{"a":1}', '{"b":2}'])
  t.same(splitter.push(Buffer.from('}\n')), ['{}'])
  const bytes = Buffer.from('é\n')
  t.same([...splitter.push(bytes.subarray(0, 1)), ...splitter.push(bytes.subarray(1))], ['é'])
})

t.test('throws once a line is longer than the protocol allows, ended or not', async (t) => {
  const longest = 'x'.repeat(examinerLimits.lineBytes)
  t.same(new LineSplitter().push(Buffer.from(`${longest}\n`)), [longest])
  t.throws(() => new LineSplitter().push(Buffer.from(`${longest}x\n`)), /longer/)
  t.throws(() => new LineSplitter().push(Buffer.from(`${longest}x`)), /longer/)
  t.throws(
    () => new LineSplitter().push(Buffer.from(`${'é'.repeat(examinerLimits.lineBytes / 2 + 1)}\n`)),
    /longer/,
    'in bytes, not characters',
  )
})

t.test('throws once all lines together are more than the protocol allows', async (t) => {
  const splitter = new LineSplitter()
  const chunk = Buffer.from(`${'x'.repeat(65_535)}\n`.repeat(16))
  for (let sent = 0; sent < examinerLimits.totalBytes; sent += chunk.length) splitter.push(chunk)
  t.throws(() => splitter.push(Buffer.from('x')), /more than the protocol allows/)
})
