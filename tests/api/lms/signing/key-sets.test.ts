import t from 'tap'
import type { FetchJson } from '../../../../api/lms/adapter.js'
import { asKeySet, KeySets } from '../../../../api/lms/verify-jwt.js'
import { faultOf } from '../fixtures/refusal.js'

const at = (seconds: number) => new Date(seconds * 1000)

/** A host of keys: answers in turn, the last again and again. */
function hostOf(...answers: (string[] | Error)[]) {
  let fetches = 0
  const fetchJson: FetchJson = async () => {
    const answer = answers[Math.min(fetches++, answers.length - 1)] ?? []
    if (answer instanceof Error) throw answer
    return { keys: answer.map((kid) => ({ kid, kty: 'RSA' })) }
  }
  return { fetchJson, count: () => fetches }
}

async function kidsOf(
  sets: KeySets,
  kid: string,
  seconds: number,
  host: { fetchJson: FetchJson },
  url = 'https://keys.example/',
) {
  return (await sets.find(url, kid, at(seconds), host.fetchJson)).keys.map((key) => key.kid)
}

t.test('a set is kept for five minutes', async (t) => {
  const [sets, host] = [new KeySets(), hostOf(['a'], ['b'])]
  t.same(await kidsOf(sets, 'a', 0, host), ['a'])
  t.same(await kidsOf(sets, 'a', 299, host), ['a'])
  t.equal(host.count(), 1)
  t.same(await kidsOf(sets, 'a', 300, host), ['b'], 'a key that was withdrawn is gone')
})

t.test('many at once cause one fetch', async (t) => {
  const [sets, host] = [new KeySets(), hostOf(['a'])]
  await Promise.all(Array.from({ length: 50 }, () => kidsOf(sets, 'a', 0, host)))
  t.equal(host.count(), 1)
})

t.test('an unknown key makes it look again, once in a while only', async (t) => {
  const [sets, host] = [new KeySets(), hostOf(['a'], ['a', 'b'])]
  await kidsOf(sets, 'a', 0, host)
  t.same(await kidsOf(sets, 'b', 29, host), ['a'])
  t.same(await kidsOf(sets, 'b', 30, host), ['a', 'b'])
  for (let seconds = 31; seconds < 60; seconds++) await kidsOf(sets, `forged-${seconds}`, seconds, host)
  t.equal(host.count(), 2)
})

t.test('many forged keys at once cause one fetch', async (t) => {
  const [sets, host] = [new KeySets(), hostOf(['a'])]
  await kidsOf(sets, 'a', 0, host)
  await Promise.all(Array.from({ length: 50 }, (_, index) => kidsOf(sets, `forged-${index}`, 100, host)))
  t.equal(host.count(), 2)
})

t.test('a host in trouble is asked again after seconds, not for every request', async (t) => {
  const [sets, host] = [new KeySets(), hostOf(new Error('down'), ['a'])]
  t.equal(await faultOf(() => kidsOf(sets, 'a', 0, host)), 'down')
  t.equal(await faultOf(() => kidsOf(sets, 'a', 4, host)), 'down')
  t.equal(host.count(), 1)
  t.same(await kidsOf(sets, 'a', 5, host), ['a'])
})

t.test('what is no key set is trouble too', async (t) => {
  for (const document of [null, [], {}, { keys: [null] }, { keys: 'x' }]) {
    t.match(
      await faultOf(() => new KeySets().find('https://keys.example/', 'a', at(0), async () => document)),
      /list of keys/,
    )
  }
})

t.test('sets are told apart by their address, and only so many are held', async (t) => {
  const [sets, host] = [new KeySets(), hostOf(['a'])]
  for (let index = 0; index < 101; index++) await kidsOf(sets, 'a', 0, host, `https://keys.example/${index}`)
  t.equal(host.count(), 101)
  await kidsOf(sets, 'a', 1, host, 'https://keys.example/100')
  t.equal(host.count(), 101)
  await kidsOf(sets, 'a', 1, host, 'https://keys.example/0')
  t.equal(host.count(), 102)
})

t.test('a set of more keys than an LMS has is refused', async (t) => {
  const keys = Array.from({ length: 101 }, (_, index) => ({ kid: `k${index}` }))
  t.throws(() => asKeySet({ keys }), /101 keys; at most 100 are allowed/)
  t.equal(asKeySet({ keys: keys.slice(1) }).keys.length, 100)
})
