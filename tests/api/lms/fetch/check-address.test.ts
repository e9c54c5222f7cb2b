import t from 'tap'
import { findForbiddenRange } from '../../../../api/lms/send-pinned.js'

const taken = ['93.184.216.34', '8.8.8.8', '100.63.255.255', '172.32.0.1', '2606:4700::1111', '2a00:1450::8a']

/** Inside, by the operator's word. */
const insideOnly = [
  '127.0.0.1',
  '127.255.255.255',
  '10.0.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '100.64.0.1',
  '::1',
  'fd00::1',
]

const never: [what: string, addresses: string[]][] = [
  ['this machine, as 0.0.0.0/8 or ::', ['0.0.0.0', '0.1.2.3', '::']],
  [
    'link-local, where clouds hand out credentials',
    ['169.254.169.254', '169.254.0.1', 'fe80::1', 'fe80::1%eth0', 'febf::1'],
  ],
  [
    'IPv4 inside IPv6',
    ['::ffff:127.0.0.1', '::ffff:93.184.216.34', '::ffff:a9fe:a9fe', '::127.0.0.1', '::ffff:0:7f00:1'],
  ],
  [
    'IPv4 behind a translator or tunnel',
    ['64:ff9b::7f00:1', '64:ff9b:1::1', '2002:7f00:1::', '2001::1', '192.88.99.1'],
  ],
  ['multicast and broadcast', ['224.0.0.1', '239.255.255.255', '255.255.255.255', 'ff02::1']],
  [
    'documentation and measurement',
    ['192.0.2.1', '198.51.100.1', '203.0.113.1', '198.18.0.1', '198.19.255.255', '2001:db8::1', '3fff::1', '2001:2::1'],
  ],
  ['what is reserved', ['240.0.0.1', '192.0.0.8', '100::1', 'fec0::1', '4000::1', '5f00::1', '2001:10::1']],
  ['what is no address', ['', 'localhost', '1.2.3', '127.0.0.1 ', '[::1]']],
]

t.test('global addresses are taken', async (t) => {
  for (const address of taken) t.equal(findForbiddenRange(address, false), null, address)
})

t.test('private addresses are taken only by the word of the operator', async (t) => {
  for (const address of insideOnly) {
    t.type(findForbiddenRange(address, false), 'string', address)
    t.equal(findForbiddenRange(address, true), null, address)
  }
})

for (const [what, addresses] of never) {
  t.test(`never taken: ${what}`, async (t) => {
    for (const address of addresses) {
      t.type(findForbiddenRange(address, false), 'string', address)
      t.type(findForbiddenRange(address, true), 'string', `${address}, private network allowed`)
    }
  })
}
