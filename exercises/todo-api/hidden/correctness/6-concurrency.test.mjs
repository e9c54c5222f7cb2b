import { test, expect } from '@assay/kit'
import { createTodo, expectRefusal, readTodo } from './todo-calls.mjs'

const group = 'Many callers at once'
const statusesOf = (responses) => responses.map((response) => response.status).sort()

test('No minute is lost when 30 callers add time at once', {
  id: 'no-minute-is-lost', group, points: 5,
  hint: 'Reading, adding in your code and writing back loses what others added in between. Let one statement do all three.',
}, async ({ http, together, random }) => {
  const { id } = await createTodo(http, { title: random.words(3) })
  const minutes = Array.from({ length: 30 }, () => random.int(1, 99))
  const responses = await together(30, (i) => http.post(`/todos/${id}/time`, { json: { minutes: minutes[i] } }))
  expect(statusesOf(responses)).toEqual(Array(30).fill(200))
  const sum = minutes.reduce((total, each) => total + each, 0)
  expect(await readTodo(http, id)).toMatchObject({ minutesSpent: sum, version: 31 })
  const versions = responses.map((response) => response.json.version)
  expect(new Set(versions).size).toBe(30)
})

test('When callers change different fields at once, all changes are kept', {
  id: 'different-fields-are-both-kept', group, points: 4,
  hint: 'Write only the columns that the request names, and count the version in the same statement: version = version + 1.',
}, async ({ http, together, random }) => {
  for (let round = 0; round < 3; round += 1) {
    const { id } = await createTodo(http, { title: random.words(3) })
    const changes = [{ title: random.words(3) }, { notes: random.words(3) }, { done: true }, { dueOn: '2033-03-03' }]
    const responses = await together(8, (i) => http.patch(`/todos/${id}`, { json: changes[i % 4] }))
    expect(statusesOf(responses)).toEqual(Array(8).fill(200))
    expect(await readTodo(http, id)).toMatchObject({ ...Object.assign({}, ...changes), version: 9 })
  }
})

test('If-Match with the current version changes or deletes', {
  id: 'current-version-matches', group, points: 2,
  hint: 'Compare If-Match with the ETag you sent, quotes included.',
}, async ({ http, random }) => {
  const { id } = await createTodo(http, { title: random.words(3) })
  const changed = await http.patch(`/todos/${id}`, { json: { done: true }, headers: { 'if-match': '"1"' } })
  expect(changed.status).toBe(200)
  expect(changed.headers.etag).toBe('"2"')
  const deleted = await http.delete(`/todos/${id}`, { headers: { 'if-match': '"2"' } })
  expect(deleted.status).toBe(204)
})

test('If-Match with an older version returns 412 and changes nothing', {
  id: 'older-version-is-412', group, points: 3,
  hint: 'Put the version into the WHERE clause. Without If-Match, the change is made regardless of the version.',
}, async ({ http, random }) => {
  const created = await createTodo(http, { title: random.words(3) })
  const stale = { 'if-match': '"1"' }
  const { json: current } = await http.patch(`/todos/${created.id}`, { json: { notes: random.words(3) } })
  expectRefusal(await http.patch(`/todos/${created.id}`, { json: { done: true }, headers: stale }), 412)
  expectRefusal(await http.delete(`/todos/${created.id}`, { headers: stale }), 412)
  expect(await readTodo(http, created.id)).toEqual(current)
})

test('When 12 callers send the same If-Match, exactly one wins', {
  id: 'one-of-many-wins', group, points: 4,
  hint: 'Checking the version and writing must be one step. Another caller can come between SELECT and UPDATE.',
}, async ({ http, together, random }) => {
  const { id } = await createTodo(http, { title: random.words(3) })
  const titles = Array.from({ length: 12 }, () => random.words(3))
  const responses = await together(12, (i) => http.patch(`/todos/${id}`, { json: { title: titles[i] }, headers: { 'if-match': '"1"' } }))
  expect(statusesOf(responses)).toEqual([200, ...Array(11).fill(412)])
  const winner = responses.findIndex((response) => response.status === 200)
  expect(await readTodo(http, id)).toMatchObject({ title: titles[winner], version: 2 })
})

test('When 8 callers delete one to-do, exactly one gets 204', {
  id: 'one-of-many-deletes', group, points: 2,
  hint: 'Check whether the DELETE statement deleted a row.',
}, async ({ http, together, random }) => {
  const { id } = await createTodo(http, { title: random.words(3) })
  const responses = await together(8, () => http.delete(`/todos/${id}`))
  expect(statusesOf(responses)).toEqual([204, ...Array(7).fill(404)])
})

test('40 to-dos created at once are 40 to-dos', {
  id: 'many-creations-at-once', group, points: 2,
  hint: 'You may open at most 20 connections: use a pool, and let requests wait for their turn.',
}, async ({ http, together, random }) => {
  const titles = Array.from({ length: 40 }, (_, i) => `${random.words(3)} ${i}`)
  const responses = await together(40, (i) => http.post('/todos', { json: { title: titles[i] } }))
  expect(statusesOf(responses)).toEqual(Array(40).fill(201))
  expect(new Set(responses.map((response) => response.json.id)).size).toBe(40)
  expect(responses.map((response) => response.json.title)).toEqual(titles)
})
