import { readdir, readFile } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { firstUid, uidsPerSlot } from '../../../contracts/roles.js'
import { label, podName } from '../../../worker/sandbox/labels.js'
import { engine } from './example-pod.js'

/** All that this machine still has of a run: containers, volumes, mounts, processes. Empty once it is over. */
export async function findResidue(runId: string, slots: readonly number[]): Promise<string[]> {
  const filters = { label: [`${label.run}=${runId}`] }
  const [containers, { Volumes: volumes }, mounts, processes] = await Promise.all([
    engine.listContainers({ all: true, filters }),
    engine.listVolumes({ filters }),
    findMounts(podName({ runId, delivery: 1, worker: '' })),
    findProcesses(slots),
  ])
  return [
    ...containers.map(({ Names, State }) => `container ${Names[0]} (${State})`),
    ...(volumes ?? []).map(({ Name }) => `volume ${Name}`),
    ...mounts.map((mount) => `mount ${mount}`),
    ...processes.map((process) => `process ${process}`),
  ]
}

async function findMounts(pod: string): Promise<string[]> {
  return (await readFile('/proc/self/mountinfo', 'utf8')).split('\n').filter((line) => line.includes(pod))
}

/** Processes under a UID of these slots that no living container holds: a new pod may have leased the slot already. */
async function findProcesses(slots: readonly number[]): Promise<string[]> {
  const living = new Set((await engine.listContainers()).map(({ Id }) => Id))
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(pids.map((pid) => describeProcess(pid, slots, living)))
  return found.filter((process) => process !== undefined)
}

async function describeProcess(
  pid: string,
  slots: readonly number[],
  living: ReadonlySet<string>,
): Promise<string | undefined> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8')
    const uid = Number(/^Uid:\s+(\d+)/m.exec(status)?.[1])
    if (!slots.includes(Math.floor((uid - firstUid) / uidsPerSlot))) return undefined
    const container = /[0-9a-f]{64}/.exec(await readFile(`/proc/${pid}/cgroup`, 'utf8'))?.[0]
    return container !== undefined && living.has(container)
      ? undefined
      : `${pid} of UID ${uid}: ${status.split('\n')[0]}`
  } catch {
    return undefined // It has ended meanwhile.
  }
}

/** Pages of kernel memory in TCP buffers on the whole machine: on cgroup v1 no container's limit counts them. */
export async function readTcpPages(): Promise<number> {
  return Number(/^TCP:.* mem (\d+)/m.exec(await readFile('/proc/net/sockstat', 'utf8'))?.[1])
}

/**
 * Whether TCP buffers come down to so many pages: another pod may be filling its own meanwhile, so there is time to.
 */
export async function comesDownTo(pages: number, withinMs = 30_000): Promise<boolean> {
  for (const deadline = Date.now() + withinMs; Date.now() < deadline; await setTimeout(250)) {
    if ((await readTcpPages()) <= pages) return true
  }
  return false
}
