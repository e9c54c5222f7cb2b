import assert from 'node:assert/strict'
import { test } from 'node:test'
import { send } from './send.js'

const add = async (book) => (await send('POST', '/books', { title: 'Emma', author: 'Jane Austen', ...book })).body
const titles = async (query) => (await send('GET', `/books?${query}`)).body.items.map(({ title }) => title)

test('a new book has a status, an address and defaults', async () => {
  const { status, headers, body } = await send('POST', '/books', { title: ' Persuasion ', author: 'Jane Austen' })
  assert.equal(status, 201)
  assert.match(headers.get('location'), new RegExp(`/books/${body.id}$`))
  assert.deepEqual(body, { id: body.id, title: 'Persuasion', author: 'Jane Austen', copies: 1, dailyFine: 25, available: 1 })
  assert.deepEqual((await send('GET', `/books/${body.id}`)).body, body)
})

test('a book that breaks a rule is refused', async () => {
  const wrong = [{ title: '   ' }, { title: '' }, { author: ' ' }, { title: 'x'.repeat(201) }, { copies: 0 }, { copies: 1001 }, { copies: 1.5 }, { dailyFine: -1 }, { dailyFine: 10_001 }, { title: 7 }]
  for (const fields of wrong) {
    const { status } = await send('POST', '/books', { title: 'Emma', author: 'Jane Austen', ...fields })
    assert.equal(status, 400, JSON.stringify(fields))
  }
})

test('a list is cut into pages, by title whatever its case', async () => {
  const author = `Author of pages ${Date.now()}`
  for (const title of ['delta', 'Bravo', 'alpha', 'Echo', 'charlie']) await add({ title, author })
  const of = `author=${encodeURIComponent(author.toUpperCase())}`
  assert.deepEqual(await titles(`${of}&perPage=2`), ['alpha', 'Bravo'])
  assert.deepEqual(await titles(`${of}&perPage=2&page=2`), ['charlie', 'delta'])
  assert.deepEqual(await titles(`${of}&perPage=2&page=3`), ['Echo'])
  const { body } = await send('GET', `/books?${of}&perPage=2`)
  assert.deepEqual([body.page, body.pages, body.total], [1, 3, 5])
})

test('a page has one to fifty books', async () => {
  for (const query of ['perPage=51', 'perPage=0', 'page=0', 'perPage=x']) assert.equal((await send('GET', `/books?${query}`)).status, 400, query)
  assert.equal((await send('GET', '/books?perPage=50')).status, 200)
})

test('a change leaves what it does not name', async () => {
  const book = await add({ copies: 3, dailyFine: 90 })
  const { status, body } = await send('PATCH', `/books/${book.id}`, { title: 'Sanditon' })
  assert.equal(status, 200)
  assert.deepEqual(body, { ...book, title: 'Sanditon' })
  assert.deepEqual((await send('PATCH', `/books/${book.id}`, { copies: 2 })).body, { ...body, copies: 2, available: 2 })
})

test('a removed book is gone everywhere', async () => {
  const { id } = await add({ author: 'Removed' })
  assert.equal((await send('DELETE', `/books/${id}`)).status, 204)
  assert.equal((await send('GET', `/books/${id}`)).status, 404)
  assert.equal((await send('DELETE', `/books/${id}`)).status, 404)
  assert.deepEqual(await titles('author=Removed'), [])
})

test('a card shows a title and never runs it', async () => {
  const { id } = await add({ title: '<b>"Tom" & \'Jerry\'</b>', author: '<i>' })
  const { text, headers } = await send('GET', `/books/${id}/card`)
  assert.match(headers.get('content-type'), /^text\/html/)
  assert.ok(!/<[bi]>/.test(text), text)
  assert.match(text, /&lt;b&gt;/)
})
