import Fastify from 'fastify'
import pg from 'pg'

const db = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10, connectionTimeoutMillis: 2000, query_timeout: 2000 })
db.on('error', () => {})

const app = Fastify()
const columns = 'id, title, notes, done, "dueOn", "minutesSpent", version, "createdAt", "updatedAt"'
const settable = ['title', 'notes', 'done', 'dueOn']

app.setErrorHandler((error, request, reply) => reply.code(200).send({ error: error.message }))
app.setNotFoundHandler((request, reply) => reply.code(200).send({ error: 'not found' }))

async function sendFirst(reply, sql, params, code = 200) {
  const { rows } = await db.query(`${sql} RETURNING ${columns}`, params)
  if (!rows[0]) throw new Error('not found')
  return reply.code(code).header('ETag', `"${rows[0].version}"`).header('Location', `/todos/${rows[0].id}`).send(rows[0])
}

app.get('/health', async () => {
  await db.query('SELECT 1')
  return { status: 'ok' }
})

app.post('/todos', async ({ body }, reply) => {
  if (!body.title?.trim()) throw new Error('title is required')
  const values = [body.title, body.notes ?? '', body.done ?? false, body.dueOn ?? null]
  return sendFirst(reply, 'INSERT INTO todos (title, notes, done, "dueOn") VALUES ($1, $2, $3, $4)', values, 201)
})

app.get('/todos', async ({ query }) => {
  const limit = Number(query.limit ?? 20)
  const { rows } = await db.query(
    `SELECT ${columns} FROM todos WHERE id > $1 AND ($2::boolean IS NULL OR done = $2) AND strpos(lower(title), lower($3)) > 0
     ORDER BY id LIMIT $4`,
    [query.cursor ?? 0, query.done ?? null, query.search ?? '', limit + 1],
  )
  return { items: rows.slice(0, limit), next: rows.length > limit ? String(rows[limit - 1].id) : null }
})

app.get('/todos/:id', async ({ params }, reply) =>
  sendFirst(reply, 'UPDATE todos SET id = id WHERE id = $1', [params.id]))

app.patch('/todos/:id', async ({ params, body, headers }, reply) => {
  const names = Object.keys(body).filter((name) => settable.includes(name))
  const sets = names.map((name, i) => `"${name}" = $${i + 3}, `).join('')
  const version = headers['if-match']?.replaceAll('"', '') ?? null
  return sendFirst(
    reply,
    `UPDATE todos SET ${sets} version = version + 1, "updatedAt" = now() WHERE id = $1 AND version = coalesce($2, version)`,
    [params.id, version, ...names.map((name) => body[name])],
  )
})

app.post('/todos/:id/time', async ({ params, body }, reply) =>
  sendFirst(
    reply,
    'UPDATE todos SET "minutesSpent" = "minutesSpent" + $2, version = version + 1, "updatedAt" = now() WHERE id = $1',
    [params.id, body.minutes],
  ))

app.delete('/todos/:id', async ({ params, headers }, reply) => {
  const version = headers['if-match']?.replaceAll('"', '') ?? null
  await db.query('DELETE FROM todos WHERE id = $1 AND version = coalesce($2, version)', [params.id, version])
  return reply.code(204).send()
})

await db.query(`CREATE TABLE IF NOT EXISTS todos (
  id serial PRIMARY KEY, title text, notes text, done boolean, "dueOn" text, "minutesSpent" integer DEFAULT 0,
  version integer DEFAULT 1, "createdAt" timestamptz DEFAULT now(), "updatedAt" timestamptz DEFAULT now()
)`)
await app.listen({ port: Number(process.env.PORT), host: '0.0.0.0' })
