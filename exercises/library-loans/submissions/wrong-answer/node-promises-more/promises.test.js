import assert from 'node:assert/strict'
import { test } from 'node:test'
import { send } from './send.js'

test('the list of books is an array, which the contract does not say', async () => {
  const { body } = await send('GET', '/books')
  assert.ok(Array.isArray(body))
})
