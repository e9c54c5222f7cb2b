import t from 'tap'
import type { ExaminerInput } from '../../contracts/protocol/examiner.js'
import type { ExercisePackage } from '../../contracts/exercise/exercise-package.js'
import { defaultLimits } from '../../contracts/limits.js'
import type { Progress } from '../../contracts/job.js'
import { examineInPod, secondSeed } from '../../worker/checks/correctness/run.js'
import { sumPoints } from '../../worker/checks/correctness/score.js'
import { PhaseClock } from '../../worker/assess-request.js'
import type { OutputSinks } from '../../worker/sandbox/container.js'
import type { Pod, PodPlan } from '../../worker/sandbox/pod.js'
import type { Sandbox } from '../../worker/sandbox/sandbox.js'

type Outcomes = Record<string, 'passed' | 'failed'>

interface Round {
  /** By the id of the test; each is worth a point, and `most` is worth eight. */
  outcomes: Outcomes
  build?: { exitCode: number; limit: null; log: string }
  limit?: 'memory'
  /** What the examiner says in place of its last line. */
  end?: object
  opens?: false
  /** The service is not there in its time, and the examiner asks for more. */
  isLate?: boolean
}

/** A sandbox whose pods play one round each, and write down what is done with them. */
function playRounds(rounds: readonly Round[]) {
  const events: string[] = []
  const seeds: string[] = []
  let opened = 0
  const sandbox = {
    async openPod({ identity }: Pick<PodPlan, 'identity'>) {
      const round = rounds[opened++]
      if (!round) throw new Error('A pod too many was opened')
      if (round.opens === false) throw new Error('The engine is away')
      const name = identity.part ?? 'first'
      events.push(`open ${name}`)
      return playPod(round, name)
    },
  } as unknown as Sandbox

  function playPod({ outcomes, build, limit, end, isLate }: Round, name: string): Pod {
    const subject = {
      start: async () => undefined,
      lookAgain: async () => undefined,
      check: async () => 'alive',
      readLifeCpuSeconds: async () => 1,
      ended: new Promise(() => undefined),
      deaths: [],
      limit: limit ?? null,
      usage: { cpuSeconds: 1, peakMemoryMb: 1, peakPids: 1 },
      log: { bytes: 0, linesSince: () => [], tail: () => name },
    }
    let nonce = ''
    const startExaminer = async ({ stdout }: OutputSinks) => ({
      exited: new Promise(() => undefined),
      async writeInput(text: string) {
        const input = JSON.parse(text) as ExaminerInput
        const say = (line: object) => stdout(Buffer.from(`${JSON.stringify({ nonce, ...line })}\n`))
        if (input.type === 'load') {
          nonce = input.nonce
          seeds.push(input.seed)
          for (const id of Object.keys(outcomes))
            say({
              type: 'test',
              test: { id, title: id, group: 'g', points: id === 'most' ? 8 : 1, hint: null, show: 'full', file: 'f' },
            })
          say({ type: 'loaded', total: Object.keys(outcomes).length })
        }
        if (input.type === 'examine' && isLate) return say({ type: 'control', id: 1, action: 'subject.wait' })
        if (input.type === 'reply') events.push(`reply ${input.detail.replace(/^[1-9]\d*$/, 'milliseconds')}`)
        if (input.type !== 'examine' && input.type !== 'reply') return
        say({ type: 'ready', ms: 1 })
        for (const [id, outcome] of Object.entries(outcomes)) {
          say({ type: 'test-started', id })
          say({ type: 'test-ended', id, outcome, message: null, ms: 1, transcript: [] })
        }
        say(end ?? { type: 'done' })
      },
      [Symbol.asyncDispose]: async () => undefined,
    })
    return {
      placeSource: async () => void events.push(`place ${name}`),
      build: async () => (events.push(`build ${name}`), build ?? { exitCode: 0, limit: null, log: '' }),
      startServices: async () => undefined,
      startExaminer,
      prepareSubject: async () => subject,
      listeners: [],
      access: {},
      isDataFull: async () => false,
      hasServiceDied: async () => false,
      [Symbol.asyncDispose]: async () => void events.push(`gone ${name}`),
    } as unknown as Pod
  }
  return { sandbox, events, seeds }
}

async function examine(rounds: readonly Round[], { secondRound = 'on' as 'on' | 'off', isBuilt = false } = {}) {
  const played = playRounds(rounds)
  const progress: Progress[] = []
  const exercise = {
    services: [],
    limits: defaultLimits,
    files: new Map(),
    contractPoints: 0,
    suites: [],
    secondRound,
  } as unknown as ExercisePackage
  const request = {
    runId: 'run',
    submissionId: 's',
    delivery: 1,
    source: new Map(),
    sourceSha256: '',
    exercise,
    exerciseDigest: '',
    language: 'node' as const,
    seed: 'seed',
    earlierPhases: [],
    worker: 'tests',
    onProgress: (one: Progress) => void progress.push(one),
    signal: new AbortController().signal,
  }
  const plan = { start: ['node'], env: {}, ...(isBuilt && { build: ['make'] }) } as unknown as Parameters<
    typeof examineInPod
  >[0]['plan']
  const run = { request, plan, imageNames: [], clock: new PhaseClock([], () => undefined) }
  const facts = examineInPod(run, played.sandbox)
  return { ...played, progress, facts: await facts.catch((error: Error) => error) }
}

const one: Outcomes = { most: 'passed', a: 'passed', b: 'failed' }
const all: Outcomes = { most: 'passed', a: 'passed', b: 'passed' }

t.test('an examiner that waits for the service may ask for more time before any test runs', async (t) => {
  const { facts, events } = await examine([{ outcomes: { most: 'passed' }, isLate: true }])
  t.match(facts, { examination: { start: { ready: true } } })
  t.ok(events.includes('reply milliseconds'), events.join())
})

t.test('the second round has another pod and a seed of its own, and finds the first pod gone', async (t) => {
  const { events, seeds, progress, facts } = await examine([{ outcomes: one }, { outcomes: all }], { isBuilt: true })
  const lifeOf = (name: string) => [`open ${name}`, `place ${name}`, `build ${name}`, `gone ${name}`]
  t.same(events, [...lifeOf('first'), ...lifeOf('second-round')])
  t.same(seeds, ['seed', secondSeed('seed')])
  t.equal(progress.length, 3, 'the tests are announced once')
  t.match(facts, { otherRound: { place: 'first' }, examination: { log: 'second-round' } })
})

const single: [what: string, rounds: readonly Round[], options?: Parameters<typeof examine>[1]][] = [
  ['everything passed', [{ outcomes: all }]],
  ['more than a fifth is lost', [{ outcomes: { most: 'failed', a: 'passed', b: 'passed' } }]],
  ['a limit was exceeded as the last test ended', [{ outcomes: one, limit: 'memory' }]],
  ['the time for all tests ran out with the last of them', [{ outcomes: one, end: { type: 'done', timedOut: true } }]],
  ['the build failed', [{ outcomes: one, build: { exitCode: 1, limit: null, log: '' } }], { isBuilt: true }],
  ['the exercise does without', [{ outcomes: one }], { secondRound: 'off' }],
]

for (const [what, rounds, options] of single) {
  t.test(`no second pod is opened where ${what}`, async (t) => {
    const { events, facts } = await examine(rounds, options)
    t.same(
      events.filter((event) => event.startsWith('open')),
      ['open first'],
    )
    t.match(facts, { otherRound: null })
  })
}

t.test('a second round that is built differently, or breaks a limit, leaves the first with its points', async (t) => {
  for (const second of [
    { outcomes: all, build: { exitCode: 1, limit: null, log: '' } },
    { outcomes: all, limit: 'memory' as const },
  ]) {
    const { facts } = await examine([{ outcomes: one }, second], { isBuilt: true })
    t.match(facts, { otherRound: { place: 'second' } })
    t.ok(!(facts instanceof Error) && sumPoints(facts).earned === 9)
  }
})

t.test('tests that are registered by chance count as their own round has them', async (t) => {
  const { facts } = await examine([{ outcomes: one }, { outcomes: { most: 'passed', other: 'passed' } }])
  t.match(facts, { otherRound: { place: 'first' } })
  t.ok(!(facts instanceof Error))
  t.same(sumPoints(facts as Exclude<typeof facts, Error>), { points: 9, earned: 9 })
})

const faults: [what: string, second: Round, message: RegExp][] = [
  ['the engine opens no second pod', { outcomes: all, opens: false }, /engine is away/],
  ['the second examiner reports a fault', { outcomes: all, end: { type: 'fault', message: 'It broke.' } }, /It broke/],
  ['the second examiner says what cannot be', { outcomes: all, end: { type: 'loaded', total: 3 } }, /sent "loaded"/],
  [
    'the second examiner names a test twice',
    { outcomes: all, end: { type: 'test-ended', id: 'a', outcome: 'passed', message: null, ms: 1, transcript: [] } },
    /had ended before/,
  ],
]

for (const [what, second, message] of faults) {
  t.test(`where ${what} it is a fault of ours: the first round does not stand in for both`, async (t) => {
    const { events, facts } = await examine([{ outcomes: one }, second])
    t.match(facts, message)
    t.ok(facts instanceof Error)
    t.same(
      events.filter((event) => event.startsWith('open')).length,
      events.filter((event) => event.startsWith('gone')).length,
    )
  })
}
