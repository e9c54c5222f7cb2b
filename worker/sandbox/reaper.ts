import { performance } from 'node:perf_hooks'
import type Docker from 'dockerode'
import type { ContainerInfo } from 'dockerode'
import { removeContainer } from './container.js'
import { label } from './labels.js'
import { removeVolume } from './volumes.js'

/** What of a pod the engine still has. */
export interface Remains {
  containers: Pick<ContainerInfo, 'Id' | 'Names' | 'Labels' | 'State'>[]
  volumes: string[]
}

/** `unclear`: it has no holder that has run. It is being opened or removed, or its worker died just then. */
export type Ownership = 'owned' | 'orphan' | 'unclear'

/** How long a pod must stay unclear. Opening one takes seconds. */
const unclearMs = 120_000

/**
 * Removes pods without an owner. Safe beside running workers, whatever their clocks say: a holder ends with its
 * worker's connection, or by its own timer, so one that has ended proves that its pod is over. What has no such proof
 * must be seen for two minutes of this process's monotonic clock.
 */
export class Reaper {
  readonly #docker: Docker
  readonly #now: () => number
  #unclearSince: ReadonlyMap<string, number> = new Map()

  /** `now` answers milliseconds of a monotonic clock. */
  constructor(docker: Docker, now = () => performance.now()) {
    this.#docker = docker
    this.#now = now
  }

  /** Returns the names of the pods that it removed. */
  async reap(): Promise<string[]> {
    const now = this.#now()
    const unclearSince = new Map<string, number>()
    const orphans: [name: string, remains: Remains][] = []
    for (const [name, remains] of await findRemains(this.#docker, [label.run])) {
      const ownership = ownershipOf(remains)
      const since = this.#unclearSince.get(name) ?? now
      if (ownership === 'unclear') unclearSince.set(name, since)
      if (ownership === 'orphan' || (ownership === 'unclear' && now - since >= unclearMs)) orphans.push([name, remains])
    }
    this.#unclearSince = unclearSince
    await Promise.all(orphans.map(([, remains]) => removeRemains(this.#docker, remains)))
    return orphans.map(([name]) => name)
  }
}

/** Removes what earlier deliveries of a run have left: a worker that lost its lease may still be at it. */
export async function removeRun(docker: Docker, runId: string): Promise<void> {
  const remains = await findRemains(docker, [`${label.run}=${runId}`])
  await Promise.all([...remains.values()].map((pod) => removeRemains(docker, pod)))
}

/** A holder runs as long as the worker that opened the pod is connected, and never again once it has ended. */
export function ownershipOf({ containers }: Pick<Remains, 'containers'>): Ownership {
  const states = containers.filter(isHolder).map(({ State }) => State)
  if (states.some((state) => state !== 'created' && !hasEnded(state))) return 'owned'
  return states.length > 0 && states.every(hasEnded) ? 'orphan' : 'unclear'
}

const isHolder = ({ Labels }: Remains['containers'][number]) => Labels[label.role] === 'holder'
const hasEnded = (state: string) => state === 'exited' || state === 'dead' || state === 'removing'

/** Names of the containers of pods without an owner, unclear ones too. */
export async function findLeftovers(docker: Docker): Promise<string[]> {
  const abandoned = [...(await findRemains(docker, [label.run])).values()].filter(
    (remains) => ownershipOf(remains) !== 'owned',
  )
  return abandoned.flatMap(({ containers }) => containers.map(({ Names, Id }) => Names[0]?.slice(1) ?? Id))
}

/** Volumes first: those of a pod that is opened in between are then not among them. */
async function findRemains(docker: Docker, labels: string[]): Promise<Map<string, Remains>> {
  const filters = { label: labels }
  const { Volumes: volumes } = await docker.listVolumes({ filters })
  const containers = await docker.listContainers({ all: true, filters })
  const pods = new Map<string, Remains>()
  const podOf = (labels: Record<string, string>) => {
    const name = labels[label.pod] ?? labels[label.run] ?? ''
    const known = pods.get(name)
    if (known) return known
    const made: Remains = { containers: [], volumes: [] }
    pods.set(name, made)
    return made
  }
  for (const container of containers) podOf(container.Labels).containers.push(container)
  for (const volume of volumes ?? []) podOf(volume.Labels).volumes.push(volume.Name)
  return pods
}

/** Members first: a removed holder would free the slot's UIDs while they still run. */
async function removeRemains(docker: Docker, { containers, volumes }: Remains): Promise<void> {
  const remove = (some: Remains['containers']) =>
    Promise.all(some.map(({ Id }) => removeContainer(docker.getContainer(Id))))
  await remove(containers.filter((container) => !isHolder(container)))
  await remove(containers.filter(isHolder))
  await Promise.all(volumes.map((name) => removeVolume(docker, name)))
}
