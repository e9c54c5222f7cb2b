import { deferred } from './until-aborted.js'
import type { OutputSinks, PodContainer, UsageNow } from './container.js'
import type { ServiceKind } from './services.js'

/** A running database or cache of the pod. Its data outlives `stop`, since the holder keeps the volume. */
export interface Service extends AsyncDisposable {
  pause(): Promise<void>
  resume(): Promise<void>
  /** Kills it at once, as a power cut would. */
  stop(): Promise<void>
  start(): Promise<ServiceStart>
  /** Whether it has ever ended, or lost a process for want of memory, without being asked to. */
  hasDied(): Promise<boolean>
  /** Takes note that the kernel killed a process of this container for memory. */
  noteOom(containerId: string): void
  readUsageNow(): Promise<UsageNow>
}

/**
 * `port-taken`: another member of the pod listens where the service should. Only a subject ever does. `ended`: it does
 * not run on the data that it was stopped with, such as a full volume. Those are the subject's, too.
 */
export type ServiceStart = 'started' | 'port-taken' | 'ended'

/**
 * Starts a service and waits until it listens. Throws when it does not: that is our fault, nobody else is there yet.
 */
export async function startService(
  kind: ServiceKind,
  create: (output: OutputSinks) => Promise<PodContainer>,
): Promise<Service> {
  let container = await launch(kind, create)
  let isStopped = false
  let hasDied = false
  const noteDeath = async () => {
    if (!isStopped && !hasDied) hasDied = !(await container.isRunning())
    return hasDied
  }
  return {
    hasDied: noteDeath,
    noteOom: (containerId) => void (hasDied ||= containerId === container.id),
    pause: () => container.pause(),
    resume: () => container.resume(),
    readUsageNow: () => container.readUsageNow(),
    async stop() {
      if (isStopped) return
      await noteDeath()
      isStopped = true
      await container[Symbol.asyncDispose]()
    },
    async start() {
      if (!isStopped) return 'started'
      try {
        container = await launch(kind, create)
      } catch (error) {
        if (error instanceof PortTaken) return 'port-taken'
        if (error instanceof Ended) {
          hasDied = true
          return 'ended'
        }
        throw error
      }
      isStopped = false
      return 'started'
    },
    [Symbol.asyncDispose]: () => container[Symbol.asyncDispose](),
  }
}

/** A service ended because it could not have its port. */
class PortTaken extends Error {}

/** A service ended by itself before it listened. */
class Ended extends Error {}

/**
 * In the words of the C library, which every service passes on. Nobody has talked to the service yet who could make it
 * print them.
 */
const portTakenLine = /address already in use/i

async function launch(
  kind: ServiceKind,
  create: (output: OutputSinks) => Promise<PodContainer>,
): Promise<PodContainer> {
  const ready = deferred<void>()
  let printed = ''
  const read = (chunk: Buffer) => {
    printed = (printed + chunk.toString('utf8')).slice(-4000)
    if (kind.readyLine.test(printed)) ready.resolve()
  }
  const container = await create({ stdout: read, stderr: read })
  let timer: NodeJS.Timeout | undefined
  try {
    await container.start()
    const fail = (what: string, Otherwise: new (message: string) => Error = Error) => {
      const Fault = portTakenLine.test(printed) ? PortTaken : Otherwise
      ready.reject(new Fault(`The service on port ${kind.port} ${what}: ${printed}`))
    }
    timer = setTimeout(() => fail(`did not listen within ${kind.readySeconds} s`), kind.readySeconds * 1000)
    container.exited.then(
      ({ exitCode }) => fail(`ended with exit code ${exitCode} before it listened`, Ended),
      ready.reject,
    )
    await ready.promise
    return container
  } catch (error) {
    await container[Symbol.asyncDispose]()
    throw error
  } finally {
    clearTimeout(timer)
  }
}
