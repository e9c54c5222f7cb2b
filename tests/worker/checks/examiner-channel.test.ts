import t from 'tap'
import {
  type ExaminerLoad,
  type ExaminerSession,
  openExaminer,
  type StartExaminer,
} from '../../../worker/checks/examiner-channel.js'
import { deferred } from '../../../worker/sandbox/until-aborted.js'

const load: ExaminerLoad = { files: new Map(), seed: 's', contractPoints: 0, suites: [] }
const test = { id: 'a', title: 'A', group: 'g', points: 1, hint: null, show: 'full', file: 'f' }

/** An examiner that answers each line it is sent by a play: bytes to print, or an end. */
function playExaminer(play: (input: { type: string; nonce: string }, say: (message: object | string) => void) => void) {
  const exit = deferred<{ exitCode: number; oomKilled: boolean }>()
  const seen = { isDisposed: false, end: exit.resolve, lose: exit.reject, nonce: '' }
  const start: StartExaminer = async (output) => ({
    exited: exit.promise,
    async writeInput(text) {
      const input = JSON.parse(text) as { type: string; nonce: string }
      if (input.type === 'load') seen.nonce = input.nonce
      play(input, (message) => {
        const line = typeof message === 'string' ? message : JSON.stringify({ nonce: seen.nonce, ...message })
        output.stdout(Buffer.from(`${line}\n`))
      })
    },
    async [Symbol.asyncDispose]() {
      seen.isDisposed = true
    },
  })
  return { start, seen }
}

const loadWell = (input: { type: string }, say: (message: object) => void) => {
  if (input.type !== 'load') return
  say({ type: 'test', test })
  say({ type: 'loaded', total: 1 })
}

async function readAll(session: ExaminerSession): Promise<string[]> {
  const types: string[] = []
  for await (const line of session.lines()) types.push(line.type)
  return types
}

t.test('lists the tests once they are loaded', async (t) => {
  const { start, seen } = playExaminer(loadWell)
  const { session, tests } = await openExaminer(start, load)
  t.same(tests, [test])
  await session[Symbol.asyncDispose]()
  t.ok(seen.isDisposed)
})

const faults: Record<string, (say: (message: object | string) => void) => void> = {
  'prints garbage': (say) => say('Segmentation fault'),
  'prints a result without the nonce': (say) => say({ nonce: 'forged', type: 'loaded', total: 0 }),
  'prints a line of unknown shape': (say) => say({ type: 'loaded', total: 0, score: 100 }),
  'reports a fault': (say) => say({ type: 'fault', message: 'a.test.mjs does not load' }),
  'speaks of another phase': (say) => say({ type: 'done' }),
}

for (const [what, play] of Object.entries(faults)) {
  t.test(`throws, and removes the examiner, when it ${what} while it loads`, async (t) => {
    const { start, seen } = playExaminer((input, say) => input.type === 'load' && play(say))
    await t.rejects(openExaminer(start, load))
    t.ok(seen.isDisposed)
  })
  t.test(`throws to whoever reads when it ${what} later`, async (t) => {
    const { start } = playExaminer((input, say) => (input.type === 'examine' ? play(say) : loadWell(input, say)))
    const { session } = await openExaminer(start, load)
    const reading = readAll(session)
    await session.send({ type: 'examine', port: 1, listeners: [], startMs: 1, checkMs: 1, services: {} })
    if (what === 'speaks of another phase') session.fail(new Error('it is for the reader to judge'))
    await t.rejects(reading)
  })
}

t.test('throws when the examiner ends by itself, with what it said last', async (t) => {
  const { start, seen } = playExaminer(loadWell)
  const { session } = await openExaminer(start, load)
  const reading = readAll(session)
  seen.end({ exitCode: 137, oomKilled: true })
  await t.rejects(reading, /ended with 137, out of memory/)
})

t.test('throws when the engine loses the examiner', async (t) => {
  const { start, seen } = playExaminer(loadWell)
  const { session } = await openExaminer(start, load)
  const reading = readAll(session)
  seen.lose(new Error('socket hang up'))
  await t.rejects(reading, /lost/)
})

t.test('throws when the examiner ends before it has listed a test', async (t) => {
  const { start, seen } = playExaminer(() => seen.end({ exitCode: 1, oomKilled: false }))
  await t.rejects(openExaminer(start, load), /ended with 1/)
  t.ok(seen.isDisposed)
})

t.test('a mistake of the author is told as such, with its place', async (t) => {
  const fault = { type: 'fault', message: 'nothing is not defined', mistakeAt: 'hidden/correctness/a.test.mjs:3' }
  const { start } = playExaminer((input, say) => input.type === 'load' && say(fault))
  await t.rejects(openExaminer(start, load), {
    name: 'CallerError',
    code: 'package-invalid',
    message: `${fault.mistakeAt}: ${fault.message}`,
  })
})
