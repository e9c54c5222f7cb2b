import t from 'tap'
import { checkUrl } from '../../../../api/lms/send-pinned.js'
import { refusalOf } from '../fixtures/refusal.js'

const allowedHosts = [
  'files.example',
  'Files.Example:8443',
  '127.0.0.1',
  '[2606:4700::1]',
  'localhost',
  'localhost.',
  'redis:6379',
]
const outside = { allowedHosts, allowsPrivateNetwork: false }
const inside = { allowedHosts, allowsPrivateNetwork: true }

const taken: [address: string, host: string][] = [
  ['https://files.example/a?b=c#d', 'files.example'],
  ['HTTPS://FILES.example:443/a', 'files.example'],
  ['https://files.example:8443', 'files.example:8443'],
  ['https://[2606:4700::1]/a', '[2606:4700::1]'],
]

for (const [address, host] of taken) {
  t.test(`${address} is taken`, async (t) => {
    t.equal(checkUrl(address, outside).host, host)
  })
}

t.test('plain http is taken where the network is private', async (t) => {
  t.equal(checkUrl('http://files.example:80/a', inside).href, 'http://files.example/a')
})

const refused: [address: string, detail: RegExp][] = [
  ['http://files.example/a', /starts with http:, but only https:/],
  ['file:///etc/passwd', /starts with file:/],
  ['gopher://files.example/1', /starts with gopher:/],
  ['unix:/var/run/docker.sock', /starts with unix:/],
  ['ftp://files.example/a', /starts with ftp:/],
  ['data:text/plain,hello', /starts with data:/],
  ['javascript:alert(1)', /starts with javascript:/],
  ['redis://redis:6379/', /starts with redis:/],
  ['//files.example/a', /does not start with https/],
  ['/etc/passwd', /does not start with https/],
  [' https://files.example/', /does not start with https/],
  ['', /does not start with https/],
  ['https:files.example', /not in its usual form/],
  ['https:\\\\files.example', /not in its usual form/],
  ['https://', /not a valid URL/],
  ['https://files.example:99999/', /not a valid URL/],
  ['https://user@files.example/', /user name or password/],
  ['https://files.example@evil.example/', /user name or password/],
  ['https://files.example:p@127.0.0.1/', /user name or password/],
  ['https://2130706433/', /not in its usual form/],
  ['https://017700000001/', /not in its usual form/],
  ['https://0x7f000001/', /not in its usual form/],
  ['https://0177.0.0.1/', /not in its usual form/],
  ['https://0x7f.0.0.1/', /not in its usual form/],
  ['https://127.1/', /not in its usual form/],
  ['https://127.0.0.1./', /not in its usual form/],
  ['https://127.0.0.%31/', /not in its usual form/],
  ['https://１２７.0.0.1/', /not in its usual form/],
  ['https://[2606:4700:0::1]/', /not in its usual form/],
  ['https://[::ffff:127.0.0.1]/', /not in its usual form/],
  ['https://files.example\\@evil.example/', /user name or password/],
  ['https://files.exam\tple/', /not in its usual form/],
  ['https://fílès.example/', /not in its usual form/],
  ['https://localhost./', /ends with a dot/],
  ['https://files.example./', /ends with a dot/],
  ['https://evil.example/', /not allow the host evil\.example/],
  ['https://files.example.evil.example/', /not allow the host/],
  ['https://sub.files.example/', /not allow the host/],
  ['https://files.example:6379/', /not allow the host files\.example:6379/],
  ['https://files.example:80/', /not allow the host/],
  ['https://redis/', /not allow the host/],
  [`https://files.example/${'a'.repeat(4000)}`, /longer than 4000/],
]

for (const [address, detail] of refused) {
  t.test(`${JSON.stringify(address).slice(0, 60)} is refused`, async (t) => {
    t.match(await refusalOf('file-refused', () => checkUrl(address, outside)), detail)
  })
}

t.test('a private network opens no other scheme', async (t) => {
  for (const address of ['file:///etc/passwd', 'gopher://files.example/', 'unix:/run/x', 'ws://files.example/']) {
    t.match(await refusalOf('file-refused', () => checkUrl(address, inside)), /only https: is accepted/)
  }
})

t.test('nothing is taken where no host is allowed', async (t) => {
  t.match(
    await refusalOf('file-refused', () =>
      checkUrl('https://files.example/', { allowedHosts: [], allowsPrivateNetwork: true }),
    ),
    /not allow the host/,
  )
})
