import mysql from 'mysql2/promise'

const timeout = 1500
const pool = mysql.createPool({ uri: process.env.DATABASE_URL, connectionLimit: 12, connectTimeout: timeout })

const tables = [
  `CREATE TABLE IF NOT EXISTS products (
    id INT AUTO_INCREMENT PRIMARY KEY, sku VARCHAR(40) NOT NULL UNIQUE, name VARCHAR(200) NOT NULL,
    price_cents INT NOT NULL, stock INT NOT NULL DEFAULT 0, CHECK (stock >= 0))`,
  `CREATE TABLE IF NOT EXISTS orders (
    id INT AUTO_INCREMENT PRIMARY KEY, customer VARCHAR(100) COLLATE utf8mb4_bin NOT NULL,
    status ENUM('open', 'paid', 'cancelled') NOT NULL, total_cents BIGINT NOT NULL DEFAULT 0,
    idempotency_key VARCHAR(100) COLLATE utf8mb4_bin UNIQUE)`,
  `CREATE TABLE IF NOT EXISTS order_lines (
    order_id INT NOT NULL, product_id INT NOT NULL, quantity INT NOT NULL, price_cents INT NOT NULL,
    PRIMARY KEY (order_id, product_id), CHECK (quantity > 0),
    FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE, FOREIGN KEY (product_id) REFERENCES products (id))`,
]

export async function createTables() {
  for (const table of tables) await query(table)
}

export const ping = () => query('SELECT 1')

export const query = (sql, values) => useConnection((run) => run(sql, values))

/** Does the work in a transaction, again when the server ended it because of a deadlock. */
export async function transaction(work, attempts = 6) {
  try {
    return await useConnection(async (run) => {
      await run('START TRANSACTION')
      try {
        const result = await work(run)
        await run('COMMIT')
        return result
      } catch (error) {
        if (!isAway(error)) await run('ROLLBACK')
        throw error
      }
    })
  } catch (error) {
    if (attempts > 1 && [1213, 1020].includes(error.errno)) return transaction(work, attempts - 1)
    throw error
  }
}

async function useConnection(work) {
  const connection = await takeConnection()
  try {
    const result = await work(async (sql, values) => (await connection.query({ sql, values, timeout }))[0])
    connection.release()
    return result
  } catch (error) {
    if (isAway(error)) connection.destroy()
    else connection.release()
    throw error
  }
}

/** The pool itself would wait for ever. */
async function takeConnection() {
  const taking = pool.getConnection()
  let timer
  const late = new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error('No free connection.'), { fatal: true })), timeout)
  })
  try {
    return await Promise.race([taking, late])
  } catch (error) {
    taking.then((connection) => connection.release(), () => {})
    throw error
  } finally {
    clearTimeout(timer)
  }
}

export const isAway = (error) =>
  error.fatal === true || error.syscall !== undefined || /^(PROTOCOL_|ECONN|ETIMEDOUT)/.test(error.code) || [1040, 1053, 1226].includes(error.errno)
