const express = require('express')
const { HttpError } = require('./http-error')
const { listQuery, newTodo, parseBody, parseQuery, timeEntry, todoChange } = require('./schemas')

const notFound = () => new HttpError(404, 'There is no such to-do.')

function createTodosRouter(db) {
  const router = express.Router()
  router.param('id', (req, res, next, id) => next(/^[1-9]\d{0,8}$/.test(id) ? undefined : notFound()))

  router.route('/')
    .get(async (req, res) => res.json(await listPage(db, parseQuery(listQuery, req.query))))
    .post(async (req, res) => {
      const { title, notes, done, dueOn } = parseBody(newTodo, req.body)
      const { rows } = await db.query(
        'INSERT INTO todos (title, notes, done, "dueOn") VALUES ($1, $2, $3, $4) RETURNING *',
        [title, notes, done, dueOn],
      )
      sendTodo(res.status(201).location(`/todos/${rows[0].id}`), rows[0])
    })
    .all(refuse('GET, POST'))

  router.route('/:id')
    .get(async (req, res) => sendTodo(res, await findTodo(db, req.params.id)))
    .patch(async (req, res) => sendTodo(res, await changeTodo(db, req.params.id, parseBody(todoChange, req.body), req.get('If-Match'))))
    .delete(async (req, res) => {
      await removeTodo(db, req.params.id, req.get('If-Match'))
      res.status(204).end()
    })
    .all(refuse('GET, PATCH, DELETE'))

  router.route('/:id/time')
    .post(async (req, res) => {
      const { minutes } = parseBody(timeEntry, req.body)
      const { rows } = await db.query(
        `UPDATE todos SET "minutesSpent" = "minutesSpent" + $2, version = version + 1, "updatedAt" = now()
         WHERE id = $1 RETURNING *`,
        [req.params.id, minutes],
      )
      sendTodo(res, rows[0])
    })
    .all(refuse('POST'))

  return router
}

const refuse = (allow) => () => {
  throw new HttpError(405, 'This path has no such method.', { headers: { Allow: allow } })
}

function sendTodo(res, todo) {
  if (!todo) throw notFound()
  res.set('ETag', `"${todo.version}"`).json(todo)
}

async function findTodo(db, id) {
  const { rows } = await db.query('SELECT * FROM todos WHERE id = $1', [id])
  return rows[0]
}

async function listPage(db, { limit, cursor, done, search }) {
  const { rows } = await db.query('SELECT * FROM todos ORDER BY id')
  const wanted = search.toLowerCase()
  const found = rows.filter((todo) =>
    todo.id > cursor && (done === null || todo.done === done) && todo.title.toLowerCase().includes(wanted))
  const unique = found.filter((todo, at) => found.findIndex(({ id }) => id === todo.id) === at)
  const items = unique.slice(0, limit)
  return { items, next: unique.length > limit ? `after-${items.at(-1).id}` : null }
}

/** Locks the row, so that nobody comes between comparing the version and what follows. */
async function withLockedTodo(db, id, ifMatch, work) {
  const client = await db.connect()
  try {
    await client.query('BEGIN')
    const { rows } = await client.query('SELECT version FROM todos WHERE id = $1 FOR UPDATE', [id])
    if (!rows[0]) throw notFound()
    if (ifMatch && ifMatch !== '*' && ifMatch !== `"${rows[0].version}"`) throw new HttpError(412, 'The to-do has changed.')
    const result = await work(client)
    await client.query('COMMIT')
    client.release()
    return result
  } catch (error) {
    const isUsable = error instanceof HttpError && (await client.query('ROLLBACK').then(() => true, () => false))
    client.release(!isUsable)
    throw error
  }
}

const changeTodo = (db, id, changes, ifMatch) => withLockedTodo(db, id, ifMatch, async (client) => {
  const sets = Object.keys(changes).map((name, i) => `"${name}" = $${i + 2}`)
  const { rows } = await client.query(
    `UPDATE todos SET ${[...sets, 'version = version + 1', '"updatedAt" = now()'].join(', ')} WHERE id = $1 RETURNING *`,
    [id, ...Object.values(changes)],
  )
  return rows[0]
})

const removeTodo = (db, id, ifMatch) => withLockedTodo(db, id, ifMatch, (client) =>
  client.query('DELETE FROM todos WHERE id = $1', [id]))

module.exports = { createTodosRouter }
