import t from 'tap'
import { isWebhookSecret, makeWebhookSecret } from '../../../../api/lms/signing.js'

t.test('a made secret has the form of the specification and never comes twice', async (t) => {
  t.match(makeWebhookSecret(), /^whsec_[A-Za-z0-9+/]{43}=$/)
  t.ok(isWebhookSecret(makeWebhookSecret()))
  t.not(makeWebhookSecret(), makeWebhookSecret())
})

const of = (bytes: number) => `whsec_${Buffer.alloc(bytes, 7).toString('base64')}`

const cases: [what: string, secret: string, isSecret: boolean][] = [
  ['24 bytes', of(24), true],
  ['64 bytes', of(64), true],
  ['23 bytes', of(23), false],
  ['65 bytes', of(65), false],
  ['an empty text', '', false],
  ['the prefix alone', 'whsec_', false],
  ['no prefix', of(32).slice(6), false],
  ['hex in place of base64', `whsec_${Buffer.alloc(32, 0xc5).toString('hex')}=`, false],
  ['base64 with a line break', `${of(32)}\n`, false],
]

for (const [what, secret, isSecret] of cases) {
  t.test(`${what}: ${isSecret ? 'a secret' : 'no secret'}`, async (t) => {
    t.equal(isWebhookSecret(secret), isSecret)
  })
}
