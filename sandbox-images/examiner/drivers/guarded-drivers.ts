import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Correlator } from '../../../contracts/protocol/correlator.js'
import type {
  DriverError,
  DriverMethod,
  DriverQuestion,
  FromDrivers,
  ToDrivers,
} from '../../../contracts/protocol/test-runner.js'
import type { Services } from '../kit/fixtures/create-database.js'
import type { Database, Redis } from '../kit/author-types.js'
import { AuthorMistake, OwnFault, TestFailure } from '../kit/test-failure.js'
import type { Counters } from '../speed/database-counters.js'

const mainFile = fileURLToPath(new URL('driver-process.js', import.meta.url))

/**
 * A call takes as long as a driver may need to connect and to ask, and a little more: a driver's own words are better.
 */
const limits = { openMs: 30_000, callMs: 17_000, closeMs: 1000, heapMb: 64 }

export interface GuardedDrivers {
  db: Database
  redis: Redis
  /** What the subject asks of its database; `null` where the exercise has none. */
  counters: { start(): Promise<Counters>; finish(before: Counters): Promise<Counters> } | null
  /** Brings the statistics of the tables up to date; MariaDB needs none. */
  maintain(): Promise<void>
}

export interface DriverOptions {
  /** Takes what ends the connections. */
  onClose: (close: () => Promise<void>) => void
  /** Hears of a table that is not plain. */
  onRefused?: (failure: TestFailure) => void
  /** Hears of an end of the process that no call was waiting for. */
  onBroken?: (failure: Error) => void
  callMs?: number
}

/**
 * The `db` and `redis` fixtures, and what the speed check asks of a database. A learner's code may control what a
 * server answers, and no driver is made for that: an unfinished error sends that of PostgreSQL into an endless loop. So
 * the drivers run in a process of their own, with limits on bytes, memory and time. Whatever an answer does to it is a
 * `TestFailure`; our own faults are thrown as `AuthorMistake`, which is never held against a learner.
 */
export function createGuardedDrivers(
  services: Services,
  { onClose, onRefused = () => {}, onBroken = () => {}, callMs = limits.callMs }: DriverOptions,
): GuardedDrivers {
  let session: Session | undefined
  const ask = async <Value>(method: DriverMethod, args: readonly unknown[]): Promise<Value> => {
    session ??= openSession(services, { onClose, onRefused, onBroken })
    const { process, id, isOpen } = session
    await isOpen
    if (session.failure) throw session.failure
    const question: DriverQuestion = { type: 'call', session: id, method, args }
    return (await process.ask(question, { withinMs: callMs, overdue: brokenBy('It did not finish in time.') })) as Value
  }
  return {
    db: { query: (sql, params) => ask('query', [sql, params]) },
    redis: { call: (command, ...args) => ask('redis', [command, ...args]) },
    counters:
      services['postgres'] || services['mariadb']
        ? { start: () => ask('startCount', []), finish: (before) => ask('finishCount', [before]) }
        : null,
    maintain: async () => void (services['postgres'] && (await ask('maintain', []))),
  }
}

interface Session extends Required<Pick<DriverOptions, 'onRefused' | 'onBroken'>> {
  id: number
  process: DriverProcess
  isOpen: Promise<unknown>
  failure: Error | null
}

/** One process serves all tests, one after the other, until an answer breaks it. */
let running: DriverProcess | undefined
let lastSession = 0

function openSession(
  services: Services,
  { onClose, onRefused, onBroken }: Required<Omit<DriverOptions, 'callMs'>>,
): Session {
  running ??= new DriverProcess()
  const process = running
  const id = ++lastSession
  const overdue = process.hasOpened
    ? brokenBy('It did not finish in time.')
    : new OwnFault('The database drivers did not load in time.')
  const isOpen = process.ask({ type: 'open', session: id, services }, { withinMs: limits.openMs, overdue })
  const session: Session = { id, process, isOpen, failure: null, onRefused, onBroken }
  process.sessions.add(session)
  onClose(async () => {
    process.sessions.delete(session)
    const limit = { withinMs: limits.closeMs, overdue: brokenBy('It did not finish in time.') }
    await process.ask({ type: 'close', session: id }, limit).catch(() => {})
  })
  return session
}

class DriverProcess {
  readonly sessions = new Set<Session>()
  /** Whether the drivers were loaded: what ends the process later came with an answer. */
  hasOpened = false
  readonly #child
  readonly #calls = new Correlator<unknown>()
  #hasEnded = false

  constructor() {
    this.#child = fork(mainFile, [], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: { NO_COLOR: '1', UV_THREADPOOL_SIZE: '1' },
      execArgv: [`--max-old-space-size=${limits.heapMb}`, '--v8-pool-size=1'],
      serialization: 'advanced',
    })
    this.#child.unref() // Whoever waits for an answer has a timer; nobody else needs it to live.
    this.#child.channel?.unref()
    this.#child.on('error', (error) =>
      this.#end(new OwnFault(`The process of the database drivers did not start: ${error.message}`)),
    )
    this.#child.on('exit', () =>
      this.#end(
        this.hasOpened
          ? brokenBy('It crashed the driver.')
          : new OwnFault('The process of the database drivers ended before it had loaded them.'),
      ),
    )
    this.#child.on('message', (message) => this.#receive(message as FromDrivers))
  }

  /** Resolves to the value; throws what the fixture threw, and what ended the process. */
  ask(question: DriverQuestion, { withinMs, overdue }: { withinMs: number; overdue: Error }): Promise<unknown> {
    return this.#calls.ask((id) => this.#send({ id, question }), { withinMs, onOverdue: () => this.#end(overdue) })
  }

  #send(message: ToDrivers): void {
    try {
      this.#child.send(message, () => {}) // The end of the process is told by its events.
    } catch (error) {
      throw new AuthorMistake(`A database driver does not accept this: ${(error as Error).message}`)
    }
  }

  #receive(message: FromDrivers): void {
    if (message.type === 'opened') this.hasOpened = true
    else if (message.type === 'refused')
      [...this.sessions].find(({ id }) => id === message.session)?.onRefused(new TestFailure(message.message))
    else if (message.type === 'broken') this.#end(brokenBy(message.error.message))
    else if (message.type === 'failure') this.#calls.reject(message.id, toError(message.error))
    else this.#calls.resolve(message.id, message.value)
  }

  /** Ends the process and whatever waits for it; the next session gets a new one. */
  #end(failure: Error): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    if (running === this) running = undefined
    this.#child.kill('SIGKILL')
    const isAwaited = !this.#calls.isIdle
    this.#calls.close(failure)
    for (const session of this.sessions) {
      session.failure ??= failure
      if (!isAwaited) session.onBroken(failure)
    }
    this.sessions.clear()
  }
}

const toError = ({ name, message, sqlState }: DriverError): Error =>
  name === 'TestFailure'
    ? Object.assign(new TestFailure(message), sqlState && { sqlState })
    : new (name === 'AuthorMistake' ? AuthorMistake : OwnFault)(message)

const brokenBy = (detail: string): TestFailure =>
  new TestFailure(`The test's own database query failed: the result could not be read. ${detail}`)
