import { test, expect } from '@assay/kit'
import { createTodo, expectProblem, readTodo } from './todo-calls.mjs'

const group = 'Client errors'

test('A to-do that does not exist returns 404', {
  id: 'unknown-id-is-404', group, points: 2,
  hint: 'Check how many rows your UPDATE or DELETE changed.',
}, async ({ http, random }) => {
  const { id } = await createTodo(http, { title: random.words(3) })
  await http.delete(`/todos/${id}`)
  expectProblem(await http.get(`/todos/${id}`), 404)
  expectProblem(await http.patch(`/todos/${id}`, { json: { done: true } }), 404)
  expectProblem(await http.delete(`/todos/${id}`), 404)
  expectProblem(await http.post(`/todos/${id}/time`, { json: { minutes: 5 } }), 404)
})

test('An id that is not a possible one also returns 404', {
  id: 'impossible-id-is-404', group, points: 2,
  hint: 'Check the id before the database sees it: not every text is a number, and not every number fits the column.',
}, async ({ http, random }) => {
  const { id } = await createTodo(http, { title: random.words(3) })
  for (const bad of ['abc', '0', '-1', `${id}.5`, `${id}abc`, '99999999999999999999', '2147483648000']) {
    expectProblem(await http.get(`/todos/${bad}`), 404)
  }
  expectProblem(await http.delete('/todos/99999999999999999999'), 404)
  expect((await readTodo(http, id)).id).toBe(id)
})

test('A path that does not exist returns 404 as a problem', {
  id: 'unknown-path-is-404', group, points: 1,
  hint: 'Replace the HTML or text page that your framework sends for an unknown path.',
}, async ({ http, random }) => {
  await createTodo(http, { title: random.words(3) })
  expectProblem(await http.get(`/${random.word()}-${random.int(1000, 9999)}`), 404)
})

test('A method that a path does not support returns 405 and Allow', {
  id: 'unknown-method-is-405', group, points: 2,
  hint: 'The Allow header lists the methods that the path supports.',
}, async ({ http, random }) => {
  const todo = await createTodo(http, { title: random.words(3) })
  const onList = await http.delete('/todos')
  expectProblem(onList, 405)
  expect(onList.headers.allow ?? '').toMatch(/\bGET\b/)
  expect(onList.headers.allow ?? '').toMatch(/\bPOST\b/)
  const onOne = await http.post(`/todos/${todo.id}`, { json: { title: random.words(3) } })
  expectProblem(onOne, 405)
  for (const method of ['GET', 'PATCH', 'DELETE']) expect(onOne.headers.allow ?? '').toContain(method)
  expect(await readTodo(http, todo.id)).toEqual(todo)
})

test('A body that is not JSON returns 400', {
  id: 'malformed-json-is-400', group, points: 2,
  hint: 'Your framework throws while it parses the body. Catch that and respond with 400; the service must keep running.',
}, async ({ http, random }) => {
  const headers = { 'content-type': 'application/json' }
  const todo = await createTodo(http, { title: random.words(3) })
  for (const body of ['{"title": "Buy mi', '{title: milk}', '{"title": "a",}', 'milk']) {
    expectProblem(await http.post('/todos', { body, headers }), 400)
  }
  expectProblem(await http.patch(`/todos/${todo.id}`, { body: '{"done": tru', headers }), 400)
  expect(await readTodo(http, todo.id)).toEqual(todo)
})

test('A body of another media type returns 415', {
  id: 'other-media-type-is-415', group, points: 2,
  hint: 'Check the Content-Type before you read the body. It may have parameters: application/json; charset=utf-8 is fine.',
}, async ({ http, random }) => {
  const title = random.words(3)
  const body = JSON.stringify({ title })
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml']) {
    expectProblem(await http.post('/todos', { body, headers: { 'content-type': type } }), 415)
  }
  const accepted = await http.post('/todos', { body, headers: { 'content-type': 'application/json; charset=utf-8' } })
  expect(accepted.status).toBe(201)
  expect(accepted.json.title).toBe(title)
})
