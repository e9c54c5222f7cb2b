import express from 'express'
import pg from 'pg'

// An idle connection of the pool breaks when the database stops. That is an 'error' event, and nobody listens to it.
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, connectionTimeoutMillis: 2000, query_timeout: 2000 })
const app = express().disable('etag')
app.use(express.json())

app.get('/health', async (req, res) => {
  await pool.query('SELECT 1')
  res.json({ status: 'ok' })
})

app.post('/todos', async (req, res) => {
  const { title, notes = '', done = false, dueOn = null } = req.body
  const { rows } = await pool.query(
    `INSERT INTO todos (title, notes, done, "dueOn") VALUES ($1, $2, $3, $4)
     RETURNING id, title, notes, done, "dueOn", "minutesSpent", version, "createdAt", "updatedAt"`,
    [title, notes, done, dueOn],
  )
  res.status(201).location(`/todos/${rows[0].id}`).set('ETag', '"1"').json(rows[0])
})

app.get('/todos/:id', async (req, res) => {
  const { rows } = await pool.query('SELECT * FROM todos WHERE id = $1', [req.params.id])
  if (rows[0]) res.set('ETag', `"${rows[0].version}"`).json(rows[0])
  else res.status(404).type('application/problem+json').send('{"status": 404, "title": "There is no such to-do."}')
})

app.use((error, req, res, next) => {
  res.status(503).set('Retry-After', '1').type('application/problem+json')
  res.send('{"status": 503, "title": "The database is away."}')
})

await pool.query(`CREATE TABLE IF NOT EXISTS todos (
  id serial PRIMARY KEY, title text, notes text, done boolean, "dueOn" text, "minutesSpent" integer DEFAULT 0,
  version integer DEFAULT 1, "createdAt" timestamptz DEFAULT now(), "updatedAt" timestamptz DEFAULT now()
)`)
app.listen(process.env.PORT)
