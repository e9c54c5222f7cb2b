import { performance } from 'node:perf_hooks'
import t from 'tap'
import { OutputLog } from '../../../worker/sandbox/output-log.js'

const never = () => {
  throw new Error('The cap was not passed')
}
const write = (log: OutputLog, text: string) => log.write(Buffer.from(text))

t.test('keeps lines as they were printed, in whatever pieces they came', async (t) => {
  const log = new OutputLog(1000, never)
  for (const piece of ['fir', 'st\nsec', 'ond\n', 'third']) write(log, piece)
  t.same(log.linesSince(0), ['first', 'second', 'third'])
  t.equal(log.tail(1000), 'first\nsecond\nthird')
  t.equal(log.tail(5), 'third')
  t.equal(log.bytes, 18)
})

t.test('keeps a character whose bytes came in two pieces', async (t) => {
  const log = new OutputLog(1000, never)
  const bytes = Buffer.from('Ünïcödé\n')
  log.write(bytes.subarray(0, 1))
  log.write(bytes.subarray(1))
  t.same(log.linesSince(0), ['Ünïcödé'])
})

t.test('tells the lines since a moment, an unfinished one included', async (t) => {
  const log = new OutputLog(1000, never)
  write(log, 'before\n')
  const written = performance.now()
  let since = performance.now()
  while (since <= written) since = performance.now() // The clock may stand still between two calls.
  write(log, 'after\nunfinished')
  t.same(log.linesSince(since), ['after', 'unfinished'])
})

t.test('calls once when the cap is passed, not when it is reached', async (t) => {
  let calls = 0
  const log = new OutputLog(10, () => (calls += 1))
  write(log, '0123456789')
  t.equal(calls, 0)
  t.notOk(log.isOverCap)
  write(log, 'x')
  write(log, 'y'.repeat(100))
  t.equal(calls, 1)
  t.ok(log.isOverCap)
})

t.test('counts what comes after the cap, and keeps none of it', async (t) => {
  const log = new OutputLog(10, () => undefined)
  write(log, 'over the cap\n')
  write(log, 'too late\n')
  t.equal(log.bytes, 22)
  t.equal(log.tail(1000), 'over the cap')
})

t.test('is bounded for a million empty lines, and for one endless line', async (t) => {
  const empty = new OutputLog(1e9, never)
  for (let chunk = 0; chunk < 16; chunk += 1) write(empty, '\n'.repeat(65_536))
  t.ok(empty.linesSince(0).length <= 500)
  const endless = new OutputLog(1e9, never)
  for (let chunk = 0; chunk < 16; chunk += 1) write(endless, 'x'.repeat(65_536))
  t.ok(endless.tail(1e6).length <= 500)
  write(endless, '\nnext\n')
  t.equal(endless.linesSince(0).at(-1), 'next')
})

t.test('keeps the last lines when there are too many', async (t) => {
  const log = new OutputLog(1e9, never)
  for (let line = 0; line < 2000; line += 1) write(log, `${line}\n`)
  const lines = log.linesSince(0)
  t.equal(lines.length, 500)
  t.equal(lines.at(-1), '1999')
})

t.test('takes bytes that are no text', async (t) => {
  const log = new OutputLog(1e6, never)
  log.write(Buffer.from([0xff, 0xfe, 0, 10, 0xc3]))
  t.equal(log.linesSince(0).length, 1)
  t.equal(log.bytes, 5)
})
