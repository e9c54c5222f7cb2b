import t from 'tap'
import { Correlator } from '../../contracts/protocol/correlator.js'

/** A correlator that notes the numbers of what it sends. */
function createNoting() {
  const sent: number[] = []
  const requests = new Correlator<string>()
  const ask = (limit?: Parameters<typeof requests.ask>[1]) => requests.ask((id) => void sent.push(id), limit)
  return { sent, requests, ask }
}

t.test('each response goes to its request, in whatever order they come', async (t) => {
  const { sent, requests, ask } = createNoting()
  const [first, second] = [ask(), ask()]
  t.same(sent, [1, 2])
  t.ok(requests.resolve(2, 'second'))
  t.ok(requests.resolve(1, 'first'))
  t.same(await Promise.all([first, second]), ['first', 'second'])
  t.ok(requests.isIdle)
})

t.test('a response that nobody waits for is reported', async (t) => {
  const { requests, ask } = createNoting()
  t.notOk(requests.resolve(1, 'early'))
  const asked = ask()
  requests.resolve(1, 'right')
  t.notOk(requests.resolve(1, 'twice'))
  t.equal(await asked, 'right')
})

t.test('a request fails alone, and so does one that cannot be sent', async (t) => {
  const { requests, ask } = createNoting()
  const [refused, other] = [ask(), ask()]
  requests.reject(1, new Error('refused'))
  await t.rejects(refused, { message: 'refused' })
  const unsent = requests.ask(() => {
    throw new Error('unsent')
  })
  await t.rejects(unsent, { message: 'unsent' })
  requests.resolve(2, 'fine')
  t.equal(await other, 'fine')
})

t.test('who asks decides what becomes of a request that is overdue', async (t) => {
  const { requests, ask } = createNoting()
  const onOverdue = (id: number) => void requests.reject(id, new Error(`${id} is overdue`))
  await t.rejects(ask({ withinMs: 1, onOverdue }), { message: '1 is overdue' })
})

t.test('once it is closed, whatever waits or is asked fails with the first reason', async (t) => {
  const { sent, requests, ask } = createNoting()
  const waiting = ask()
  requests.close(new Error('gone'))
  requests.close(new Error('gone again'))
  await t.rejects(waiting, { message: 'gone' })
  await t.rejects(ask(), { message: 'gone' })
  t.same(sent, [1], 'and nothing more is sent')
})
