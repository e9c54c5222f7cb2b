import type Docker from 'dockerode'
import type { ContainerInfo } from 'dockerode'
import { removeContainer } from './container.js'
import { label } from './labels.js'
import { removeVolume } from './volumes.js'

/** What of a pod the engine still has. */
export interface Remains {
  containers: ContainerInfo[]
  volumes: string[]
  openedAt: number
  deadline: number
}

/** A pod this young may still be on its way: its volumes exist a moment before its holder runs. */
const graceSeconds = 30

/**
 * Removes every pod without an owner: its holder runs no more (it ends with its worker's connection), or its
 * deadline has passed. Safe beside running workers. Returns the names of the pods it removed.
 */
export async function reapPods(docker: Docker, nowMs: number): Promise<string[]> {
  const now = nowMs / 1000
  const orphans = [...(await findRemains(docker, [label.run]))].filter(([, remains]) => isOrphan(remains, now))
  await Promise.all(orphans.map(([, remains]) => removeRemains(docker, remains)))
  return orphans.map(([name]) => name)
}

/** Removes what earlier deliveries of a run have left: a worker that lost its lease may still be at it. */
export async function removeRun(docker: Docker, runId: string): Promise<void> {
  const remains = await findRemains(docker, [`${label.run}=${runId}`])
  await Promise.all([...remains.values()].map((pod) => removeRemains(docker, pod)))
}

export function isOrphan(remains: Remains, nowSeconds: number): boolean {
  if (!(nowSeconds <= remains.deadline)) return true // a deadline that is no number has passed
  return !hasOwner(remains) && nowSeconds > remains.openedAt + graceSeconds
}

/** A holder runs as long as the worker that opened the pod is connected. */
const hasOwner = ({ containers }: Remains) =>
  containers.some(({ Labels, State }) => Labels[label.role] === 'holder' && State === 'running')

/** Names of the containers of pods without an owner, those still in their grace too. */
export async function findLeftovers(docker: Docker): Promise<string[]> {
  const abandoned = [...(await findRemains(docker, [label.run])).values()].filter((remains) => !hasOwner(remains))
  return abandoned.flatMap(({ containers }) => containers.map(({ Names, Id }) => Names[0]?.slice(1) ?? Id))
}

async function findRemains(docker: Docker, labels: string[]): Promise<Map<string, Remains>> {
  const filters = { label: labels }
  const [containers, { Volumes: volumes }] = await Promise.all([
    docker.listContainers({ all: true, filters }),
    docker.listVolumes({ filters }),
  ])
  const pods = new Map<string, Remains>()
  const podOf = (labels: Record<string, string>) => {
    const name = `${labels[label.run]}-${labels[label.delivery]}`
    const known = pods.get(name)
    if (known) return known
    const made = { containers: [], volumes: [], openedAt: Number(labels[label.openedAt] ?? 0), deadline: Number(labels[label.deadline] ?? 0) }
    pods.set(name, made)
    return made
  }
  for (const container of containers) podOf(container.Labels).containers.push(container)
  for (const volume of volumes ?? []) podOf(volume.Labels).volumes.push(volume.Name)
  return pods
}

/** Members first: a removed holder would free the slot's UIDs while they still run. */
async function removeRemains(docker: Docker, remains: Remains): Promise<void> {
  const isHolder = ({ Labels }: ContainerInfo) => Labels[label.role] === 'holder'
  const remove = (containers: ContainerInfo[]) => Promise.all(containers.map(({ Id }) => removeContainer(docker.getContainer(Id))))
  await remove(remains.containers.filter((container) => !isHolder(container)))
  await remove(remains.containers.filter(isHolder))
  await Promise.all(remains.volumes.map((name) => removeVolume(docker, name)))
}
