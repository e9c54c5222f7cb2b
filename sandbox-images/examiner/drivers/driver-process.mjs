import { createDatabase, createDatabaseSession } from '../kit/fixtures/create-database.mjs'
import { createRedis } from '../kit/fixtures/create-redis.mjs'
import { TestFailure } from '../kit/test-failure.mjs'
import { createDatabaseCounters } from '../speed/database-counters.mjs'
import { checkAnswer } from './check-answer.mjs'

/**
 * The process that the drivers run in. It speaks with the process of the tests over IPC only. Whatever nobody caught
 * came from a driver that could not read an answer, and ends it.
 */

const longestMessage = 2000
const sessions = new Map()

/**
 * What the server does by itself elsewhere, at a time of its own. A table that the service keeps locked goes without.
 * It calls functions of the table's owner, so the role that does it may do nothing else.
 */
const bringUpToDate = 'VACUUM (ANALYZE, SKIP_LOCKED)'

const packages = { postgres: 'pg', mariadb: 'mysql2', redis: 'ioredis' }

const steps = {
  /** Loads the drivers before anything is asked of a server: what goes wrong here is no answer's doing. */
  async open({ session: id, services }) {
    for (const name of Object.keys(services)) await import(packages[name])
    const closers = []
    const onClose = (close) => closers.push(close)
    const db = createDatabase(services, onClose, ({ message }) =>
      process.send({ type: 'refused', session: id, message }),
    )
    const redis = createRedis(services.redis, onClose)
    const openSession = (role) => createDatabaseSession(services, role, onClose)
    const counters = createDatabaseCounters(services, openSession('counter'))
    const maintainer = openSession('maintainer')
    sessions.set(id, {
      query: (args) => db.query(...args),
      redis: (args) => redis.call(...args),
      startCount: () => counters.start(),
      finishCount: ([before]) => counters.finish(before),
      maintain: () => maintainer.run((client) => client.query(bringUpToDate)),
      close: () => Promise.allSettled(closers.map((close) => close())),
    })
  },
  async call({ session, method, args }) {
    const value = await sessions.get(session)[method](args)
    const problem = checkAnswer(value)
    if (problem) throw new TestFailure(`The test's own database query failed: ${problem}`)
    return value
  },
  async close({ session: id }) {
    await sessions.get(id)?.close()
    sessions.delete(id)
  },
}

const describe = ({ name, message, sqlState }) => ({
  name,
  message: String(message).slice(0, longestMessage),
  sqlState,
})

async function answer(message) {
  try {
    const value = await steps[message.type](message)
    if (message.type === 'open') process.send({ type: 'opened' })
    process.send({ id: message.id, value })
  } catch (error) {
    process.send({ id: message.id, error: describe(error) })
  }
}

function endBroken(error) {
  process.send({ type: 'broken', error: describe(error instanceof Error ? error : new Error(String(error))) }, () =>
    process.exit(1),
  )
}

process.on('uncaughtException', endBroken)
process.on('unhandledRejection', endBroken)
process.on('disconnect', () => process.exit())
process.on('message', answer)
