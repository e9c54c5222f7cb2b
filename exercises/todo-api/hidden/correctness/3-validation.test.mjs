import { test, expect } from '@assay/kit'
import { createTodo, expectInvalid, readTodo } from './todo-calls.mjs'

const group = 'Validation'

test('A title is required, and must be text of 1 to 200 characters that is not blank', {
  id: 'title-is-checked', group, points: 3,
  hint: 'Try {}, {"title": ""}, {"title": "   "}, {"title": 7}, {"title": null} and a title of 201 characters.',
}, async ({ http }) => {
  for (const title of [undefined, '', '   ', '\t\n', 'x'.repeat(201), 7, true, null, ['milk'], { text: 'milk' }]) {
    expectInvalid(await http.post('/todos', { json: { title } }), ['title'])
  }
  const longest = 'x'.repeat(200)
  expect((await createTodo(http, { title: longest })).title).toBe(longest)
})

test('done must be true or false, and notes must be text', {
  id: 'types-are-checked', group, points: 2,
  hint: '"true", 1 and null are not booleans. Does your framework convert types before you see them?',
}, async ({ http, random }) => {
  const title = random.words(3)
  for (const done of ['true', 'yes', 1, 0, null]) expectInvalid(await http.post('/todos', { json: { title, done } }), ['done'])
  for (const notes of [5, false, null, [], 'n'.repeat(10_001)]) {
    expectInvalid(await http.post('/todos', { json: { title, notes } }), ['notes'])
  }
})

test('dueOn must be a date that exists', {
  id: 'due-date-is-checked', group, points: 2,
  hint: 'A pattern is not enough: 2031-02-29 looks like a date. Parse it, print it again, and compare.',
}, async ({ http, random }) => {
  const title = random.words(3)
  for (const dueOn of ['tomorrow', '2031-13-01', '2031-02-29', '2031-04-31', '31.12.2031', '2031-1-5', '2031-01-05T10:00:00Z', 20310105, '']) {
    expectInvalid(await http.post('/todos', { json: { title, dueOn } }), ['dueOn'])
  }
  expect((await createTodo(http, { title, dueOn: '2032-02-29' })).dueOn).toBe('2032-02-29')
})

test('Fields that only the service may set, or that do not exist, are refused', {
  id: 'unknown-fields-are-refused', group, points: 2,
  hint: 'Go through the names in the body. Ignoring an unknown one would hide a typo of the caller.',
}, async ({ http, random }) => {
  const title = random.words(3)
  for (const field of ['id', 'version', 'minutesSpent', 'createdAt', `${random.word()}Of${random.word()}`]) {
    expectInvalid(await http.post('/todos', { json: { title, [field]: 1 } }), [field])
  }
  const todo = await createTodo(http, { title })
  expectInvalid(await http.patch(`/todos/${todo.id}`, { json: { version: 9 } }), ['version'])
  expect(await readTodo(http, todo.id)).toEqual(todo)
})

test('The response names every invalid field at once', {
  id: 'all-faults-are-named', group, points: 2,
  hint: 'Collect the mistakes instead of stopping at the first. A value of a wrong type is a mistake, too: "no" is not a boolean.',
}, async ({ http, random }) => {
  const response = await http.post('/todos', { json: { title: ' ', done: 'no', dueOn: 'soon', colour: random.words(3) } })
  expectInvalid(response, ['title', 'done', 'dueOn', 'colour'])
  for (const error of response.json.errors) expect(error.message).toEqual(expect.stringMatching(/\S/))
})

test('A body that is JSON but not an object is refused', {
  id: 'non-objects-are-refused', group, points: 2,
  hint: 'null, 5, "text" and [] are JSON too. The invalid field is "".',
}, async ({ http, random }) => {
  const headers = { 'content-type': 'application/json' }
  const { id } = await createTodo(http, { title: random.words(3) })
  for (const body of ['[]', '[{"title": "a"}]', '"milk"', '5', 'null', 'true']) {
    expectInvalid(await http.post('/todos', { body, headers }), [''])
  }
  expectInvalid(await http.patch(`/todos/${id}`, { body: 'null', headers }), [''])
})

test('A PATCH with one wrong value changes nothing', {
  id: 'refused-patch-changes-nothing', group, points: 2,
  hint: 'Check all values before you write the first.',
}, async ({ http, random }) => {
  const todo = await createTodo(http, { title: random.words(3), notes: random.words(3) })
  const before = todo.notes
  expectInvalid(await http.patch(`/todos/${todo.id}`, { json: { notes: 'changed', title: '' } }), ['title'])
  expectInvalid(await http.patch(`/todos/${todo.id}`, { json: { notes: 'changed', done: 'maybe' } }), ['done'])
  expectInvalid(await http.patch(`/todos/${todo.id}`, { json: { title: null } }), ['title'])
  expect(await readTodo(http, todo.id)).toMatchObject({ notes: before, version: 1 })
})

test('minutes must be an integer from 1 to 1440', {
  id: 'minutes-are-checked', group, points: 2,
  hint: 'Try 0, -5, 1441, 1.5, "10", null and {}. None of them may change the sum.',
}, async ({ http, random }) => {
  const { id } = await createTodo(http, { title: random.words(3) })
  for (const minutes of [0, -5, 1441, 1.5, 1e20, '10', null, true, undefined]) {
    expectInvalid(await http.post(`/todos/${id}/time`, { json: { minutes } }), ['minutes'])
  }
  const response = await http.post(`/todos/${id}/time`, { json: { minutes: 1440 } })
  expect(response.status).toBe(200)
  expect(response.json).toMatchObject({ minutesSpent: 1440, version: 2 })
})
