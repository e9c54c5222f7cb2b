import assert from 'node:assert/strict'
import { test } from 'node:test'
import { send } from './send.js'

test('a book that was added can be read', async () => {
  const { body } = await send('POST', '/books', { title: 'Emma', author: 'Jane Austen' })
  const { status, body: found } = await send('GET', `/books/${body.id}`)
  assert.equal(status, 200)
  assert.equal(found.title, 'Emma')
})
