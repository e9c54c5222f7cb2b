import { promisify } from 'node:util'
import t from 'tap'
import { pinLookup, resolveHost } from '../../../../api/lms/send-pinned.js'
import { faultOf, refusalOf } from '../fixtures/refusal.js'

/** A resolver whose answers change with every question. */
function resolverOf(...answers: string[][]) {
  const asked: string[] = []
  return { asked, resolve: async (hostname: string) => answers[asked.push(hostname) - 1] ?? [] }
}

const url = new URL('https://files.example/a')

t.test('a name with global addresses is taken, with all of them', async (t) => {
  const { asked, resolve } = resolverOf(['93.184.216.34', '2606:4700::1111'])
  t.same(await resolveHost(url, { allowsPrivateNetwork: false, resolve }), ['93.184.216.34', '2606:4700::1111'])
  t.same(asked, ['files.example'])
})

t.test('one private address among several refuses the name', async (t) => {
  for (const bad of ['127.0.0.1', '10.0.0.5', '169.254.169.254', '::1', '::ffff:127.0.0.1', '0.0.0.0', 'fd00::1']) {
    const { resolve } = resolverOf(['93.184.216.34', bad])
    t.match(
      await refusalOf('file-refused', () => resolveHost(url, { allowsPrivateNetwork: false, resolve })),
      /forbidden address/,
      bad,
    )
  }
})

t.test('an address in place of a name is judged without a resolver', async (t) => {
  const { asked, resolve } = resolverOf(['93.184.216.34'])
  for (const address of [
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://169.254.169.254/latest/meta-data',
    'https://0.0.0.0/',
    'https://10.1.2.3/',
  ]) {
    t.match(
      await refusalOf('file-refused', () => resolveHost(new URL(address), { allowsPrivateNetwork: false, resolve })),
      /forbidden address/,
    )
  }
  t.same(await resolveHost(new URL('https://8.8.8.8/'), { allowsPrivateNetwork: false, resolve }), ['8.8.8.8'])
  t.same(asked, [])
})

t.test('localhost is refused by what the system says it is', async (t) => {
  t.match(
    await refusalOf('file-refused', () => resolveHost(new URL('https://localhost/'), { allowsPrivateNetwork: false })),
    /loopback/,
  )
  t.ok((await resolveHost(new URL('https://localhost/'), { allowsPrivateNetwork: true })).length > 0)
})

t.test('a name without an address, or a resolver in trouble, may pass', async (t) => {
  t.match(await faultOf(() => resolveHost(url, { allowsPrivateNetwork: false, resolve: async () => [] })), /no address/)
  t.equal(
    await faultOf(() =>
      resolveHost(url, { allowsPrivateNetwork: false, resolve: async () => Promise.reject(new Error('SERVFAIL')) }),
    ),
    'SERVFAIL',
  )
})

t.test('a socket gets the addresses that were checked, however the name was bound since', async (t) => {
  const { asked, resolve } = resolverOf(['93.184.216.34'], ['127.0.0.1'])
  const lookup = pinLookup(await resolveHost(url, { allowsPrivateNetwork: false, resolve }))
  const one = await new Promise((done) =>
    lookup('files.example', {}, (_error, address, family) => done([address, family])),
  )
  t.same(one, ['93.184.216.34', 4])
  t.same(await promisify(lookup)('anything.else', { all: true }), [{ address: '93.184.216.34', family: 4 }])
  t.equal(asked.length, 1)
})
