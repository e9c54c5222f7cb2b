import mysql from 'mysql2/promise'

const answerTimeoutMs = 2000
const attempts = 8

/** Errors of the server that callers of a statement look at. */
export const duplicateKey = 1062
export const rowIsReferenced = 1451

/** Ended to let others go on: a deadlock, or a row that has changed since it was read. */
const endedForOthers = [1213, 1020]
/** Too many connections, and the server going down. */
const cannotNow = [1040, 1053, 1203, 1226, 1927]

/** The database is stopped, starting, frozen or full: not a mistake of the caller, and likely over soon. */
export class DatabaseAway extends Error {}

export function createDatabase(uri) {
  const pool = mysql.createPool({ uri, connectionLimit: 10, connectTimeout: answerTimeoutMs })

  /** Lends a connection to `work` for a limited time. One that was lost, or did not answer, is not used again. */
  async function withConnection(work) {
    const deadline = performance.now() + answerTimeoutMs
    const connecting = pool.getConnection()
    const connection = await until(deadline, connecting).catch((error) => {
      connecting.then((late) => late.release(), () => {})
      throw toAway(error)
    })
    try {
      const result = await until(deadline, work(connection))
      connection.release()
      return result
    } catch (error) {
      if (isAway(error)) connection.destroy()
      else connection.release()
      throw toAway(error)
    }
  }

  return {
    /** One statement: the rows of a SELECT, or the counts of a change. */
    query: (sql, values) => withConnection(async (connection) => (await connection.query(sql, values))[0]),

    /** All that `work` does by the `query` it is given, or nothing of it; begun anew when the server ended it for others. */
    async transaction(work) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await withConnection((connection) => runTransaction(connection, work))
        } catch (error) {
          if (attempt === attempts || !endedForOthers.includes(error.errno)) throw error
        }
      }
    },

    close: () => pool.end(),
  }
}

async function runTransaction(connection, work) {
  await connection.beginTransaction()
  try {
    const result = await work(async (sql, values) => (await connection.query(sql, values))[0])
    await connection.commit()
    return result
  } catch (error) {
    if (!isAway(error)) await connection.rollback()
    throw error
  }
}

function until(deadline, promise) {
  let timer
  const tooLate = new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(new DatabaseAway('no answer in time')), deadline - performance.now())
  })
  return Promise.race([promise, tooLate]).finally(() => clearTimeout(timer))
}

const toAway = (error) => (isAway(error) ? new DatabaseAway(error.message, { cause: error }) : error)

function isAway(error) {
  if (error instanceof DatabaseAway || error.fatal === true || cannotNow.includes(error.errno)) return true
  return error.syscall !== undefined || /^(PROTOCOL_|POOL_)/.test(error.code ?? '')
}
