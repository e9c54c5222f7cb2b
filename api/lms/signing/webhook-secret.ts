import { randomBytes } from 'node:crypto'

const PREFIX = 'whsec_'

/** What the Standard Webhooks specification asks of a symmetric secret. */
const MIN_BYTES = 24
const MAX_BYTES = 64

/** A new secret for both sides of a connection: `whsec_` and 32 random bytes in base64. */
export const makeWebhookSecret = (): string => PREFIX + randomBytes(32).toString('base64')

/** The bytes by which a secret signs. */
export const keyOf = (secret: string): Buffer => Buffer.from(secret.slice(PREFIX.length), 'base64')

/** Whether a text is a secret that may sign: of the specified form and length. An empty one signs nothing. */
export function isWebhookSecret(secret: string): boolean {
  if (!secret.startsWith(PREFIX)) return false
  const key = keyOf(secret)
  return key.length >= MIN_BYTES && key.length <= MAX_BYTES && PREFIX + key.toString('base64') === secret
}
