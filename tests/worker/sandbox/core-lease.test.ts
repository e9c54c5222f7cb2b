import { PassThrough } from 'node:stream'
import type Docker from 'dockerode'
import t from 'tap'
import { leaseCores, type CoreLeasePlan } from '../../../worker/sandbox/core-lease.js'
import { label } from '../../../worker/sandbox/labels.js'

interface Listed {
  Id: string
  Labels: Record<string, string>
}

/** An engine that knows names, who runs, and where each was moved. */
class FakeEngine {
  readonly names = new Map<string, string>()
  readonly moved: string[] = []
  /** Called after each move. */
  onMoved: () => void = () => undefined
  readonly events = new PassThrough()
  running: Listed[] = []
  modem = { demuxStream: () => undefined }

  async createContainer({ name }: { name: string }) {
    if ([...this.names.values()].includes(name))
      throw Object.assign(new Error('Conflict. The container name is already in use'), { statusCode: 409 })
    this.names.set(`id-${name}`, name)
    return this.container(`id-${name}`)
  }
  getContainer = (id: string) => this.container(id)
  getEvents = async () => this.events
  listContainers = async () => this.running

  container(id: string) {
    return {
      id,
      attach: async () => new PassThrough(),
      start: async () => undefined,
      wait: () => new Promise(() => undefined),
      inspect: async () => ({ State: { Running: true } }),
      remove: async () => void this.names.delete(id),
      update: async ({ CpusetCpus }: { CpusetCpus: string }) => {
        if (id === 'gone') throw Object.assign(new Error('no such container'), { statusCode: 404 })
        this.moved.push(`${id} to ${CpusetCpus}`)
        this.onMoved()
      },
    }
  }
}

const planOf = (changes: Partial<CoreLeasePlan> = {}): CoreLeasePlan => ({
  identity: { runId: 'r', delivery: 1, worker: 'w', lifetimeSeconds: 60 },
  image: 'holder',
  sets: 1,
  rest: '0-1',
  signal: new AbortController().signal,
  onWait: () => undefined,
  reap: async () => [],
  ...changes,
})
const lease = (engine: FakeEngine, changes: Partial<CoreLeasePlan> = {}) =>
  leaseCores(engine as unknown as Docker, planOf(changes))

t.test('each lease has a set of its own, named so that the engine refuses a second', async (t) => {
  const engine = new FakeEngine()
  await using first = await lease(engine, { sets: 2 })
  await using second = await lease(engine, { sets: 2 })
  t.same([first.set, second.set], [0, 1])
  t.same([...engine.names.values()], ['assay-cores-0', 'assay-cores-1'])
})

t.test('who finds none waits, and says so; a cancelled run waits no longer', async (t) => {
  const engine = new FakeEngine()
  await using _taken = await lease(engine)
  const controller = new AbortController()
  let waits = 0
  const onWait = () => {
    waits += 1
    controller.abort(new Error('stopped'))
  }
  await t.rejects(lease(engine, { signal: controller.signal, onWait }), { name: 'AbortError' })
  t.equal(waits, 1)
})

t.test('a lease that is over leaves its set to the next', async (t) => {
  const engine = new FakeEngine()
  await (await lease(engine))[Symbol.asyncDispose]()
  await using next = await lease(engine)
  t.equal(next.set, 0)
})

t.test('others are moved off the cores, those that start later too; whoever has cores of its own stays', async (t) => {
  const engine = new FakeEngine()
  engine.running = [
    { Id: 'a', Labels: {} },
    { Id: 'measured', Labels: { [label.ownCores]: '2-3' } },
    { Id: 'gone', Labels: {} },
  ]
  await using _lease = await lease(engine)
  const moved = new Promise<void>((resolve) => (engine.onMoved = resolve))
  for (const [ID, Attributes] of [
    ['measured', { [label.ownCores]: '2-3' }],
    ['b', {}],
  ] as const) {
    engine.events.write(`${JSON.stringify({ Actor: { ID, Attributes } })}\n`)
  }
  await moved
  t.same(engine.moved, ['a to 0-1', 'b to 0-1'])
})

t.test('where no cores are set apart nobody is moved', async (t) => {
  const engine = new FakeEngine()
  engine.running = [{ Id: 'a', Labels: {} }]
  await using _lease = await lease(engine, { rest: null })
  t.same(engine.moved, [])
})
