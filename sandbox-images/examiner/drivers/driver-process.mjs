import { createDatabase } from '../kit/fixtures/create-database.mjs'
import { createRedis } from '../kit/fixtures/create-redis.mjs'
import { TestFailure } from '../kit/test-failure.mjs'
import { checkAnswer } from './check-answer.mjs'

/**
 * The process that the drivers run in. It speaks with the process of the tests over IPC only. Whatever nobody caught came
 * from a driver that could not read an answer, and ends it.
 */

const longestMessage = 2000
const sessions = new Map()

const packages = { postgres: 'pg', mariadb: 'mysql2', redis: 'ioredis' }

const steps = {
  /** Loads the drivers before anything is asked of a server: what goes wrong here is no answer's doing. */
  async open({ session: id, services }) {
    for (const name of Object.keys(services)) await import(packages[name])
    const closers = []
    const onClose = (close) => closers.push(close)
    const db = createDatabase(services, onClose)
    const redis = createRedis(services.redis, onClose)
    sessions.set(id, {
      db: (args) => db.query(...args),
      redis: (args) => redis.call(...args),
      close: () => Promise.allSettled(closers.map((close) => close())),
    })
  },
  async call({ session, fixture, args }) {
    const value = await sessions.get(session)[fixture](args)
    const problem = checkAnswer(value)
    if (problem) throw new TestFailure(`The test's own look into the database failed: ${problem}`)
    return value
  },
  async close({ session: id }) {
    await sessions.get(id)?.close()
    sessions.delete(id)
  },
}

const describe = ({ name, message }) => ({ name, message: String(message).slice(0, longestMessage) })

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
  process.send({ type: 'broken', error: describe(error instanceof Error ? error : new Error(String(error))) }, () => process.exit(1))
}

process.on('uncaughtException', endBroken)
process.on('unhandledRejection', endBroken)
process.on('disconnect', () => process.exit())
process.on('message', answer)
