import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { PassThrough } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import type Docker from 'dockerode'
import { type MountSettings } from 'dockerode'
import { slotCount, uidOf } from '../../contracts/roles.js'
import { deferred } from './until-aborted.js'
import { createContainer, type OutputSinks, type PodContainer } from './container.js'
import { isNameTaken } from './engine.js'
import type { ContainerPlan } from './hardening.js'
import { label } from './labels.js'

/** The container that owns a pod's network namespace and volumes. */
export interface Holder extends AsyncDisposable {
  readonly slot: number
  readonly container: PodContainer
  /** Whether a volume mounted at this path of the holder has no block or no inode left. */
  isFull(path: string): Promise<boolean>
  /** Whether anything in the pod's network listens on a port. */
  isListening(port: number): Promise<boolean>
  /** How many queues of sockets in the pod's network hold kernel memory: a TCP socket has one for each direction. */
  countQueues(): Promise<number>
}

export interface HolderPlan {
  image: string
  labels: Record<string, string>
  lifetimeSeconds: number
  mountsFor(slot: number): MountSettings[]
}

/**
 * How many queues of a pod's sockets may hold something at the same time. A queue takes up 85 to 131 KB of kernel
 * memory when it is full, which cgroup v1 counts as nobody's: so they hold 45 to 64 MB. Our own load has 64 connections
 * at most.
 */
export const mostQueues = 512

/** More sockets than this in one pod are taken as full without a look at each: a service may have 1024 connections. */
const mostCountedSockets = 2048

/**
 * Answers what a holder is asked: how much room a folder has, how many listen on a port, given as the kernel's tables
 * have it, and how many socket queues hold something. Reading those tables takes the kernel tens of milliseconds, so
 * few sockets are only counted, and of too many each counts as full. A TCP socket that was reset is in no table and
 * keeps what it had received: such are the sockets in use that no protocol counts as its own. A netlink socket holds as
 * much as two queues. It ends with its input, which is the worker's connection: a pod whose worker died has no running
 * holder, and that is how the reaper knows it. It also ends when it cannot count: nobody watches the sockets then, so
 * the next question must fail and the run with it.
 */
const answerQuestions = `while read -r asked question about; do
  printf '%s ' "$asked"
  case "$question" in
    room) stat -f -c "%a %d" "$about" ;;
    listeners) cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | grep -c ":$about 0*:0000 0A " ;;
    queues)
      read -r name word used rest </proc/net/sockstat
      if [ $((2 * used)) -le ${mostQueues} ]; then echo 0
      elif [ $used -gt ${mostCountedSockets} ]; then echo $((2 * used))
      else
        full=$(cat /proc/net/protocols /proc/net/tcp /proc/net/tcp6 /proc/net/netlink 2>/dev/null | awk -v used=$used '
          /^[A-Z]/ { used -= $3 }
          /^ *[0-9]+: / && $4 != "0A" { split($5, queue, ":"); full += (queue[1] != "00000000") + (queue[2] != "00000000") }
          /^[0-9a-f]+ / { full += 2 * ($5 > 0) }
          END { print full + (used > 0 ? used : 0) }') || exit
        echo "$full"
      fi ;;
  esac
done`

/**
 * Small TCP buffers, and few connections that are closed and not yet forgotten: on cgroup v1 their memory is outside
 * every limit. A host's usual 100,000 of the latter would also make the tables too long to be read in time.
 */
const sysctls = {
  'net.ipv4.tcp_rmem': '4096 32768 131072',
  'net.ipv4.tcp_wmem': '4096 16384 131072',
  'net.ipv4.tcp_max_tw_buckets': '4096',
  // The engine maps localhost to ::1 as well, and switches IPv6 off: a service that listens on localhost would not
  // start.
  ...(existsSync('/proc/net/if_inet6') && { 'net.ipv6.conf.all.disable_ipv6': '0' }),
}

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
  /** Answers carry the number of their question: a late one must not pass for another's. */
  const waiting = new Map<string, (answer: string) => void>()
  createInterface({ input: answers }).on('line', (line) => {
    const [number = '', ...words] = line.split(' ')
    waiting.get(number)?.(words.join(' '))
  })
  let questions = 0
  const ask = async (question: string) => {
    const number = String((questions += 1))
    const answer = deferred<string>()
    const timer = setTimeout(
      () => answer.reject(new Error(`The holder did not answer "${question}" within ${answerMs} ms`)),
      answerMs,
    )
    waiting.set(number, answer.resolve)
    try {
      await Promise.all([answer.promise, holder.writeInput(`${number} ${question}\n`)])
      return await answer.promise
    } finally {
      clearTimeout(timer)
      waiting.delete(number)
    }
  }
  return {
    slot,
    container: holder,
    isFull: async (path) => (await ask(`room ${path}`)).split(' ').some((free) => Number(free) === 0),
    isListening: async (port) => Number(await ask(`listeners ${hexPort(port)}`)) > 0,
    countQueues: async () => Number(await ask('queues')),
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

export interface Lease {
  slot: number
  holder: PodContainer
}

/**
 * Leases a slot by creating the holder under the slot's name. The engine refuses a name twice, so slots
 * stay apart between all workers that share it, and a slot is free again once its holder is removed.
 * Throws when every slot is taken.
 */
async function leaseSlot(
  docker: Docker,
  planFor: (slot: number) => ContainerPlan,
  output: OutputSinks,
): Promise<Lease> {
  const first = Math.floor(Math.random() * slotCount)
  for (let step = 0; step < slotCount; step += 1) {
    const slot = (first + step) % slotCount
    try {
      return { slot, holder: await createContainer(docker, { ...planFor(slot), name: `assay-slot-${slot}` }, output) }
    } catch (error) {
      if (!isNameTaken(error)) throw error
    }
  }
  throw new Error(`All ${slotCount} slots of the engine are in use`)
}

/** Between two looks: a look at a pod of few sockets costs a holder next to nothing. */
const everyMs = 250

/**
 * Calls `onTooMany` at each look that finds more queues than a pod may have, whoever's they are: only learners' code
 * opens connections without a bound. A look that fails is made again.
 */
export function watchSockets(countQueues: () => Promise<number>, onTooMany: () => void): Disposable {
  const stopping = new AbortController()
  const { signal } = stopping
  const watch = async () => {
    for (;;) {
      await wait(everyMs, undefined, { ref: false, signal })
      const queues = await countQueues().catch(() => 0)
      if (queues > mostQueues && !signal.aborted) onTooMany()
    }
  }
  watch().catch(() => undefined) // ends by its signal alone
  return { [Symbol.dispose]: () => stopping.abort() }
}
