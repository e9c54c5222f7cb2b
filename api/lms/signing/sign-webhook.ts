import { Webhook } from 'standardwebhooks'
import { isWebhookSecret } from './webhook-secret.js'

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
