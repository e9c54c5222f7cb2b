import type { MessagePayload } from '../tables.js'
import type { IncomingMessage } from 'node:http'
import { escapeLine } from '../../../contracts/escape.js'
import type { Logger } from '../../app-context.js'
import { type Repetition, workInPool } from '../../background.js'
import { type ApiConfig, publicUrl } from '../../config.js'
import type { Database } from '../../database/open-database.js'
import { hostOf, validSecrets } from '../connections.js'
import { Deadline } from '../fetch-bounded.js'
import { checkUrl, sendPinned } from '../send-pinned.js'
import { signWebhook, type WebhookHeaders } from '../signing.js'
import {
  type ClaimedMessage,
  claimMessage,
  type DeliveryOutcome,
  readRetryAfter,
  settleDelivery,
} from './claim-message.js'

/**
 * One connection has a few at a time; so many that receivers which hang leave room for others. A try costs a socket and
 * no more.
 */
const LANES = 200
/** Retries come due without anybody saying so. */
const EVERY_MS = 1_000
/** Beyond the time the receiver has: to note what it said. */
const LEASE_MARGIN_MS = 15_000

export interface Senders {
  db: Database
  config: ApiConfig
  log: Logger
  onError(error: Error): void
}

/** Sends grades to LMSs for as long as it runs. */
export function sendGrades({ db, config, log, onError }: Senders): Repetition {
  const leaseMs = config.ASSAY_WEBHOOK_SECONDS * 1000 + LEASE_MARGIN_MS
  return workInPool(
    {
      claim: () => claimMessage(db, leaseMs),
      async handle(claimed) {
        const outcome = await deliverGrade(claimed, config)
        const state = await settleDelivery(db, claimed, outcome, config.ASSAY_LMS_RETRY_SECONDS * 1000)
        const { id, connectionId, tries } = claimed.message
        log.info(
          { message: id, connection: connectionId, tries, state, status: outcome.status, error: outcome.error },
          'a grade was sent',
        )
      },
      onError,
    },
    { count: LANES, everyMs: EVERY_MS },
  )
}

const SHOWN_LENGTH = 300

/** Sends a message once, signed with every secret that is good now. Never throws: what goes wrong is the outcome. */
async function deliverGrade({ message, connection }: ClaimedMessage, config: ApiConfig): Promise<DeliveryOutcome> {
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

export interface WebhookPost {
  url: string
  /** As for files: only then may the address be private, or plain http. */
  allowsPrivateNetwork: boolean
  headers: WebhookHeaders
  body: string
  timeoutMs: number
}

/** What a receiver said; of its body nothing is read. */
export interface WebhookAnswer {
  status: number
  retryAfter: string | undefined
}

/**
 * Posts once, to an address that is checked and held fast as those of files are, and follows no redirect. Throws where
 * there is no answer in time, or the address may not be asked.
 */
async function postWebhook(post: WebhookPost): Promise<WebhookAnswer> {
  const { allowsPrivateNetwork } = post
  const url = checkUrl(post.url, { allowedHosts: [hostOf(post.url)], allowsPrivateNetwork })
  const deadline = new Deadline(post.timeoutMs, `The host ${url.host}`)
  try {
    const response = await deadline.race(send(url, post, deadline.signal))
    response.destroy()
    return { status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] }
  } finally {
    deadline.clear()
  }
}

async function send(
  url: URL,
  { allowsPrivateNetwork, headers, body }: WebhookPost,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const content = Buffer.from(body)
  const typed = { ...headers, 'content-type': 'application/json', 'content-length': content.length }
  return await sendPinned({ method: 'POST', url, rules: { allowsPrivateNetwork }, headers: typed, content, signal })
}
