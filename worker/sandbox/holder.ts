import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { PassThrough } from 'node:stream'
import type Docker from 'dockerode'
import type { MountSettings } from 'dockerode'
import { uidOf } from '../../contracts/roles.js'
import type { PodContainer } from './container.js'
import type { ContainerPlan } from './hardening.js'
import { label } from './labels.js'
import { leaseSlot } from './slots.js'

/** The container that owns a pod's network namespace and volumes. */
export interface Holder extends AsyncDisposable {
  readonly slot: number
  readonly container: PodContainer
  /** Whether a volume mounted at this path of the holder has no block or no inode left. */
  isFull(path: string): Promise<boolean>
  /** Whether anything in the pod's network listens on a port. */
  isListening(port: number): Promise<boolean>
}

export interface HolderPlan {
  image: string
  labels: Record<string, string>
  lifetimeSeconds: number
  mountsFor(slot: number): MountSettings[]
}

/**
 * Answers what a holder is asked: how much room a folder has, and how many listen on a port, given as the kernel's tables
 * have it. It ends with its input, which is the worker's connection: a pod whose worker died has no running holder, and
 * that is how the reaper knows it.
 */
const answerQuestions = `while read -r question about; do
  case "$question" in
    room) stat -f -c "%a %d" "$about" ;;
    listeners) cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | grep -c ":$about 0*:0000 0A " ;;
  esac
done`

/** Small TCP buffers: on cgroup v1 their memory is outside every limit. */
const sysctls = { 'net.ipv4.tcp_rmem': '4096 32768 131072', 'net.ipv4.tcp_wmem': '4096 16384 131072' }

export async function startHolder(docker: Docker, plan: HolderPlan): Promise<Holder> {
  const answers = new PassThrough()
  const output = { stdout: (chunk: Buffer) => void answers.write(chunk), stderr: () => undefined }
  const { slot, holder } = await leaseSlot(docker, (slot) => containerPlan(plan, slot), output)
  try {
    await holder.start()
  } catch (error) {
    await holder[Symbol.asyncDispose]()
    throw error
  }
  const lines = createInterface({ input: answers })
  const ask = async (question: string) => {
    const answer = once(lines, 'line', { signal: AbortSignal.timeout(answerMs) })
    await holder.writeInput(`${question}\n`)
    const [line] = (await answer) as [string]
    return line
  }
  return {
    slot,
    container: holder,
    isFull: async (path) => (await ask(`room ${path}`)).split(' ').some((free) => Number(free) === 0),
    isListening: async (port) => Number(await ask(`listeners ${hexPort(port)}`)) > 0,
    [Symbol.asyncDispose]: () => holder[Symbol.asyncDispose](),
  }
}

const answerMs = 5000

const hexPort = (port: number) => port.toString(16).toUpperCase().padStart(4, '0')

const containerPlan = (plan: HolderPlan, slot: number): ContainerPlan => ({
  image: plan.image,
  uid: uidOf(slot, 'holder'),
  labels: { ...plan.labels, [label.role]: 'holder' },
  network: 'none',
  command: ['sh', '-c', answerQuestions],
  env: {},
  workingDir: '/',
  mounts: plan.mountsFor(slot),
  limits: { cpus: 0.5, memoryMb: 32, pids: 8, tmpMb: 1, lifetimeSeconds: plan.lifetimeSeconds },
  takesInput: true,
  sysctls,
})
