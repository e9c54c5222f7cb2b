import { test, expect } from '@assay/kit'
import { askUntil, createTodo, expectRefusal, readTodo } from './todo-calls.mjs'

const group = 'Restarts and a missing database'
const isOk = (response) => response.status === 200

/** While the database is away: 503 in time. Afterwards: as if nothing had happened. */
async function expectAwayThenBack({ http, random }, leave, comeBack) {
  // Of several processes, one may not have noticed yet that the database is back after the test before.
  const created = await askUntil(() => http.post('/todos', { json: { title: random.words(3) } }), ({ status }) => status === 201)
  expect(created.status).toBe(201)
  const todo = created.json
  await leave()
  try {
    const responses = await Promise.all([http.get('/health'), http.get(`/todos/${todo.id}`)])
    for (const response of responses) {
      expectRefusal(response, 503)
      expect(response.headers['retry-after'] ?? '').toMatch(/^\d+$/)
      expect(Math.round(response.ms)).toBeLessThan(4000)
    }
  } finally {
    await comeBack()
  }
  const back = await askUntil(() => http.get(`/todos/${todo.id}`), isOk)
  expect(back.status).toBe(200)
  expect(back.json).toEqual(todo)
  const health = await askUntil(() => http.get('/health'), isOk)
  expect(health.json).toEqual({ status: 'ok' })
}

test('GET /health returns 200 while the database responds', {
  id: 'health-is-ok', group, points: 1,
  hint: 'Send the database a small query, such as SELECT 1.',
}, async ({ http, random }) => {
  await createTodo(http, { title: random.words(3) })
  const response = await http.get('/health')
  expect(response.status).toBe(200)
  expect(response.json).toEqual({ status: 'ok' })
})

test('To-dos are in PostgreSQL', {
  id: 'todos-are-in-the-database', group, points: 3, show: 'nothing',
  hint: 'The statement asks for the database at $DATABASE_URL, not for a file.',
}, async ({ http, db, random }) => {
  const { title } = await createTodo(http, { title: random.words(5) })
  const { rows: tables } = await db.query(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  )
  const found = []
  for (const { name } of tables) {
    const { rows } = await db.query(`SELECT 1 FROM ${name} AS t WHERE strpos(t::text, $1) > 0`, [title])
    if (rows.length > 0) found.push(name)
  }
  expect(found).toHaveLength(1)
})

test('To-dos are still there after a restart', {
  id: 'survives-restart', group, points: 7,
  hint: 'Keep to-dos in the database, not in memory, and do not empty the tables when you start.',
}, async ({ http, subject, random }) => {
  const first = await createTodo(http, { title: random.words(3), notes: random.words(3), dueOn: '2030-06-30' })
  const { json: changed } = await http.post(`/todos/${first.id}/time`, { json: { minutes: random.int(1, 90) } })
  await subject.restart()
  expect(await readTodo(http, first.id)).toEqual(changed)
  const later = await createTodo(http, { title: random.words(3) })
  expect(later.id).toBeGreaterThan(first.id)
})

test('What was acknowledged is still there after a sudden kill', {
  id: 'survives-kill', group, points: 7,
  hint: 'Respond only when the change is committed. There is no time to save anything when a process is killed.',
}, async ({ http, subject, together, random }) => {
  const created = await together(6, () => createTodo(http, { title: random.words(3) }))
  const { status } = await http.delete(`/todos/${created[0].id}`)
  expect(status).toBe(204)
  await subject.kill()
  expectRefusal(await http.get(`/todos/${created[0].id}`), 404)
  for (const todo of created.slice(1)) expect(await readTodo(http, todo.id)).toEqual(todo)
})

test('While the database is stopped the response is 503, and everything works when it is back', {
  id: 'database-stopped', group, points: 4, timeoutMs: 30_000,
  hint: 'Connections in the pool break. Listen for their errors, respond with 503 and Retry-After, and reconnect later.',
}, ({ services, ...fixtures }) =>
  expectAwayThenBack(fixtures, () => services.postgres.stop(), () => services.postgres.start()))

test('While the database does not respond, the response is 503 within 3 seconds, and everything works afterwards', {
  id: 'database-frozen', group, points: 4, timeoutMs: 30_000,
  hint: 'Set your own time limit for a query and for a connection: a frozen server will never tell you. Limits that follow each other add up.',
}, ({ services, ...fixtures }) =>
  expectAwayThenBack(fixtures, () => services.postgres.pause(), () => services.postgres.resume()))
