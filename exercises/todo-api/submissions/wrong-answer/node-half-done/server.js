import express from 'express'
import pg from 'pg'

const app = express().disable('etag')
app.use(express.json({ strict: false }))

const columns = `id, title, notes, done, "dueOn", "minutesSpent", version, "createdAt", "updatedAt"`

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL })
pool.on('error', () => {})

const query = async (sql, params) => (await pool.query(sql, params)).rows

function send(res, todo) {
  if (!todo) return sendProblem(res, 404, 'There is no such to-do.')
  res.set('ETag', `"${todo.version}"`).json(todo)
}

const sendProblem = (res, status, title, errors) =>
  res.status(status).type('application/problem+json').send(JSON.stringify({ status, title, errors }))

app.param('id', (req, res, next, id) => (/^[1-9]\d{0,8}$/.test(id) ? next() : send(res)))

app.post('/todos', async (req, res) => {
  const { title, notes = '', done = false, dueOn = null } = req.body
  if (typeof title !== 'string' || title.trim() === '') {
    return sendProblem(res, 422, 'The to-do is not valid.', [{ field: 'title', message: 'is required' }])
  }
  const [todo] = await query(
    `INSERT INTO todos (title, notes, done, "dueOn") VALUES ($1, $2, $3, $4) RETURNING ${columns}`,
    [title, notes, done, dueOn],
  )
  send(res.status(201).location(`/todos/${todo.id}`), todo)
})

app.get('/todos', async (req, res) => {
  const { limit = 20, cursor = 0 } = req.query
  const items = await query(`SELECT ${columns} FROM todos WHERE id > $1 ORDER BY id LIMIT $2`, [cursor, limit])
  res.json({ items, next: items.length === Number(limit) ? String(items.at(-1).id) : null })
})

app.get('/todos/:id', async (req, res) => {
  const [todo] = await query(`SELECT ${columns} FROM todos WHERE id = $1`, [req.params.id])
  send(res, todo)
})

app.delete('/todos/:id', async (req, res) => {
  const [todo] = await query('DELETE FROM todos WHERE id = $1 RETURNING id', [req.params.id])
  if (!todo) return send(res)
  res.status(204).end()
})

app.use((error, req, res, next) => sendProblem(res, error.status ?? 500, error.message))

await query(`CREATE TABLE IF NOT EXISTS todos (
  id serial PRIMARY KEY, title text, notes text, done boolean, "dueOn" text, "minutesSpent" integer DEFAULT 0,
  version integer DEFAULT 1, "createdAt" timestamptz DEFAULT now(), "updatedAt" timestamptz DEFAULT now()
)`)
app.listen(process.env.PORT)
