import t from 'tap'
import { deliver } from '../../../worker/consumer.js'

t.test('a report is handed over again until it is taken', async (t) => {
  let attempts = 0
  const errors: string[] = []
  const add = () => {
    attempts += 1
    return attempts < 2 ? Promise.reject(new Error('away')) : Promise.resolve()
  }
  await deliver(add, { onError: ({ message }) => void errors.push(message), signal: new AbortController().signal })
  t.equal(attempts, 2)
  t.same(errors, ['away'])
})

t.test('a worker that must stop gives up, for another to grade again', async (t) => {
  const stopping = new AbortController()
  const add = () => {
    stopping.abort()
    return Promise.reject(new Error('away'))
  }
  await t.rejects(deliver(add, { onError: () => {}, signal: stopping.signal }), { name: 'AbortError' })
})
