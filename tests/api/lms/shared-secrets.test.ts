import t from 'tap'
import { firstSecret, rotateSecrets, validSecrets } from '../../../api/lms/connections.js'
import { isWebhookSecret } from '../../../api/lms/signing.js'

const now = new Date('2026-03-01T12:00:00Z')
const later = (hours: number) => new Date(now.getTime() + hours * 3_600_000)

t.test('a new secret comes before the old one, which ends when the overlap does', async (t) => {
  const old = firstSecret(now)
  const [added, previous] = rotateSecrets([old], 24, now)
  t.ok(isWebhookSecret(added.secret))
  t.same(previous, { ...old, expiresAt: later(24).toISOString() })
  t.same(validSecrets([added, old], later(23)), [added.secret, old.secret])
  t.same(validSecrets(rotateSecrets([old], 24, now), later(24)).length, 1)
})

t.test('there are never more than two, and without an overlap one', async (t) => {
  const two = rotateSecrets([firstSecret(now)], 24, now)
  const again = rotateSecrets(two, 24, now)
  t.equal(again.length, 2)
  t.equal(again[1]?.secret, two[0].secret)
  t.equal(rotateSecrets(two, 0, now).length, 1)
})
