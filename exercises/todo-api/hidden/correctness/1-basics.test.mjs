import { test, expect } from '@assay/kit'
import { createTodo, expectProblem, readTodo } from './todo-calls.mjs'

const group = 'Create, read, change, delete'

test('POST /todos answers 201 with the to-do, its Location and its ETag', {
  id: 'create-answers-201', group, points: 3,
  hint: 'Answer with status 201 and the headers Location: /todos/<id> and ETag: "1" (with the quotes).',
}, async ({ http, random }) => {
  const title = random.words(3)
  const response = await http.post('/todos', { json: { title } })
  expect(response.status).toBe(201)
  expect(response.headers['content-type']).toMatch(/^application\/json\b/)
  expect(response.json).toMatchObject({ title, version: 1 })
  expect(response.headers.location).toMatch(new RegExp(`/todos/${response.json.id}$`))
  expect(response.headers.etag).toBe('"1"')
})

test('A to-do with nothing but a title gets the defaults', {
  id: 'create-fills-defaults', group, points: 2,
  hint: 'Compare your answer with the table in the statement, field by field: names, types and defaults.',
}, async ({ http, random }) => {
  const title = random.words(3)
  const before = Date.now()
  const todo = await createTodo(http, { title })
  expect(todo).toEqual({
    id: expect.any(Number), title, notes: '', done: false, dueOn: null, minutesSpent: 0, version: 1,
    createdAt: expect.any(String), updatedAt: expect.any(String),
  })
  expect(Math.abs(Date.parse(todo.createdAt) - before)).toBeLessThan(60_000)
})

test('A to-do can be read back with every field as it was sent', {
  id: 'read-back', group, points: 3,
  hint: 'GET /todos/{id} answers the same to-do that POST answered. Watch dueOn: a date must not move by a time zone.',
}, async ({ http, random }) => {
  const sent = {
    title: random.words(3),
    notes: random.words(12),
    done: true,
    dueOn: `20${random.int(30, 79)}-0${random.int(1, 9)}-${random.int(10, 28)}`,
  }
  const created = await createTodo(http, sent)
  expect(created).toMatchObject(sent)
  const response = await http.get(`/todos/${created.id}`)
  expect(response.status).toBe(200)
  expect(response.headers.etag).toBe('"1"')
  expect(response.json).toEqual(created)
})

test('Each new to-do has an id of its own, greater than those before', {
  id: 'ids-ascend', group, points: 1,
  hint: 'Let the database hand out the ids.',
}, async ({ http, random }) => {
  const ids = []
  for (let i = 0; i < 4; i += 1) ids.push((await createTodo(http, { title: random.words(3) })).id)
  expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b))
  for (const id of ids) expect((await readTodo(http, id)).id).toBe(id)
})

test('PATCH changes the named fields, keeps the others, and raises the version by 1', {
  id: 'patch-keeps-other-fields', group, points: 3,
  hint: 'A PATCH that names only `done` must not touch `notes` or `dueOn`.',
}, async ({ http, random }) => {
  const created = await createTodo(http, { title: random.words(3), notes: random.words(3), dueOn: '2031-05-09' })
  const title = random.words(3)
  const response = await http.patch(`/todos/${created.id}`, { json: { title, done: true } })
  expect(response.status).toBe(200)
  expect(response.headers.etag).toBe('"2"')
  expect(response.json).toEqual({ ...created, title, done: true, version: 2, updatedAt: expect.any(String) })
  expect(Date.parse(response.json.updatedAt)).toBeGreaterThanOrEqual(Date.parse(created.updatedAt))
  expect(await readTodo(http, created.id)).toEqual(response.json)
})

test('PATCH can set a field back: notes to "", done to false, dueOn to null', {
  id: 'patch-sets-back', group, points: 2,
  hint: '"Not named" and "named with an empty value" are different things: null, false and "" are values.',
}, async ({ http, random }) => {
  const created = await createTodo(http, { title: random.words(3), notes: random.words(3), done: true, dueOn: '2031-05-09' })
  const response = await http.patch(`/todos/${created.id}`, { json: { notes: '', done: false, dueOn: null } })
  expect(response.status).toBe(200)
  expect(await readTodo(http, created.id)).toMatchObject({ title: created.title, notes: '', done: false, dueOn: null })
})

test('DELETE takes away this to-do and no other', {
  id: 'delete-removes-one', group, points: 3,
  hint: 'Answer 204 without a body; after that the to-do is not found, and a second DELETE does not find it either.',
}, async ({ http, random }) => {
  const kept = await createTodo(http, { title: random.words(3) })
  const gone = await createTodo(http, { title: random.words(3) })
  const response = await http.delete(`/todos/${gone.id}`)
  expect(response.status).toBe(204)
  expect(response.text).toBe('')
  expectProblem(await http.get(`/todos/${gone.id}`), 404)
  expectProblem(await http.delete(`/todos/${gone.id}`), 404)
  expect(await readTodo(http, kept.id)).toEqual(kept)
})

test('POST /todos/{id}/time adds to minutesSpent', {
  id: 'time-is-added', group, points: 2,
  hint: 'Add the minutes to what is there already, and raise the version: it is a change like any other.',
}, async ({ http, random }) => {
  const { id, title } = await createTodo(http, { title: random.words(3) })
  const [first, second] = [random.int(1, 500), random.int(1, 500)]
  await http.post(`/todos/${id}/time`, { json: { minutes: first } })
  const response = await http.post(`/todos/${id}/time`, { json: { minutes: second } })
  expect(response.status).toBe(200)
  expect(response.headers.etag).toBe('"3"')
  expect(response.json).toMatchObject({ id, title, minutesSpent: first + second, version: 3 })
})
