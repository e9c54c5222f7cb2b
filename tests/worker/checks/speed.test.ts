import t from 'tap'
import { defaultLimits } from '../../../contracts/limits.js'
import { checkSpeed, type SpeedCheckRequest } from '../../../worker/checks/speed/run.js'
import { noFacts } from '../../../worker/report/verdict.js'
import type { Sandbox } from '../../../worker/sandbox/sandbox.js'
import { examination } from '../report/examination-fixture.js'

const files = new Map(
  ['hidden/speed/a.speed.mjs', 'submissions/accepted/node-reference/server.js'].map((path) => [path, Buffer.from('')]),
)
const test = { id: 'a', title: 'a', group: 'g', points: 1, hint: null, show: 'full' as const, file: 'a.test.mjs' }

/** A request of which `seen` tells the phases. */
function requestOf(seen: string[], changes: Partial<SpeedCheckRequest> = {}): SpeedCheckRequest {
  return {
    runId: 'r',
    delivery: 1,
    worker: 'w',
    language: 'node',
    seed: 's',
    exercise: { files, services: [], weights: { correctness: 60, speed: 40, quality: 0 }, limits: defaultLimits },
    source: new Map([['server.js', Buffer.from('')]]),
    facts: { ...noFacts, tests: [test], examination: examination({}) },
    imageNames: [],
    signal: new AbortController().signal,
    onPhase: (phase: string) => void seen.push(phase),
    ...changes,
  } as unknown as SpeedCheckRequest
}

type Leased = Parameters<Sandbox['leaseCores']>[0]

/** A sandbox with cores and no pods: whatever would be measured ends by a fault. */
function sandboxOf(cpus: number, seen: string[], onLease: (plan: Leased) => void = () => undefined): Sandbox {
  return {
    isOnThisHost: true,
    describeHost: async () => ({ engine: '', kernel: '', cgroup: 'v2', cpus }),
    leaseCores: async (plan: Leased) => {
      onLease(plan)
      return { set: 0, [Symbol.asyncDispose]: async () => void seen.push('handed back') }
    },
    openPod: async ({ cores }: { cores?: { measured: string } }) => {
      throw new Error(`no pod on ${cores?.measured ?? 'any core'}`)
    },
  } as unknown as Sandbox
}

t.test('what is decided without measuring takes no cores', async (t) => {
  const seen: string[] = []
  const { outcome, receipt } = await checkSpeed(
    requestOf(seen, { measuresSpeed: false }),
    sandboxOf(8, seen, () => seen.push('leased')),
  )
  t.match(outcome, { state: 'skipped', reason: /started without it/ })
  t.equal(receipt, undefined)
  t.same(seen, [])
})

t.test('pods are opened on the leased cores, which are handed back after a fault too', async (t) => {
  const seen: string[] = []
  await t.rejects(checkSpeed(requestOf(seen), sandboxOf(8, seen)), /no pod on 5-6/)
  t.same(seen, ['speed', 'handed back'])
})

t.test('waiting for cores is told as waiting', async (t) => {
  const seen: string[] = []
  await t.rejects(
    checkSpeed(
      requestOf(seen),
      sandboxOf(8, seen, (plan) => plan.onWait()),
    ),
  )
  t.same(seen, ['queue', 'speed', 'handed back'])
})

t.test('with too few cores the lease is taken all the same, and nobody is moved', async (t) => {
  const seen: string[] = []
  const plans: Leased[] = []
  await t.rejects(
    checkSpeed(
      requestOf(seen),
      sandboxOf(2, seen, (plan) => plans.push(plan)),
    ),
    /no pod on any core/,
  )
  t.match(plans, [{ sets: 1, rest: null, identity: { runId: 'r', lifetimeSeconds: 2280 } }])
})
