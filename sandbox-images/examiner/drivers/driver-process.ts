import type {
  DriverError,
  DriverMethod,
  DriverQuestion,
  FromDrivers,
  ToDrivers,
} from '../../../contracts/protocol/test-runner.js'
import type { ServiceName } from '../kit/author-types.js'
import { createDatabase, createDatabaseSession } from '../kit/fixtures/create-database.js'
import type { DatabaseRole } from '../kit/fixtures/database-client.js'
import { createRedis } from '../kit/fixtures/create-redis.js'
import { TestFailure } from '../kit/test-failure.js'
import { createDatabaseCounters, type Counters } from '../speed/database-counters.js'

/**
 * The process that the drivers run in. It speaks with the process of the tests over IPC only. Whatever nobody caught
 * came from a driver that could not read an answer, and ends it.
 */

const longestMessage = 2000

interface Session {
  calls: Record<DriverMethod, (args: readonly unknown[]) => Promise<unknown> | undefined>
  close(): Promise<unknown>
}

const sessions = new Map<number, Session>()

/**
 * What the server does by itself elsewhere, at a time of its own. A table that the service keeps locked goes without.
 * It calls functions of the table's owner, so the role that does it may do nothing else.
 */
const bringUpToDate = 'VACUUM (ANALYZE, SKIP_LOCKED)'

/** Of every service that an exercise may have: each is looked up here, also if hidden tests do not read it. */
const packages: Readonly<Record<ServiceName, string>> = { postgres: 'pg', mariadb: 'mysql2', redis: 'ioredis' }

const send = (message: FromDrivers, onSent?: () => void) => void process.send?.(message, undefined, undefined, onSent)

/** Loads the drivers before anything is asked of a server: what goes wrong here is no answer's doing. */
async function open({ session: id, services }: Extract<DriverQuestion, { type: 'open' }>): Promise<void> {
  for (const name of Object.keys(services) as ServiceName[]) await import(packages[name])
  const closers: (() => Promise<unknown>)[] = []
  const onClose = (close: () => Promise<unknown>) => void closers.push(close)
  const db = createDatabase(services, onClose, ({ message }) => send({ type: 'refused', session: id, message }))
  const redis = createRedis(services['redis'], onClose)
  const openSession = (role: DatabaseRole) => createDatabaseSession(services, role, onClose)
  const counters = createDatabaseCounters(services, openSession('counter'))
  const maintainer = openSession('maintainer')
  sessions.set(id, {
    calls: {
      query: (args) => db.query(...(args as Parameters<typeof db.query>)),
      redis: (args) => redis.call(...(args as Parameters<typeof redis.call>)),
      startCount: () => counters?.start(),
      finishCount: ([before]) => counters?.finish(before as Counters),
      maintain: () => maintainer.run((client) => client.query(bringUpToDate)),
    },
    close: () => Promise.allSettled(closers.map((close) => close())),
  })
}

async function call({ session, method, args }: Extract<DriverQuestion, { type: 'call' }>): Promise<unknown> {
  const opened = sessions.get(session)
  if (!opened) throw new Error(`There is no session ${session}.`)
  const value = await opened.calls[method](args)
  const problem = checkAnswer(value)
  if (problem) throw new TestFailure(`The test's own database query failed: ${problem}`)
  return value
}

async function close({ session: id }: Extract<DriverQuestion, { type: 'close' }>): Promise<void> {
  await sessions.get(id)?.close()
  sessions.delete(id)
}

async function answer(question: DriverQuestion): Promise<unknown> {
  if (question.type === 'call') return call(question)
  if (question.type === 'close') return close(question)
  await open(question)
  send({ type: 'opened' })
  return undefined
}

const describe = (error: unknown): DriverError => {
  const { name, message, sqlState } = error as TestFailure
  return { name, message: String(message).slice(0, longestMessage), sqlState }
}

async function receive({ id, question }: ToDrivers): Promise<void> {
  try {
    send({ type: 'answer', id, value: await answer(question) })
  } catch (error) {
    send({ type: 'failure', id, error: describe(error) })
  }
}

function endBroken(error: unknown): void {
  const broken = error instanceof Error ? error : new Error(String(error))
  send({ type: 'broken', error: describe(broken) }, () => process.exit(1))
}

process.on('uncaughtException', endBroken)
process.on('unhandledRejection', endBroken)
process.on('disconnect', () => process.exit())
process.on('message', (message) => void receive(message as ToDrivers))

const limits = { values: 500_000, characters: 16 * 1024 * 1024, depth: 100 }

/**
 * Whether an answer can be handed to a test: what is small on the wire can be large in memory, as names of columns are
 * repeated in every row. Returns what is wrong with it, in words, or `null`.
 */
function checkAnswer(answer: unknown): string | null {
  const left = { values: limits.values, characters: limits.characters }
  let level = [answer]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limits.depth) return `its result is nested more than ${limits.depth} levels deep.`
    const next: unknown[] = []
    for (const value of level) {
      if (!addParts(value, next, left)) return 'a column or key of its result is named __proto__.'
      if (next.length > left.values || left.characters < 0) return 'its result is too large for a test.'
    }
    level = next
  }
  return null
}

/** Adds what a value is made of to the next level. Returns whether its names are harmless. */
function addParts(value: unknown, next: unknown[], left: { values: number; characters: number }): boolean {
  left.values -= 1
  if (typeof value === 'string' || Buffer.isBuffer(value)) left.characters -= value.length
  else if (Array.isArray(value)) for (const item of value) next.push(item)
  else if (typeof value === 'object' && value !== null) {
    for (const [name, part] of Object.entries(value)) {
      if (name === '__proto__') return false
      left.characters -= name.length
      next.push(part)
    }
  }
  return true
}
