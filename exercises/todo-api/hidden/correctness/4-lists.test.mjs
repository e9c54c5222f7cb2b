import { test, expect } from '@assay/kit'
import { createTodo, expectRefusal, readAllPages, readPage } from './todo-calls.mjs'

const group = 'Lists'
const idsOf = (todos) => todos.map((todo) => todo.id)

/** A text no other test uses: what it finds belongs to the test that made it. */
const makeMark = (random) => `${random.word()}${random.int(100_000, 999_999)}${random.word()}`

async function createMany(http, count, makeFields) {
  const todos = []
  for (let i = 0; i < count; i += 1) todos.push(await createTodo(http, makeFields(i)))
  return todos
}

test('GET /todos returns items and next, 20 per page without a limit', {
  id: 'list-has-default-limit', group, points: 2,
  hint: 'Respond with {"items": [...], "next": ...}. Without a limit a page has at most 20 items, however many exist.',
}, async ({ http, random }) => {
  await createMany(http, 22, () => ({ title: random.words(3) }))
  const page = await readPage(http)
  expect(page.items).toHaveLength(20)
  expect(page.next).toEqual(expect.any(String))
})

test('A list has complete to-dos, as GET /todos/{id} returns them', {
  id: 'list-holds-whole-todos', group, points: 1,
  hint: 'Use the same function for one to-do and for many.',
}, async ({ http, random }) => {
  const mark = makeMark(random)
  const todo = await createTodo(http, { title: mark, notes: random.words(3), dueOn: '2030-01-31' })
  expect(await readPage(http, { search: mark })).toEqual({ items: [todo], next: null })
})

test('Following next visits all to-dos, each once, by ascending id', {
  id: 'paging-visits-all-once', group, points: 4,
  hint: 'Ask the database for limit + 1 rows after the last id: if you get them all, there is a next page.',
}, async ({ http, random }) => {
  const mark = makeMark(random)
  const created = await createMany(http, 7, (i) => ({ title: `${mark} ${i}` }))
  const pages = await readAllPages(http, { limit: 3, search: mark })
  expect(pages.map((items) => items.length)).toEqual([3, 3, 1])
  expect(idsOf(pages.flat())).toEqual(idsOf(created))
  const everything = idsOf((await readAllPages(http, { limit: 100 })).flat())
  expect(everything).toEqual([...new Set(everything)].sort((a, b) => a - b))
  for (const id of idsOf(created)) expect(everything).toContain(id)
})

test('next is null when the last page is exactly full', {
  id: 'full-last-page-ends', group, points: 2,
  hint: 'A page with `limit` items is not a sign that there are more.',
}, async ({ http, random }) => {
  const mark = makeMark(random)
  await createMany(http, 4, () => ({ title: mark }))
  const pages = await readAllPages(http, { limit: 2, search: mark })
  expect(pages.map((items) => items.length)).toEqual([2, 2])
})

test('Paging skips and repeats nothing while others add and delete', {
  id: 'paging-is-stable', group, points: 4, show: 'outcome',
  hint: 'With OFFSET, a row deleted from the first page moves all later rows up by one. Remember where you were, by every column that you sort by, and not how many you saw.',
}, async ({ http, random }) => {
  const mark = makeMark(random)
  const created = await createMany(http, 8, () => ({ title: mark }))
  const pages = await readAllPages(http, { limit: 3, search: mark }, async (pagesRead) => {
    await http.delete(`/todos/${created[pagesRead - 1].id}`)
    await createTodo(http, { title: random.words(3) })
  })
  const seen = idsOf(pages.flat())
  expect(seen).toEqual(idsOf(created))
})

test('done=true and done=false filter, also together with paging', {
  id: 'filter-by-done', group, points: 2,
  hint: 'The filter belongs in the WHERE clause: filtering a page after it was read makes pages too short. A page that is exactly full may be the last.',
}, async ({ http, random }) => {
  const mark = makeMark(random)
  const created = await createMany(http, 7, (i) => ({ title: mark, done: i % 2 === 0 }))
  const done = await readAllPages(http, { done: 'true', search: mark, limit: 3 })
  expect(done.map(idsOf)).toEqual([idsOf(created.filter((todo) => todo.done)).slice(0, 3), [created[6].id]])
  const open = await readAllPages(http, { done: 'false', search: mark, limit: 3 })
  expect(open.map(idsOf)).toEqual([idsOf(created.filter((todo) => !todo.done))])
})

test('search finds a part of the title, ignoring case', {
  id: 'search-ignores-case', group, points: 2,
  hint: 'Only the title is searched, and both sides are compared in the same case.',
}, async ({ http, random }) => {
  const mark = makeMark(random).toLowerCase()
  const wanted = await createMany(http, 3, (i) => ({ title: [mark, `Before ${mark.toUpperCase()}`, `${mark} after`][i] }))
  await createTodo(http, { title: random.words(3), notes: mark })
  for (const search of [mark, mark.toUpperCase(), mark.slice(2)]) {
    expect(idsOf((await readPage(http, { search })).items)).toEqual(idsOf(wanted))
  }
})

test('search treats %, _ and \\ as ordinary characters', {
  id: 'search-is-literal', group, points: 2, show: 'outcome',
  hint: 'Some characters mean something else inside LIKE. Escape them, or use a function without patterns.',
}, async ({ http, random }) => {
  const mark = makeMark(random)
  const [percent, underscore, backslash] = await createMany(http, 4, (i) => ({ title: `${mark}${['%', '_', '\\', 'x'][i]}done` }))
  const find = async (search) => idsOf((await readPage(http, { search })).items)
  expect(await find(`${mark}%d`)).toEqual([percent.id])
  expect(await find(`${mark}_d`)).toEqual([underscore.id])
  expect(await find(`${mark}\\d`)).toEqual([backslash.id])
})

test('A query parameter that is not valid returns 400', {
  id: 'bad-query-is-400', group, points: 2,
  hint: 'limit is an integer from 1 to 100, done is true or false, and a cursor is one that you issued.',
}, async ({ http, random }) => {
  await createTodo(http, { title: random.words(3) })
  for (const query of ['limit=0', 'limit=-1', 'limit=101', 'limit=abc', 'limit=1.5', 'limit=', 'limit=5x', 'done=maybe', 'done=1']) {
    expectRefusal(await http.get(`/todos?${query}`), 400)
  }
  for (const cursor of ['!', 'abc', "1' OR '1'='1"]) expectRefusal(await http.get(`/todos?cursor=${encodeURIComponent(cursor)}`), 400)
  expect((await readPage(http, { limit: 1 })).items).toHaveLength(1)
})
