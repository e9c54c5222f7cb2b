import assert from 'node:assert/strict'
import { test } from 'node:test'
import { send } from './send.js'

test('books can be added, listed and removed', async () => {
  const added = await send('POST', '/books', { title: 'Emma', author: 'Jane Austen' })
  assert.equal(added.status, 201)
  assert.equal((await send('GET', '/books')).body.items[0].title, 'Emma')
  await send('DELETE', `/books/${added.body.id}`)
  assert.equal((await send('GET', '/books')).body.total, 0)
})

test('a book can be lent and given back', async () => {
  const { body: book } = await send('POST', '/books', { title: 'Emma', author: 'Jane Austen' })
  const { body: loan } = await send('POST', '/loans', { book: book.id, member: 'ada' })
  assert.equal((await send('POST', '/loans', { book: book.id, member: 'bob' })).status, 409)
  await send('POST', `/loans/${loan.id}/return`)
  assert.equal((await send('GET', `/books/${book.id}`)).body.available, 1)
})
