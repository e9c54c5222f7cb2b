import express from 'express'
import { createTables, deleteTodo, findTodo, insertTodo, listTodos, ping, saveTodo } from './todo-repository.js'
import { Problem, validate } from './validate.js'

const app = express().disable('etag')
const fields = ['title', 'notes', 'done', 'dueOn']

app.use((req, res, next) => {
  if (Number(req.headers['content-length']) > 0 && !req.is('application/json')) throw new Problem(415, 'JSON, please.')
  next()
})
app.use(express.json({ strict: false, limit: '1mb' }))

const send = (res, todo) => res.set('ETag', `"${todo.version}"`).json(todo)

async function loadTodo(req) {
  const todo = /^[1-9]\d{0,8}$/.test(req.params.id) ? await findTodo(req.params.id) : undefined
  if (!todo) throw new Problem(404, 'No such to-do.')
  return todo
}

function checkVersion(req, todo) {
  const expected = req.get('If-Match')
  if (expected && expected !== `"${todo.version}"`) throw new Problem(412, 'The to-do has changed.')
}

app.get('/health', async (req, res) => {
  await ping()
  res.json({ status: 'ok' })
})
app.post('/todos', async (req, res) => {
  const todo = await insertTodo(validate(req.body, fields, ['title']))
  send(res.status(201).location(`/todos/${todo.id}`), todo)
})
app.get('/todos', async (req, res) => {
  const { limit = '20', cursor = 'i0', done, search = '' } = req.query
  if (!/^\d{1,3}$/.test(limit) || limit < 1 || limit > 100) throw new Problem(400, 'limit is not valid.')
  if (!/^i\d{1,9}$/.test(cursor)) throw new Problem(400, 'cursor is not valid.')
  if (![undefined, 'true', 'false'].includes(done)) throw new Problem(400, 'done is not valid.')
  const todos = await listTodos({ after: cursor.slice(1), limit: Number(limit) + 1, done: done ?? null, search })
  const items = todos.slice(0, limit)
  res.json({ items, next: todos.length > limit ? `i${items.at(-1).id}` : null })
})
app.get('/todos/:id', async (req, res) => send(res, await loadTodo(req)))
app.patch('/todos/:id', async (req, res) => {
  const changes = validate(req.body, fields)
  const todo = await loadTodo(req)
  checkVersion(req, todo)
  send(res, await saveTodo({ ...todo, ...changes }))
})
app.post('/todos/:id/time', async (req, res) => {
  const { minutes } = validate(req.body, ['minutes'], ['minutes'])
  const todo = await loadTodo(req)
  send(res, await saveTodo({ ...todo, minutesSpent: todo.minutesSpent + minutes }))
})
app.delete('/todos/:id', async (req, res) => {
  const todo = await loadTodo(req)
  checkVersion(req, todo)
  if (!(await deleteTodo(todo.id))) throw new Problem(404, 'No such to-do.')
  res.status(204).end()
})

const refuse = (allow) => (req, res) => {
  res.set('Allow', allow)
  throw new Problem(405, 'No such method here.')
}
app.all('/todos', refuse('GET, POST'))
app.all('/todos/:id', refuse('GET, PATCH, DELETE'))
app.use(() => {
  throw new Problem(404, 'No such path.')
})
app.use((error, req, res, next) => {
  const isAway = !error.status && (/timeout|terminated|ECONN/i.test(`${error.message} ${error.code}`) || /^(08|57)/.test(error.code))
  const status = isAway ? 503 : (error.status ?? 500)
  if (status === 503) res.set('Retry-After', '1')
  res.status(status).type('application/problem+json')
  res.send(JSON.stringify({ status, title: error.message || 'Error', ...error.extra }))
})

await createTables()
app.listen(process.env.PORT)
