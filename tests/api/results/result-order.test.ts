import t from 'tap'
import { decodePosition, encodePosition, resultOrders } from '../../../api/results/list-results.js'

t.test('a position comes back from its cursor, whatever the learner is called', async (t) => {
  for (const position of [
    { key: 'zoë "=%', person: 'ada' },
    { key: '', person: "o'neil\n" },
    { key: null, person: '🙂' },
  ]) {
    t.same(decodePosition('name', encodePosition('name', position)), position)
  }
  for (const order of resultOrders)
    t.same(decodePosition(order, encodePosition(order, { key: '83.3', person: 'a' })), { key: '83.3', person: 'a' })
})

t.test('a cursor means nothing in another order', async (t) => {
  t.throws(() => decodePosition('grade', encodePosition('-grade', { key: '1', person: 'a' })), {
    code: 'invalid-cursor',
  })
})

t.test('what the database could not read is refused', async (t) => {
  for (const key of ['', '-1', '1e400', 'NaN', 'infinity', '1; drop table people', '2026-02-30']) {
    t.throws(
      () => decodePosition('submitted', encodePosition('submitted', { key, person: 'a' })),
      { code: 'invalid-cursor' },
      key,
    )
  }
  for (const position of [
    { key: 'a\0', person: 'a' },
    { key: 'a', person: 'a\0' },
  ])
    t.throws(() => decodePosition('name', encodePosition('name', position)), { code: 'invalid-cursor' })
  for (const cursor of ['', 'x', 'bnVsbA', 'e30', 'W10'])
    t.throws(() => decodePosition('name', cursor), { code: 'invalid-cursor' }, cursor)
})
