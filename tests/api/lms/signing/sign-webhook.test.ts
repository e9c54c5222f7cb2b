import { createHmac } from 'node:crypto'
import t from 'tap'
import { Webhook } from 'standardwebhooks'
import { signWebhook } from '../../../../api/lms/signing.js'
import { now, secret, secretOf } from '../fixtures/signed-webhook.js'

t.test('the signature is the one of the specification', async (t) => {
  const headers = signWebhook({ id: 'msg_1', sentAt: now, body: '{"é":1}', secrets: [secret] })
  const signature = createHmac('sha256', Buffer.alloc(32, 1)).update('msg_1.1772366400.{"é":1}').digest('base64')
  t.same(headers, { 'webhook-id': 'msg_1', 'webhook-timestamp': '1772366400', 'webhook-signature': `v1,${signature}` })
})

t.test('while a secret is replaced, either verifies', async (t) => {
  const headers = signWebhook({ id: 'msg_1', sentAt: new Date(), body: '{}', secrets: [secretOf(2), secret] })
  t.same(new Webhook(secret).verify('{}', headers), {})
  t.same(new Webhook(secretOf(2)).verify('{}', headers), {})
})

t.test('nothing goes out unsigned', async (t) => {
  t.throws(() => signWebhook({ id: 'msg_1', sentAt: now, body: '{}', secrets: [] }), /needs secrets/)
  t.throws(() => signWebhook({ id: 'msg_1', sentAt: now, body: '{}', secrets: ['whsec_'] }), /needs secrets/)
})
