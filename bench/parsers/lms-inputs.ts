import { generateKeyPairSync } from 'node:crypto'
import { scanJson } from '../../api/http/check-input.js'
import { inboundLimits } from '../../api/lms/adapter.js'
import { parseSignedJson } from '../../api/lms/read-shape.js'
import { makeWebhookSecret, verifyWebhook } from '../../api/lms/signing.js'
import { standardWebhooks } from '../../api/lms/standard-webhooks.js'
import { asKeySet, verifyJwt } from '../../api/lms/verify-jwt.js'
import type { ParserInput } from './parsers.js'

const { bodyBytes, tokenBytes } = inboundLimits
const repeat = (text: string, length: number) => text.repeat(Math.floor(length / text.length))
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

const signed = (name: string, text: string) => {
  const content = Buffer.from(text)
  return { name: `webhook: ${name}`, read: () => parseSignedJson(content) }
}

const handIn = (files: unknown) => {
  const now = new Date().toISOString()
  return Buffer.from(
    JSON.stringify({
      type: 'assignment.submitted',
      timestamp: now,
      data: { assignment: 'a', learner: { id: 'x' }, attempt: 1, submittedAt: now, files },
    }),
  )
}

/** What an LMS, or whoever finds its address, may send. */
export async function lmsInputs(): Promise<ParserInput[]> {
  const secrets = [makeWebhookSecret(), makeWebhookSecret()]
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' })
  const keySet = JSON.stringify({
    keys: Array.from({ length: 100 }, (_, index) => ({
      ...key,
      alg: 'RS256',
      kid: `k${index}`,
      x: 'x'.repeat(10_000),
    })),
  })
  const token = `${base64({ alg: 'RS256', kid: 'k99' })}.${'a'.repeat(tokenBytes - 1000)}.${Buffer.alloc(256, 1).toString('base64url')}`
  const files = handIn(
    Array.from({ length: 2000 }, (_, index) => ({
      name: `f${index}.js`,
      content: Buffer.alloc(350, 'a').toString('base64'),
    })),
  )
  const wrong = handIn(Array.from({ length: 9000 }, () => ({ q: 1, r: 2 })))
  const headers = { 'webhook-id': 'a', 'webhook-timestamp': '1', 'webhook-signature': repeat('v1,AAAA ', 2000) }
  const rawBody = Buffer.alloc(bodyBytes, 'a')
  const answer = `[${repeat('{"a":1},', 390_000)}1]`
  return [
    {
      name: 'webhook: signature over 2 MB, two secrets',
      read: () => verifyWebhook({ headers, rawBody, receivedAt: new Date() }, secrets),
    },
    signed('2 MB of `[`', repeat('[', bodyBytes)),
    signed('2 MB of spaces', `{"a"${' '.repeat(bodyBytes - 10)}:1}`),
    signed(
      '10,000 keys, 2 MB',
      `{${Array.from({ length: 9_900 }, (_, index) => `"k${index}":"${'x'.repeat(190)}"`).join()}}`,
    ),
    signed('one text of 2 MB', `["${repeat('\\u0041', bodyBytes - 10)}"]`),
    { name: 'webhook: 2,000 files', read: () => standardWebhooks.read(files, 'a') },
    { name: 'webhook: 9,000 wrong files', read: () => standardWebhooks.read(wrong, 'a') },
    {
      name: 'Live Event: a token of 256 KB, 100 keys of 10 KB',
      read: () => verifyJwt(token, new Date(), async () => asKeySet(JSON.parse(keySet))),
    },
    {
      name: 'answer of an LMS: 49,000 items',
      read: () => scanJson(answer, { depth: 32, members: 50_000 }) ?? JSON.parse(answer),
    },
  ]
}
