import { createHmac } from 'node:crypto'
import t from 'tap'
import type { InboundRequest } from '../../../../api/lms/adapter.js'
import { verifyWebhook } from '../../../../api/lms/signing.js'
import { refusalOf } from '../fixtures/refusal.js'
import { now, secret, secretOf, signedRequest } from '../fixtures/signed-webhook.js'

const accepted = (request: InboundRequest, secrets = [secret]) => verifyWebhook(request, secrets)
const unauthorized = (request: InboundRequest, secrets = [secret]) =>
  refusalOf('webhook-unauthorized', () => verifyWebhook(request, secrets))
const secondsFromNow = (seconds: number) => new Date(now.getTime() + seconds * 1000)
const signatureOf = (request: InboundRequest) => String(request.headers['webhook-signature'])

t.test('a right signature proves the sender and gives the id', async (t) => {
  t.equal(accepted(signedRequest()), 'msg_1')
})

t.test('either secret signs while one replaces the other; a third does not', async (t) => {
  const [older, newer] = [secretOf(2), secretOf(3)]
  t.equal(accepted(signedRequest({ secrets: [older] }), [newer, older]), 'msg_1')
  t.equal(accepted(signedRequest({ secrets: [newer] }), [newer, older]), 'msg_1')
  t.match(await unauthorized(signedRequest(), [newer, older]), /No signature matches/)
})

t.test('one right signature among several is enough', async (t) => {
  const right = signatureOf(signedRequest())
  const several = (list: string) => signedRequest({ headers: { 'webhook-signature': list } })
  t.equal(accepted(several(`v1,AAAA v1a,BBBB ${right}`)), 'msg_1')
  t.equal(accepted(several(`${right} junk`)), 'msg_1')
  t.match(await unauthorized(several('v1,AAAA v1a,BBBB')), /No signature matches/)
})

t.test('a request without one of the headers is refused', async (t) => {
  for (const name of ['webhook-id', 'webhook-timestamp', 'webhook-signature']) {
    t.match(await unauthorized(signedRequest({ headers: { [name]: undefined } })), `header ${name} is missing`)
    t.match(await unauthorized(signedRequest({ headers: { [name]: '' } })), `header ${name} is missing`)
    t.match(await unauthorized(signedRequest({ headers: { [name]: ['a', 'b'] } })), `header ${name} is missing`)
  }
})

t.test('the signature is over the bytes that were sent, not over the same JSON written again', async (t) => {
  const request = signedRequest({ body: '{ "type": "x" }' })
  t.match(await unauthorized({ ...request, rawBody: Buffer.from('{"type":"x"}') }), /No signature matches/)
})

t.test('bytes that are not UTF-8 never pass for the text they would be turned into', async (t) => {
  const request = signedRequest({ body: '"\u{fffd}"' })
  t.match(await unauthorized({ ...request, rawBody: Buffer.from([0x22, 0xff, 0x22]) }), /not UTF-8/)
})

t.test('a signature in hex, without its version, or of another version is refused', async (t) => {
  const request = signedRequest()
  const base64 = signatureOf(request).slice(3)
  const hex = Buffer.from(base64, 'base64').toString('hex')
  for (const signature of [
    `v1,${hex}`,
    hex,
    base64,
    `v2,${base64}`,
    `v1a,${base64}`,
    `v1,${base64.replace('=', '')}`,
    'v1,',
    'v1',
  ]) {
    t.match(
      await unauthorized({ ...request, headers: { ...request.headers, 'webhook-signature': signature } }),
      /No signature matches/,
      signature,
    )
  }
})

t.test('an empty secret, a short one, or none at all lets nobody in', async (t) => {
  const signature = `v1,${createHmac('sha256', '').update('msg_1.1772366400.{}').digest('base64')}`
  const request = signedRequest({ body: '{}', headers: { 'webhook-signature': signature } })
  for (const secrets of [[''], ['whsec_'], [`whsec_${Buffer.from('short').toString('base64')}`], []]) {
    t.match(await unauthorized(request, secrets), /No signature matches/)
  }
})

t.test('five minutes either way are allowed, a second more is stale', async (t) => {
  t.equal(accepted(signedRequest({ sentAt: secondsFromNow(-300) })), 'msg_1')
  t.equal(accepted(signedRequest({ sentAt: secondsFromNow(300) })), 'msg_1')
  const stale = (seconds: number) =>
    refusalOf('webhook-stale', () => accepted(signedRequest({ sentAt: secondsFromNow(seconds) })))
  t.match(await stale(-301), /301 seconds ago/)
  t.match(await stale(301), /in 301 seconds/)
})

t.test('who has no secret cannot tell a stale request from any other', async (t) => {
  const old = signedRequest({ sentAt: secondsFromNow(-9999), secrets: [secretOf(9)] })
  t.equal(await unauthorized(old), await unauthorized(signedRequest({ secrets: [secretOf(9)] })))
})

t.test('a timestamp that was changed after signing is refused', async (t) => {
  for (const timestamp of ['1772366401', ' 1772366400', '1772366400x', '1.7723664e9', '-1', '99999999999999999999']) {
    t.ok(await unauthorized(signedRequest({ headers: { 'webhook-timestamp': timestamp } })), timestamp)
  }
})

t.test('an id with a full stop could move the border to the timestamp, and is refused', async (t) => {
  const inner = '1772366400.{"type":"forged"}'
  const signed = signedRequest({ body: inner })
  const request = {
    ...signed,
    headers: { ...signed.headers, 'webhook-id': 'msg_1.1772366400' },
    rawBody: Buffer.from('{"type":"forged"}'),
  }
  t.match(await unauthorized(request), /header webhook-id/)
})
