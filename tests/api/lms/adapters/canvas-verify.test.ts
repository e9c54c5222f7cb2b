import { createHmac } from 'node:crypto'
import { CompactSign, exportSPKI, generateKeyPair, importJWK } from 'jose'
import t from 'tap'
import { canvasLiveEvents } from '../../../../api/lms/canvas.js'
import type { FetchJson } from '../../../../api/lms/adapter.js'
import { keySetOf, liveEvent, makeKey, now, requestWith, settingsWith } from '../fixtures/canvas-signer.js'
import { faultOf, refusalOf } from '../fixtures/refusal.js'

const [previous, current, next, stranger] = [
  await makeKey('previous'),
  await makeKey('current'),
  await makeKey('next'),
  await makeKey('stranger'),
]
const keySet = keySetOf(previous, current, next)
const inline = settingsWith(JSON.stringify(keySet))
const event = JSON.stringify(liveEvent())

let fetches = 0
const fetchKeys: FetchJson = async () => {
  fetches += 1
  return keySet
}

const verify = (body: string, settings = inline) => canvasLiveEvents.verify(requestWith(body), settings, fetchKeys)
const unauthorized = (body: string, settings = inline) =>
  refusalOf('webhook-unauthorized', () => verify(body, settings))
const encode = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const at = (milliseconds: number) => new Date(now.getTime() + milliseconds).toISOString()
const signEventOf = (metadata: Record<string, unknown>) => current.sign(JSON.stringify(liveEvent({ metadata })))

t.test('an event signed by any of the three published keys is taken, byte for byte', async (t) => {
  for (const key of [previous, current, next]) {
    const { content } = await verify(await key.sign(event))
    t.equal(content.toString(), event)
  }
  t.ok(await verify(`\n${await current.sign(event)}\n`))
})

t.test('the id is made of the event, the submission, the attempt and the request', async (t) => {
  const { eventId } = await verify(await current.sign(event))
  t.equal(eventId, 'submission_created/21070000000012345/2/98e1b771-fe22-4481-8264-d523dadb16b1')
  t.equal((await verify(await next.sign(event))).eventId, eventId)
})

t.test('an event that no request caused has an id too, of its time', async (t) => {
  t.match(await verify(await signEventOf({ request_id: undefined })), {
    eventId: 'submission_created/21070000000012345/2/2026-03-01T11:59:58.123Z',
  })
})

t.test('an unsigned delivery is refused', async (t) => {
  for (const body of [event, '', 'a.b', 'a.b.c.d', `Bearer ${await current.sign(event)}`]) {
    t.match(await unauthorized(body), /not a signed token/, body.slice(0, 10))
  }
})

t.test('a token whose header says nothing usable is refused before any key is fetched', async (t) => {
  const byUrl = settingsWith('https://keys.example/never-asked')
  const [, payload, signature] = (await current.sign(event)).split('.')
  fetches = 0
  t.match(
    await unauthorized(`${encode({ alg: 'none', kid: 'current' })}.${payload}.${signature}`, byUrl),
    /not signed with RS256/,
  )
  t.match(await unauthorized(`${encode({ alg: 'RS256' })}.${payload}.${signature}`, byUrl), /not name the key/)
  t.match(await unauthorized(`${encode('junk')}.${payload}.${signature}`, byUrl), /no readable header/)
  t.match(await unauthorized(`${encode({ alg: 'none', kid: 'current' })}.${payload}.`, byUrl), /not a signed token/)
  t.equal(fetches, 0)
})

t.test('a public key never serves as the secret of an HMAC', async (t) => {
  const pem = await exportSPKI((await importJWK(current.publicJwk, 'RS256', { extractable: true })) as CryptoKey)
  const signed = `${encode({ alg: 'HS256', kid: 'current' })}.${encode(event)}`
  const signature = createHmac('sha256', pem).update(signed).digest('base64url')
  t.match(await unauthorized(`${signed}.${signature}`), /not signed with RS256/)
})

t.test('keys that a token brings along or points to are not used', async (t) => {
  for (const header of [
    { jwk: stranger.publicJwk },
    { jku: 'https://evil.example/keys' },
    { kid: 'current' },
    { kid: '../current' },
  ]) {
    t.match(await unauthorized(await stranger.sign(event, header)), /not signed by a key of the connection/)
  }
  t.match(await unauthorized(await current.sign(event, { kid: 'next' })), /not signed by a key of the connection/)
})

t.test('other algorithms are refused also where the key would do', async (t) => {
  const { privateKey } = await generateKeyPair('PS256')
  const token = await new CompactSign(Buffer.from(event))
    .setProtectedHeader({ alg: 'PS256', kid: 'current' })
    .sign(privateKey)
  t.match(await unauthorized(token), /not signed with RS256/)
})

t.test('a change to the claims or to the signature is refused', async (t) => {
  const [header, , signature] = (await current.sign(event)).split('.')
  const other = encode(liveEvent({ body: { user_id: '1' } }))
  t.match(await unauthorized(`${header}.${other}.${signature}`), /not signed by a key/)
  t.match(await unauthorized(`${header}.${encode(event)}.${encode('x'.repeat(256))}`), /not signed by a key/)
})

t.test('a connection without keys takes nothing', async (t) => {
  const token = await current.sign(event)
  t.match(await unauthorized(token, settingsWith(null)), /no key set/)
  t.match(await unauthorized(token, settingsWith('')), /no key set/)
  t.match(await unauthorized(token, settingsWith('{"keys":[]}')), /not signed by a key/)
})

t.test('trouble with the keys is a fault, not a forged event', async (t) => {
  const token = await current.sign(event)
  const down: FetchJson = async () => Promise.reject(new Error('down'))
  t.equal(
    await faultOf(() => canvasLiveEvents.verify(requestWith(token), settingsWith('https://down.example/keys'), down)),
    'down',
  )
  t.match(await faultOf(() => verify(token, settingsWith('{"keys":7}'))), /not a JSON object with a list of keys/)
})

t.test('an event of days ago is taken, as Canvas may be late; one of another week is not', async (t) => {
  const day = 24 * 3_600_000
  t.ok(await verify(await signEventOf({ event_time: at(-6 * day) })))
  const stale = async (offsetMs: number) =>
    await refusalOf('webhook-stale', async () => verify(await signEventOf({ event_time: at(offsetMs) })))
  t.match(await stale(-7 * day - 1000), /last seven days/)
  t.match(await stale(301_000), /in the future/)
})

t.test('a token that says when it ends is not taken afterwards', async (t) => {
  const seconds = now.getTime() / 1000
  const withClaims = (claims: object) => current.sign(JSON.stringify({ ...liveEvent(), ...claims }))
  t.ok(await verify(await withClaims({ exp: seconds - 200, nbf: seconds + 200 })))
  for (const claims of [{ exp: seconds - 400 }, { nbf: seconds + 400 }]) {
    t.match(
      await refusalOf('webhook-stale', async () => verify(await withClaims(claims))),
      /expired or is not valid yet/,
    )
  }
})

t.test('signed claims that are no event are told as such', async (t) => {
  const malformed = (claims: string) => refusalOf('webhook-malformed', async () => verify(await current.sign(claims)))
  t.match(await malformed('{}'), /metadata/)
  t.match(await malformed(JSON.stringify(liveEvent({ metadata: { event_time: 'yesterday' } }))), /event_time/)
  t.match(await malformed(JSON.stringify(liveEvent({ body: { submission_id: 21070000000012344 } }))), /loses digits/)
  t.match(await malformed(event.replace('{', '{"metadata":{},')), /twice in one object/)
})

t.test('a token that is too long, or its header, is refused before a key is looked for', async (t) => {
  const before = fetches
  const remote = settingsWith('https://keys.example/jwks')
  const header = encode({ alg: 'RS256', kid: 'current', x: 'x'.repeat(10_000) })
  t.match(await unauthorized(`${header}.YQ.YQ`, remote), /too long/)
  t.match(
    await unauthorized(`${encode({ alg: 'RS256', kid: 'current' })}.${'a'.repeat(300_000)}.YQ`, remote),
    /too long/,
  )
  t.equal(fetches, before)
})
