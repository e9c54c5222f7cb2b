import assert from 'node:assert/strict'
import { test } from 'node:test'
import { send } from './send.js'

const add = async (book = {}) => (await send('POST', '/books', { title: 'Emma', author: 'Jane Austen', ...book })).body
const lend = (book, fields = {}, headers = {}) => send('POST', '/loans', { book: book.id, member: 'ada', ...fields }, headers)
const available = async ({ id }) => (await send('GET', `/books/${id}`)).body.available

test('a loan takes a copy, and a return gives it back once', async () => {
  const book = await add({ copies: 2 })
  const { status, headers, body } = await lend(book)
  assert.equal(status, 201)
  assert.match(headers.get('location'), new RegExp(`/loans/${body.id}$`))
  assert.equal(body.returnedAt, null)
  assert.equal(await available(book), 1)
  const returned = await send('POST', `/loans/${body.id}/return`)
  assert.equal(returned.status, 200)
  assert.ok(returned.body.returnedAt)
  assert.deepEqual((await send('POST', `/loans/${body.id}/return`)).body, returned.body)
  assert.equal(await available(book), 2)
  assert.deepEqual((await send('GET', `/loans/${body.id}`)).body, returned.body)
})

test('the last copy is lent once, whoever asks at the same moment', async () => {
  const book = await add()
  const answers = await Promise.all(Array.from({ length: 6 }, () => lend(book)))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409, 409, 409, 409])
  assert.equal(await available(book), 0)
})

test('a key makes one loan', async () => {
  const book = await add({ copies: 3 })
  const key = { 'idempotency-key': `key-${Date.now()}` }
  const [first, second] = [await lend(book, {}, key), await lend(book, {}, key)]
  assert.deepEqual(second.body, first.body)
  assert.equal(await available(book), 2)
})

test('a book that is lent stays, with as many copies', async () => {
  const book = await add({ copies: 2 })
  await lend(book)
  await lend(book)
  assert.equal((await send('DELETE', `/books/${book.id}`)).status, 409)
  assert.equal((await send('PATCH', `/books/${book.id}`, { copies: 1 })).status, 409)
  assert.equal((await send('GET', `/books/${book.id}`)).status, 200)
})

test('a loan is due on a day in UTC', async () => {
  const book = await add({ copies: 9 })
  const due = async (borrowedAt, days) => (await lend(book, { borrowedAt, days })).body
  assert.deepEqual(await due('2028-02-27T10:00:00Z', 3).then(({ dueOn }) => dueOn), '2028-03-01')
  const evening = await due('2026-03-01T23:30:00-05:00', 1)
  assert.equal(Date.parse(evening.borrowedAt), Date.parse('2026-03-02T04:30:00Z'))
  assert.equal(evening.dueOn, '2026-03-03')
  assert.equal((await due('2026-03-02T00:30:00+02:00', 1)).dueOn, '2026-03-02')
})

test('loans that cannot be made are refused', async () => {
  const book = await add()
  for (const fields of [{ days: 0 }, { days: 61 }, { member: ' ' }, { borrowedAt: 'yesterday' }]) assert.equal((await lend(book, fields)).status, 400, JSON.stringify(fields))
  assert.equal((await lend({ id: 999_999 })).status, 404)
  assert.equal((await send('GET', '/loans')).status, 400)
})

test('the loans of a member come with the latest first', async () => {
  const book = await add({ copies: 3 })
  const member = `list-${Date.now()}`
  for (const day of ['02', '03', '01']) await lend(book, { member, borrowedAt: `2026-01-${day}T00:00:00Z` })
  const { body } = await send('GET', `/loans?member=${member}`)
  assert.deepEqual(body.items.map(({ borrowedAt }) => borrowedAt.slice(0, 10)), ['2026-01-03', '2026-01-02', '2026-01-01'])
})

test('a fine grows from the day after the due day, however far', async () => {
  const book = await add({ dailyFine: 10_000 })
  const member = `fine-${Date.now()}`
  const { body } = await lend(book, { member, borrowedAt: '2026-01-01T12:00:00Z', days: 14 })
  assert.equal(body.dueOn, '2026-01-15')
  const fine = async (on) => (await send('GET', `/members/${member}/fine?on=${on}`)).body.cents
  assert.equal(await fine('2026-01-14'), 0)
  assert.equal(await fine('2026-01-15'), 0)
  assert.equal(await fine('2026-01-17'), 20_000)
  const days = (Date.parse('9999-12-31') - Date.parse('2026-01-15')) / 86_400_000
  assert.equal(await fine('9999-12-31'), days * 10_000)
  await send('POST', `/loans/${body.id}/return`)
  assert.equal(await fine('9999-12-31'), 0)
})
