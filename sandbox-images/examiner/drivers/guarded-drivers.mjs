import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { AuthorMistake, OwnFault, TestFailure } from '../kit/test-failure.mjs'

const mainFile = fileURLToPath(new URL('driver-process.mjs', import.meta.url))

/**
 * A call takes as long as a driver may need to connect and to ask, and a little more: a driver's own words are better.
 */
const limits = { openMs: 30_000, callMs: 17_000, closeMs: 1000, heapMb: 64 }

/**
 * The `db` and `redis` fixtures, and what the speed check asks of a database. A learner's code may control what a
 * server answers, and no driver is made for that: an unfinished error sends that of PostgreSQL into an endless loop. So
 * the drivers run in a process of their own, with limits on bytes, memory and time. Whatever an answer does to it is a
 * `TestFailure`; our own faults are thrown as `AuthorMistake`, which is never held against a learner.
 * @param {Record<string, object>} services how to reach those that the exercise has
 * @param {{ onClose: (close: () => Promise<void>) => void, onRefused?: (failure: TestFailure) => void,
 *   onBroken?: (failure: TestFailure) => void, callMs?: number }} options
 *   `onClose` takes what ends the connections; `onRefused` hears of a table that is not plain, `onBroken` of an end of the
 *   process that no call was waiting for
 */
export function createGuardedDrivers(
  services,
  { onClose, onRefused = () => {}, onBroken = () => {}, callMs = limits.callMs },
) {
  let session
  const ask = async (method, args) => {
    session ??= openSession(services, { onClose, onRefused, onBroken })
    const { process, id, isOpen } = session
    await isOpen
    if (session.failure) throw session.failure
    return process.ask(
      { type: 'call', session: id, method, args },
      { withinMs: callMs, overdue: brokenBy('It did not finish in time.') },
    )
  }
  return {
    db: { query: (sql, params) => ask('query', [sql, params]) },
    redis: { call: (command, ...args) => ask('redis', [command, ...args]) },
    /** What the subject asks of its database; `null` where the exercise has none. */
    counters:
      services.postgres || services.mariadb
        ? { start: () => ask('startCount', []), finish: (before) => ask('finishCount', [before]) }
        : null,
    /** Brings the statistics of the tables up to date; MariaDB needs none. */
    maintain: async () => void (services.postgres && (await ask('maintain', []))),
  }
}

/** One process serves all tests, one after the other, until an answer breaks it. */
let running
let lastSession = 0

function openSession(services, { onClose, onRefused, onBroken }) {
  running ??= new DriverProcess()
  const process = running
  const id = ++lastSession
  const isNew = !process.hasOpened
  const overdue = isNew
    ? new OwnFault('The database drivers did not load in time.')
    : brokenBy('It did not finish in time.')
  const isOpen = process.ask({ type: 'open', session: id, services }, { withinMs: limits.openMs, overdue })
  const session = { id, process, isOpen, failure: null, onRefused, onBroken }
  process.sessions.add(session)
  onClose(async () => {
    process.sessions.delete(session)
    await process
      .ask(
        { type: 'close', session: id },
        { withinMs: limits.closeMs, overdue: brokenBy('It did not finish in time.') },
      )
      .catch(() => {})
  })
  return session
}

class DriverProcess {
  sessions = new Set()
  /** Whether the drivers were loaded: what ends the process later came with an answer. */
  hasOpened = false
  #child
  #ending = null
  #open = new Map()
  #lastId = 0

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
    this.#child.on('message', (message) => this.#receive(message))
  }

  /** Resolves to the value; throws what the fixture threw, and what ended the process. */
  ask(question, { withinMs, overdue }) {
    return new Promise((resolve, reject) => {
      if (this.#ending) return reject(this.#ending)
      const id = ++this.#lastId
      const timer = setTimeout(() => this.#end(overdue), withinMs)
      this.#open.set(id, { resolve, reject, timer })
      try {
        this.#child.send({ ...question, id }, () => {}) // The end of the process is told by its events.
      } catch (error) {
        this.#settle(id, ({ reject }) =>
          reject(new AuthorMistake(`A database driver does not accept this: ${error.message}`)),
        )
      }
    })
  }

  #receive({ type, id, session, message, value, error }) {
    if (type === 'opened') this.hasOpened = true
    if (type === 'refused') [...this.sessions].find((each) => each.id === session)?.onRefused(new TestFailure(message))
    else if (type === 'broken') this.#end(brokenBy(error.message))
    else if (error) this.#settle(id, ({ reject }) => reject(toError(error)))
    else this.#settle(id, ({ resolve }) => resolve(value))
  }

  #settle(id, settle) {
    const call = this.#open.get(id)
    if (!call) return
    this.#open.delete(id)
    clearTimeout(call.timer)
    settle(call)
  }

  /** Ends the process and whatever waits for it; the next session gets a new one. */
  #end(failure) {
    if (this.#ending) return
    this.#ending = failure
    if (running === this) running = undefined
    this.#child.kill('SIGKILL')
    const isAwaited = this.#open.size > 0
    for (const id of [...this.#open.keys()]) this.#settle(id, ({ reject }) => reject(failure))
    for (const session of this.sessions) {
      session.failure ??= failure
      if (!isAwaited) session.onBroken(failure)
    }
    this.sessions.clear()
  }
}

const toError = ({ name, message, sqlState }) =>
  name === 'TestFailure'
    ? Object.assign(new TestFailure(message), sqlState && { sqlState })
    : new (name === 'AuthorMistake' ? AuthorMistake : OwnFault)(message)

const brokenBy = (detail) =>
  new TestFailure(`The test's own database query failed: the result could not be read. ${detail}`)
