import express from 'express'
import { addMinutes, createTables, deleteTodo, findTodo, insertTodo, listTodos, ping, updateTodo } from './todo-repository.js'
import { Problem, validate } from './validate.js'

const app = express().disable('etag')
const fields = ['title', 'notes', 'done', 'dueOn']

app.use((req, res, next) => {
  if (Number(req.headers['content-length']) > 0 && !req.is('application/json')) throw new Problem(415, 'JSON, please.')
  next()
})
app.use(express.json({ strict: false, limit: '1mb' }))

const send = (res, todo) => res.set('ETag', `"${todo.version}"`).json(todo)

function readId(req) {
  if (!/^[1-9]\d{0,8}$/.test(req.params.id)) throw new Problem(404, 'No such to-do.')
  return Number(req.params.id)
}

function readVersion(req) {
  const expected = req.get('If-Match')
  return expected === undefined ? null : Number(expected.replaceAll('"', '')) || 0
}

async function found(todo, id) {
  if (todo) return todo
  throw (await findTodo(id)) ? new Problem(412, 'The to-do has changed.') : new Problem(404, 'No such to-do.')
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
  const { limit = '20', cursor = 'skip-0', done, search = '' } = req.query
  if (!/^\d{1,3}$/.test(limit) || limit < 1 || limit > 100) throw new Problem(400, 'limit is not valid.')
  if (!/^skip-\d{1,9}$/.test(cursor)) throw new Problem(400, 'cursor is not valid.')
  if (![undefined, 'true', 'false'].includes(done)) throw new Problem(400, 'done is not valid.')
  const offset = Number(cursor.slice(5))
  const todos = await listTodos({ offset, limit: Number(limit) + 1, done: done ?? null, search })
  res.json({ items: todos.slice(0, limit), next: todos.length > limit ? `skip-${offset + Number(limit)}` : null })
})
app.get('/todos/:id', async (req, res) => {
  const id = readId(req)
  send(res, await found(await findTodo(id), id))
})
app.patch('/todos/:id', async (req, res) => {
  const id = readId(req)
  const changes = validate(req.body, fields)
  send(res, await found(await updateTodo(id, changes, readVersion(req)), id))
})
app.post('/todos/:id/time', async (req, res) => {
  const id = readId(req)
  const { minutes } = validate(req.body, ['minutes'], ['minutes'])
  send(res, await found(await addMinutes(id, minutes), id))
})
app.delete('/todos/:id', async (req, res) => {
  const id = readId(req)
  await found(await deleteTodo(id, readVersion(req)), id)
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
