import t from 'tap'
import { limitCalls } from '../../contracts/limit-calls.js'

t.test('one call an interval goes through and says how many were left out', async (t) => {
  let now = 0
  const seen: [number, string][] = []
  const log = limitCalls(
    (left, text: string) => seen.push([left, text]),
    100,
    () => now,
  )
  for (const text of ['a', 'b', 'c']) log(text)
  now = 100
  log('d')
  t.same(seen, [
    [0, 'a'],
    [2, 'd'],
  ])
})
