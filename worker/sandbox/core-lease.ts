import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import type Docker from 'dockerode'
import { createContainer, type PodContainer } from './container.js'
import { isNameTaken } from './engine.js'
import { callEngine } from './engine-answers.js'
import type { ContainerPlan } from './hardening.js'
import { label, podLabels, type PodIdentity } from './labels.js'

export interface CoreLeasePlan {
  identity: PodIdentity
  /** Any image with a shell. */
  image: string
  /** How many sets of cores there are, and so how many leases at a time. */
  sets: number
  /** Cores that all other pods are moved to while the lease is held; `null` leaves them where they are. */
  rest: string | null
  signal: AbortSignal
  /** All sets are taken: it will take a while. */
  onWait(): void
  /** Removes pods without an owner: a worker that died may have left its lease. */
  reap(): Promise<unknown>
}

/** One set of cores, for one run at a time. Disposing of it hands it back. */
export interface CoreLease extends AsyncDisposable {
  readonly set: number
}

const retryMs = 5_000

/**
 * Leases a set of cores by a container's name, as slots are leased: the engine refuses a name twice, so sets stay apart
 * between all workers that share it. Waits until one is free; whoever has one has a deadline. Pods that are on the
 * cores already, and those that start later, are moved off; they stay there when the lease is over, for they do not
 * last.
 */
export async function leaseCores(docker: Docker, plan: CoreLeasePlan): Promise<CoreLease> {
  const { set, container } = await takeFreeSet(docker, plan)
  try {
    await container.start()
    const watch = plan.rest === null ? undefined : await keepOthersOn(docker, plan.rest)
    return {
      set,
      async [Symbol.asyncDispose]() {
        watch?.[Symbol.dispose]()
        await container[Symbol.asyncDispose]()
      },
    }
  } catch (error) {
    await container[Symbol.asyncDispose]()
    throw error
  }
}

async function takeFreeSet(docker: Docker, plan: CoreLeasePlan): Promise<{ set: number; container: PodContainer }> {
  for (let round = 0; ; round += 1) {
    for (let set = 0; set < plan.sets; set += 1) {
      try {
        return {
          set,
          container: await createContainer(docker, leaseContainer(plan, set), {
            stdout: () => undefined,
            stderr: () => undefined,
          }),
        }
      } catch (error) {
        if (!isNameTaken(error)) throw error
      }
    }
    if (round === 0) plan.onWait()
    await wait(retryMs, undefined, { signal: plan.signal })
    await plan.reap()
  }
}

/**
 * It ends with its input, which is the worker's connection: like a holder it tells the reaper that its run has an
 * owner.
 */
const leaseContainer = ({ identity, image }: CoreLeasePlan, set: number): ContainerPlan => ({
  name: `assay-cores-${set}`,
  image,
  uid: nobody,
  labels: { ...podLabels({ ...identity, part: 'cores' }), [label.role]: 'holder', [label.ownCores]: 'lease' },
  network: 'none',
  command: ['sh', '-c', 'while read -r line; do :; done'],
  env: {},
  workingDir: '/',
  mounts: [],
  limits: { cpus: 0.1, memoryMb: 16, pids: 8, tmpMb: 1, lifetimeSeconds: identity.lifetimeSeconds },
  takesInput: true,
})

/** It has no slot, so no UID of one. */
const nobody = 65_534

/** Moves all pods without cores of their own to these, and each that starts from now on. */
async function keepOthersOn(docker: Docker, cores: string): Promise<Disposable> {
  const filters = JSON.stringify({ type: ['container'], event: ['start'], label: [label.run] })
  const events = (await docker.getEvents({ filters })) as unknown as Readable
  events.on('error', () => undefined) // the daemon went away: the calls that matter will tell
  createInterface({ input: events }).on('line', (line) => {
    const { Actor } = JSON.parse(line) as { Actor?: { ID?: string; Attributes?: Record<string, string> } }
    // One that cannot be moved has ended, or is a disturbance like any other: the width of the interval tells.
    if (Actor?.ID && !Actor.Attributes?.[label.ownCores]) moveTo(docker, Actor.ID, cores).catch(() => undefined)
  })
  try {
    const running = await docker.listContainers({ filters: { label: [label.run] } })
    const others = running.filter(({ Labels }) => Labels[label.ownCores] === undefined)
    await Promise.all(others.map(({ Id }) => moveTo(docker, Id, cores)))
  } catch (error) {
    events.destroy()
    throw error
  }
  return { [Symbol.dispose]: () => void events.destroy() }
}

async function moveTo(docker: Docker, id: string, cores: string): Promise<void> {
  const container = docker.getContainer(id)
  try {
    await callEngine('update', () => container.update({ CpusetCpus: cores }))
  } catch (error) {
    const isRunning = await container.inspect().then(
      ({ State }) => State.Running,
      () => false,
    )
    if (isRunning) throw error
  }
}
