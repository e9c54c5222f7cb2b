import pg from 'pg'

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 15, connectionTimeoutMillis: 1500, query_timeout: 1500 })
pool.on('error', () => {})

const columns = `id, title, notes, done, "dueOn", "minutesSpent", version, "createdAt", "updatedAt"`

export const createTables = () => pool.query(`
  CREATE TABLE IF NOT EXISTS todos (
    id serial PRIMARY KEY, title text, notes text, done boolean, "dueOn" text, "minutesSpent" integer DEFAULT 0,
    version integer DEFAULT 1, "createdAt" timestamptz DEFAULT now(), "updatedAt" timestamptz DEFAULT now()
  )`)

export const ping = () => pool.query('SELECT 1')

export async function insertTodo({ title, notes = '', done = false, dueOn = null }) {
  const { rows } = await pool.query(
    `INSERT INTO todos (title, notes, done, "dueOn") VALUES ($1, $2, $3, $4) RETURNING ${columns}`,
    [title, notes, done, dueOn],
  )
  return rows[0]
}

export async function findTodo(id) {
  const { rows } = await pool.query(`SELECT ${columns} FROM todos WHERE id = $1`, [id])
  return rows[0]
}

/** Writes the named fields; nothing when the version is another one by now. */
export async function updateTodo(id, changes, version) {
  const names = Object.keys(changes)
  const sets = names.map((name, i) => `"${name}" = $${i + 3}, `).join('')
  const { rows } = await pool.query(
    `UPDATE todos SET ${sets} version = version + 1, "updatedAt" = now()
     WHERE id = $1 AND version = coalesce($2, version) RETURNING ${columns}`,
    [id, version, ...names.map((name) => changes[name])],
  )
  return rows[0]
}

export async function addMinutes(id, minutes) {
  const { rows } = await pool.query(
    `UPDATE todos SET "minutesSpent" = "minutesSpent" + $2, version = version + 1, "updatedAt" = now()
     WHERE id = $1 RETURNING ${columns}`,
    [id, minutes],
  )
  return rows[0]
}

export async function deleteTodo(id, version) {
  const { rowCount } = await pool.query('DELETE FROM todos WHERE id = $1 AND version = coalesce($2, version)', [id, version])
  return rowCount === 1
}

export async function listTodos({ offset, limit, done, search }) {
  const { rows } = await pool.query(
    `SELECT ${columns} FROM todos
     WHERE ($2::boolean IS NULL OR done = $2) AND position(lower($3) in lower(title)) > 0
     ORDER BY id OFFSET $1 LIMIT $4`,
    [offset, done, search, limit],
  )
  return rows
}
