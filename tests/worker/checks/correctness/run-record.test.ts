import { performance } from 'node:perf_hooks'
import t from 'tap'
import { type Death, RunRecord } from '../../../../worker/checks/correctness/examination.js'

const test = (id: string) => ({ id, title: id, group: 'g', points: 1, hint: null, show: 'full' as const, file: 'f' })
const end = (id: string, outcome: 'passed' | 'failed' | 'not-run' = 'passed', message: string | null = null) => ({
  nonce: 'n',
  type: 'test-ended' as const,
  id,
  outcome,
  message,
  ms: 5,
  transcript: [],
})

/** A subject that has printed these lines, and dies when it is told to. */
function startRecord(lines: readonly string[] = []) {
  const deaths: Death[] = []
  const asked: number[] = []
  const log = { linesSince: (atMs: number) => (asked.push(atMs), [...lines]) }
  return { record: new RunRecord({ tests: [test('a'), test('b')], subject: { deaths, log } }), deaths, asked }
}

/** A subject whose lines have the time at which they were read. */
function startPrinting() {
  const lines: { atMs: number; text: string }[] = []
  const deaths: Death[] = []
  const log = { linesSince: (atMs: number) => lines.filter((line) => line.atMs >= atMs).map(({ text }) => text) }
  const record = new RunRecord({ tests: [test('a'), test('b')], subject: { deaths, log } })
  return { record, deaths, print: (text: string) => void lines.push({ atMs: performance.now(), text }) }
}

t.test('keeps how each test ended, with what was printed since it began', async (t) => {
  const { record, asked } = startRecord(['one', 'two'])
  const before = performance.now()
  record.begin()
  t.match(record.end(end('a')), { id: 'a', outcome: 'passed', log: ['one', 'two'] })
  t.ok((asked[0] ?? 0) >= before)
  t.same([...record.runs.keys()], ['a'])
})

t.test(
  'keeps what a test printed though it arrives after the news of its end, and leaves it out of the next',
  async (t) => {
    const { record, print } = startPrinting()
    record.begin()
    record.end(end('a'))
    print('late')
    record.begin()
    record.end(end('b'))
    record.divide()
    t.same(
      [...record.runs.values()].map(({ log }) => log),
      [['late'], []],
    )
  },
)

t.test('keeps the last sixty lines of a test, and none of one that was not run', async (t) => {
  const { record } = startRecord(Array.from({ length: 100 }, (_, index) => `${index}`))
  record.begin()
  const { log } = record.end(end('a'))
  t.equal(log.length, 60)
  t.equal(log.at(-1), '99')
  t.same(record.end(end('b', 'not-run')).log, [])
})

t.test('believes no test that was never listed, and none that ends twice', async (t) => {
  const { record } = startRecord()
  t.throws(() => record.end(end('forged')), /never listed/)
  record.end(end('a', 'failed'))
  t.throws(() => record.end(end('a', 'passed')), /ended before/)
  t.match(record.runs.get('a'), { outcome: 'failed' })
})

t.test('names a death at the failed test that it happened in, also when it is known late', async (t) => {
  const { record, deaths } = startRecord()
  record.begin()
  record.end(end('a', 'failed', 'No answer.'))
  deaths.push({ exitCode: 9, oomKilled: false, log: '' })
  record.divide()
  record.divide()
  t.equal(record.runs.get('a')?.message, 'Your service stopped during this test (exit code 9). No answer.')
})

t.test('blames no passed test, and no test after the one it happened in', async (t) => {
  const { record, deaths } = startRecord()
  record.begin()
  record.end(end('a', 'passed'))
  deaths.push({ exitCode: 9, oomKilled: false, log: '' })
  record.divide()
  record.begin()
  record.end(end('b', 'failed', 'No answer.'))
  t.equal(record.runs.get('a')?.message, null)
  t.equal(record.runs.get('b')?.message, 'No answer.')
})

t.test(
  'what is printed and dies between two checks is of one test, whenever the news of its start and end is read',
  async (t) => {
    const { record, deaths, print } = startPrinting()
    record.divide()
    print('of a')
    record.begin()
    record.end(end('a', 'failed', 'No answer.'))
    record.divide()
    print('last words of a')
    deaths.push({ exitCode: 9, oomKilled: false, log: '' })
    record.divide()
    print('of b')
    record.begin()
    record.end(end('b', 'failed', 'Wrong.'))
    record.divide()
    t.match(record.runs.get('a'), {
      message: 'Your service stopped during this test (exit code 9). No answer.',
      log: ['of a', 'last words of a'],
    })
    t.match(record.runs.get('b'), { message: 'Wrong.', log: ['of b'] })
  },
)

t.test('a death that is found before a test has asked for anything is of the test before', async (t) => {
  const { record, deaths, print } = startPrinting()
  record.begin()
  record.end(end('a', 'failed', 'Wrong.'))
  record.divide()
  record.begin()
  print('last words of a')
  deaths.push({ exitCode: 9, oomKilled: false, log: '' })
  record.divide()
  print('of b')
  record.end(end('b'))
  t.match(record.runs.get('a'), {
    message: 'Your service stopped during this test (exit code 9). Wrong.',
    log: ['last words of a'],
  })
  t.match(record.runs.get('b'), { message: null, log: ['of b'] })
})

t.test('keeps the test that the subject first ended in or right after, whatever became of that test', async (t) => {
  const { record, deaths } = startRecord()
  record.begin()
  record.end(end('a'))
  t.equal(record.firstDeathIn, undefined)
  deaths.push({ exitCode: 1, oomKilled: false, log: '' })
  record.divide()
  record.end(end('b', 'failed'))
  t.equal(record.firstDeathIn, 'a')
  t.equal(record.runs.get('b')?.message, null)
})

t.test('a later end is not taken for the first, which came before any test had ended', async (t) => {
  const { record, deaths } = startRecord()
  deaths.push({ exitCode: 1, oomKilled: false, log: '' })
  record.divide()
  record.end(end('a'))
  deaths.push({ exitCode: 2, oomKilled: false, log: '' })
  record.divide()
  t.equal(record.firstDeathIn, undefined)
})
