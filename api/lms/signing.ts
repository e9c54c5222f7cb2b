import { isUtf8 } from 'node:buffer'
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { CallerError } from '../../contracts/errors.js'
import { type InboundRequest, unauthorizedWebhook } from './adapter.js'

/** How far the clocks of both sides may be apart, either way. */
const TOLERANCE_SECONDS = 300

/** Printable, and no full stop: the signed text is `id.timestamp.body`, which must come apart in one way only. */
const ID = /^[\x21-\x2d\x2f-\x7e]{1,200}$/
const TIMESTAMP = /^\d{1,11}$/
const SIGNATURES = /^[\x20-\x7e]{1,2000}$/

/**
 * Proves by the headers of Standard Webhooks that one of `secrets` signed these very bytes now; gives the id of the
 * message. Throws `CallerError`: `webhook-stale` only when the signature is right, else `webhook-unauthorized`, so that
 * nobody without a secret learns more than that. Secrets that may not sign, as an empty one, match nothing.
 */
export function verifyWebhook({ headers, rawBody, receivedAt }: InboundRequest, secrets: readonly string[]): string {
  const id = readHeader(headers, 'webhook-id', ID)
  const seconds = Number(readHeader(headers, 'webhook-timestamp', TIMESTAMP))
  const given = readHeader(headers, 'webhook-signature', SIGNATURES).split(' ')
  if (!isUtf8(rawBody)) throw unauthorizedWebhook('The body is not UTF-8 text, so it cannot have been signed.')
  // By the engine's own HMAC: that of the package, in JavaScript, takes 40 ms for a body that nobody has vouched for
  // yet.
  const sign = (secret: string) =>
    `v1,${createHmac('sha256', keyOf(secret)).update(`${id}.${seconds}.`).update(rawBody).digest('base64')}`
  const expected = secrets.filter(isWebhookSecret).map(sign)
  if (!given.some((signature) => expected.some((right) => isSame(signature, right)))) {
    throw unauthorizedWebhook(
      'No signature matches: sign the exact bytes you send, as id.timestamp.body, with the secret of the connection.',
    )
  }
  refuseStale(seconds, receivedAt)
  return id
}

function readHeader(headers: InboundRequest['headers'], name: string, form: RegExp): string {
  const value = headers[name]
  if (typeof value === 'string' && form.test(value)) return value
  throw unauthorizedWebhook(`The header ${name} is missing or does not follow Standard Webhooks.`)
}

function refuseStale(seconds: number, receivedAt: Date): void {
  const ageSeconds = Math.floor(receivedAt.getTime() / 1000) - seconds
  if (Math.abs(ageSeconds) <= TOLERANCE_SECONDS) return
  const when = ageSeconds > 0 ? `${ageSeconds} seconds ago` : `in ${-ageSeconds} seconds`
  throw new CallerError(
    'webhook-stale',
    `The timestamp of the webhook is ${when}; ${TOLERANCE_SECONDS} seconds are allowed either way.`,
  )
}

function isSame(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}

export type WebhookHeaders = Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>

/** One request to be signed. `id` stays the same over all tries of one message, `sentAt` is the time of this try. */
export interface WebhookToSign {
  id: string
  sentAt: Date
  body: string
  /** Each signs, so that the receiver may go over from one to the other when it likes. */
  secrets: readonly string[]
}

/** The three headers of Standard Webhooks. Throws where there is no usable secret: nothing goes out unsigned. */
export function signWebhook({ id, sentAt, body, secrets }: WebhookToSign): WebhookHeaders {
  if (secrets.length === 0 || !secrets.every(isWebhookSecret))
    throw new Error('Signing a webhook needs secrets of the form whsec_…')
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, sentAt, body)).join(' '),
  }
}

const PREFIX = 'whsec_'

/** What the Standard Webhooks specification asks of a symmetric secret. */
const MIN_BYTES = 24
const MAX_BYTES = 64

/** A new secret for both sides of a connection: `whsec_` and 32 random bytes in base64. */
export const makeWebhookSecret = (): string => PREFIX + randomBytes(32).toString('base64')

/** The bytes by which a secret signs. */
const keyOf = (secret: string): Buffer => Buffer.from(secret.slice(PREFIX.length), 'base64')

/** Whether a text is a secret that may sign: of the specified form and length. An empty one signs nothing. */
export function isWebhookSecret(secret: string): boolean {
  if (!secret.startsWith(PREFIX)) return false
  const key = keyOf(secret)
  return key.length >= MIN_BYTES && key.length <= MAX_BYTES && PREFIX + key.toString('base64') === secret
}
