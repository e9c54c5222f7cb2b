import t from 'tap'
import type { SpeedInput, SpeedQuestion } from '../../../../contracts/protocol/speed.js'
import { SpeedSession } from '../../../../worker/checks/speed/speed-session.js'
import { deferred } from '../../../../worker/sandbox/until-aborted.js'

type Answer = (input: SpeedQuestion, say: (line: object) => void, end: () => void) => void

const scenario = {
  id: 'pages',
  title: 'Pages',
  hint: null,
  weight: 1,
  unit: 'one page',
  rows: null,
  perSecond: 50,
  requestsPerTurn: 100,
  thresholds: {},
  hasAudit: false,
  file: 'hidden/speed/pages.speed.mjs',
}

/** Opens a session with an examiner that is played here. */
async function open(answer: Answer) {
  const inputs: SpeedInput[] = []
  let nonce = ''
  const opened = await SpeedSession.open(
    async ({ stdout }) => {
      const exit = deferred<{ exitCode: number; oomKilled: boolean }>()
      const say = (line: object) => stdout(Buffer.from(`${JSON.stringify({ nonce, ...line })}\n`))
      return {
        exited: exit.promise,
        async writeInput(text: string) {
          const input = JSON.parse(text) as SpeedInput
          inputs.push(input)
          if (input.type === 'load-speed') {
            nonce = input.nonce
            say({ type: 'scenario', scenario })
            say({ type: 'loaded', id: input.id, total: 1 })
          } else if (input.type !== 'file')
            answer(
              input,
              (line) => say({ id: input.id, ...line }),
              () => exit.resolve({ exitCode: 1, oomKilled: false }),
            )
        },
        [Symbol.asyncDispose]: async () => undefined,
      }
    },
    {
      files: new Map([
        ['hidden/speed/pages.speed.mjs', Buffer.from('x')],
        ['statement.md', Buffer.from('y')],
        ['submissions/a/b', Buffer.from('z')],
      ]),
      seed: 's',
    },
  )
  return { ...opened, inputs }
}

t.test('gives what the package hides and nothing else, and lists the scenarios', async (t) => {
  const { session, scenarios, inputs } = await open(() => undefined)
  await using _ = session
  t.same(scenarios, [scenario])
  t.same(
    inputs.filter(({ type }) => type === 'file').map((input) => 'path' in input && input.path),
    ['hidden/speed/pages.speed.mjs'],
  )
})

t.test('one question has one answer', async (t) => {
  const { session } = await open((input, say) =>
    say(
      input.type === 'audit'
        ? { type: 'audited', scenario: input.scenario, problem: null, unproven: null }
        : { type: 'ready', ms: 1 },
    ),
  )
  await using _ = session
  t.match(await session.ask({ type: 'audit', scenario: 'pages', proves: false }, 'audited'), { problem: null })
  t.match(await session.ask({ type: 'open', port: 1, listeners: [], startMs: 1, services: {} }, 'ready', 'not-ready'), {
    type: 'ready',
  })
})

const faults: [what: string, answer: Answer, message: RegExp][] = [
  ['a fault', (_, say) => say({ id: undefined, type: 'fault', message: 'broken' }), /reports a fault: broken/],
  ['an answer to something else', (_, say) => say({ type: 'done' }), /sent "done" instead of "audited"/],
  ['an answer to another question', (_, say) => say({ id: 99, type: 'done' }), /sent "done" without being asked/],
  ['an unknown line', (_, say) => say({ type: 'score', score: 100 }), /unknown shape/],
  ['a foreign nonce', (_, say) => say({ nonce: 'other', type: 'done' }), /foreign nonce/],
  ['its end', (_, __, end) => end(), /examiner ended with 1/],
]

for (const [what, answer, message] of faults) {
  t.test(`${what} is thrown`, async (t) => {
    const { session } = await open(answer)
    await using _ = session
    await t.rejects(session.ask({ type: 'audit', scenario: 'pages', proves: false }, 'audited'), message)
  })
}
