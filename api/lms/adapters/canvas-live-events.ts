import { CallerError } from '../../../contracts/errors.js'
import type { AdapterSettings, FetchJson, InboundRequest, LmsAdapter, VerifiedRequest } from '../adapter.js'
import { listAttachments } from '../canvas/list-attachments.js'
import { nameLiveEvent, readLiveEvent } from '../canvas/live-event.js'
import { readSubmission } from '../canvas/read-submission.js'
import { parseSignedJson } from '../parse-signed-json.js'
import { asKeySet, KeySets } from '../signing/key-sets.js'
import { verifyJwt, type FindKeySet } from '../signing/verify-jwt.js'

const HOUR_MS = 3_600_000

/**
 * Not five minutes: a Live Event carries the time of what happened, not of the delivery, and Canvas promises no order
 * and no speed. To refuse a late one would lose a hand-in, while one sent again is known by its id and its attempt.
 */
const MAX_AGE_MS = 7 * 24 * HOUR_MS

const MAX_AHEAD_MS = 300_000

const keySets = new KeySets()

/**
 * Canvas Live Events over HTTPS with "Sign Payload": the body is a JWT. Events only tell that something was handed in;
 * the files are listed by the REST API. Unsigned deliveries prove nothing and are refused.
 */
export const canvasLiveEvents: LmsAdapter = {
  name: 'canvas-live-events',
  verify: verifyEvent,
  read: readSubmission,
  listFiles: listAttachments,
}

async function verifyEvent(
  { rawBody, receivedAt }: InboundRequest,
  { jwks }: AdapterSettings,
  fetchJson: FetchJson,
): Promise<VerifiedRequest> {
  const content = await verifyJwt(
    rawBody.toString('latin1').trim(),
    receivedAt,
    chooseKeySet(jwks, receivedAt, fetchJson),
  )
  const event = readLiveEvent(parseSignedJson(content))
  refuseStale(new Date(event.metadata.event_time), receivedAt)
  return { eventId: nameLiveEvent(event), content }
}

function chooseKeySet(jwks: string | null, at: Date, fetchJson: FetchJson): FindKeySet {
  if (!jwks)
    throw new CallerError('webhook-unauthorized', 'The connection has no key set, so no signature can be verified.')
  if (jwks.trimStart().startsWith('{')) return async () => asKeySet(JSON.parse(jwks))
  return async (kid) => await keySets.find(jwks, kid, at, fetchJson)
}

function refuseStale(happenedAt: Date, receivedAt: Date): void {
  const ageMs = receivedAt.getTime() - happenedAt.getTime()
  if (ageMs > MAX_AGE_MS)
    throw new CallerError(
      'webhook-stale',
      `The event is dated ${happenedAt.toISOString()}; only events of the last seven days are accepted.`,
    )
  if (ageMs < -MAX_AHEAD_MS)
    throw new CallerError('webhook-stale', `The event is dated ${happenedAt.toISOString()}, which is in the future.`)
}
