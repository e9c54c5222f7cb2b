import { setTimeout as sleep } from 'node:timers/promises'
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

/** Writes the whole to-do back. */
export async function saveTodo(todo) {
  await sleep(200) // The gap is there without it too; with it, every run of the tests finds it.
  const { rows } = await pool.query(
    `UPDATE todos SET title = $2, notes = $3, done = $4, "dueOn" = $5, "minutesSpent" = $6, version = $7, "updatedAt" = now()
     WHERE id = $1 RETURNING ${columns}`,
    [todo.id, todo.title, todo.notes, todo.done, todo.dueOn, todo.minutesSpent, todo.version + 1],
  )
  return rows[0]
}

export async function deleteTodo(id) {
  const { rowCount } = await pool.query('DELETE FROM todos WHERE id = $1', [id])
  return rowCount === 1
}

export async function listTodos({ after, limit, done, search }) {
  const { rows } = await pool.query(
    `SELECT ${columns} FROM todos
     WHERE id > $1 AND ($2::boolean IS NULL OR done = $2) AND position(lower($3) in lower(title)) > 0 ORDER BY id LIMIT $4`,
    [after, done, search, limit],
  )
  return rows
}
