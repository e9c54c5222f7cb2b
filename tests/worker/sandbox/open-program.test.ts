import t from 'tap'
import { defaultLimits } from '../../../contracts/limits.js'
import { openProgram, type ProgramPlan } from '../../../worker/sandbox/open-program.js'
import type { Pod } from '../../../worker/sandbox/pod.js'
import type { Program } from '../../../worker/sandbox/pod-members.js'
import type { Sandbox } from '../../../worker/sandbox/sandbox.js'
import { deferred } from '../../../worker/sandbox/until-aborted.js'

/** A sandbox whose one pod writes down what is done in it. `fails`: what goes wrong there. */
function play({ exitCodes = {} as Record<string, number>, fails = '' } = {}) {
  const events: string[] = []
  const note = async (event: string) => {
    events.push(event)
    if (event === fails) throw new Error(`${event} failed`)
  }
  const pod = {
    placeSource: () => note('place'),
    startServices: () => note('services'),
    async build({ command }: Program) {
      await note(`build ${command[0]}`)
      return { exitCode: exitCodes[command[0] ?? ''] ?? 0, limit: null, log: '', outputBytes: 0 }
    },
    async prepareSubject({ command }: Program, restarts: number) {
      await note(`prepare ${command[0]} ${restarts}`)
      return { name: 'subject' }
    },
    [Symbol.asyncDispose]: () => note('gone'),
  } as unknown as Pod
  return { events, sandbox: { openPod: async () => pod } as unknown as Sandbox }
}

const plan = (changes: Partial<ProgramPlan<string>> = {}): ProgramPlan<string> => ({
  pod: {
    identity: { runId: 'r', delivery: 1, worker: 'tests', lifetimeSeconds: 60 },
    services: [],
    limits: defaultLimits,
    language: 'node',
    imageNames: [],
  },
  source: new Map(),
  builds: [['one'], ['two']],
  start: ['serve'],
  env: {},
  restartsAfterDeath: 2,
  beside: async () => 'examiner',
  signal: new AbortController().signal,
  ...changes,
})

t.test('services are up before anything is built, and all is built before the program is prepared', async (t) => {
  const { events, sandbox } = play()
  const opened = await openProgram(plan({ onBuild: () => void events.push('builds begin') }), sandbox)
  t.same(events, ['services', 'place', 'builds begin', 'build one', 'build two', 'prepare serve 2'])
  t.match(opened, { beside: 'examiner', build: { exitCode: 0 }, failedBuild: null, subject: { name: 'subject' } })
  await opened[Symbol.asyncDispose]()
  t.equal(events.at(-1), 'gone')
})

t.test('nothing to build is told of as such', async (t) => {
  const { events, sandbox } = play()
  const onBuild = () => t.fail('there is no build')
  t.match(await openProgram(plan({ builds: [], onBuild }), sandbox), { build: null, failedBuild: null })
  t.same(events, ['services', 'place', 'prepare serve 2'])
})

t.test('the first build that fails is the last, and its pod stays for whoever asked', async (t) => {
  const { events, sandbox } = play({ exitCodes: { one: 3 } })
  const opened = await openProgram(plan(), sandbox)
  t.match(opened, { build: { exitCode: 3 }, failedBuild: { exitCode: 3 } })
  t.notOk('subject' in opened)
  t.same(events, ['services', 'place', 'build one'])
})

t.test('a fault on the way leaves no pod', async (t) => {
  for (const fails of ['services', 'place', 'build one', 'prepare serve 2']) {
    const { events, sandbox } = play({ fails })
    await t.rejects(openProgram(plan(), sandbox), { message: `${fails} failed` })
    t.equal(events.at(-1), 'gone', fails)
  }
  const { events, sandbox } = play()
  const beside = () => Promise.reject(new Error('no examiner'))
  await t.rejects(openProgram(plan({ beside }), sandbox), { message: 'no examiner' })
  t.equal(events.at(-1), 'gone')
})

t.test('neither does a run that is cancelled', async (t) => {
  const { events, sandbox } = play()
  const cancel = new AbortController()
  const opening = openProgram(plan({ beside: () => deferred<string>().promise, signal: cancel.signal }), sandbox)
  cancel.abort(new Error('cancelled'))
  await t.rejects(opening, { message: 'cancelled' })
  t.equal(events.at(-1), 'gone')
})
