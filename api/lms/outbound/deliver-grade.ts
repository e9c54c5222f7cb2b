import { escapeLine } from '../../../contracts/escape.js'
import { type ApiConfig, publicUrl } from '../../config.js'
import { validSecrets } from '../shared-secrets.js'
import { signWebhook } from '../signing/sign-webhook.js'
import type { ClaimedMessage } from './claim-message.js'
import type { MessagePayload } from './grade-payload.js'
import { postWebhook } from './post-webhook.js'
import { readRetryAfter } from './retry-schedule.js'

/** What became of one try. */
export interface DeliveryOutcome {
  /** `null` where no answer came. */
  status: number | null
  /** Why it is not delivered, for people; `null` where it is. */
  error: string | null
  ms: number
  retryAfterMs: number | null
}

const SHOWN_LENGTH = 300

/** Sends a message once, signed with every secret that is good now. Never throws: what goes wrong is the outcome. */
export async function deliverGrade(
  { message, connection }: ClaimedMessage,
  config: ApiConfig,
): Promise<DeliveryOutcome> {
  const startedAt = performance.now()
  const ms = () => Math.round(performance.now() - startedAt)
  const sentAt = new Date()
  try {
    const body = JSON.stringify(addPublicUrl(message.payload, publicUrl(config)))
    const headers = signWebhook({
      id: message.id,
      sentAt,
      body,
      secrets: validSecrets(connection.gradeSecrets, sentAt),
    })
    const { allowsPrivateNetwork, gradeUrl } = connection
    const answer = await postWebhook({
      url: gradeUrl ?? '',
      allowsPrivateNetwork,
      headers,
      body,
      timeoutMs: config.ASSAY_WEBHOOK_SECONDS * 1000,
    })
    const { status } = answer
    const retryAfterMs = status === 429 || status === 503 ? readRetryAfter(answer.retryAfter, new Date()) : null
    return { status, error: explainStatus(status), ms: ms(), retryAfterMs }
  } catch (error) {
    return {
      status: null,
      error: escapeLine((error as Error).message).slice(0, SHOWN_LENGTH),
      ms: ms(),
      retryAfterMs: null,
    }
  }
}

const addPublicUrl = (payload: MessagePayload, base: string): MessagePayload =>
  payload.type === 'submission.graded'
    ? { ...payload, data: { ...payload.data, reportUrl: base + payload.data.reportUrl } }
    : payload

function explainStatus(status: number): string | null {
  if (status >= 200 && status < 300) return null
  if (status >= 300 && status < 400)
    return `The receiver responded with a redirect (${status}); redirects are not followed.`
  return `The receiver responded with status ${status}.`
}
