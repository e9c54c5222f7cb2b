import t from 'tap'
import { decodeCursor, encodeCursor } from '../../api/http/schemas.js'

t.test('a cursor comes back as what it was made of', async (t) => {
  for (const seq of [0, 1, 123_456_789]) t.equal(decodeCursor(encodeCursor(seq)), seq)
})

t.test('anything else is refused', async (t) => {
  for (const cursor of [
    '',
    'x',
    'czE7',
    Buffer.from('s1 or 1=1').toString('base64url'),
    Buffer.from('s-1').toString('base64url'),
  ]) {
    t.throws(() => decodeCursor(cursor), { code: 'invalid-cursor' }, cursor)
  }
})
