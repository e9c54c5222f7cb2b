import { randomUUID } from 'node:crypto'
import { CallerError, type ProblemCode } from '../../../contracts/errors.js'
import { escapeLine } from '../../../contracts/escape.js'
import { RejectedUpload } from '../../../storage/rejected-upload.js'
import { type Repetition, workInPool, waitAfter } from '../../background.js'
import { setAsideAttempt } from './accept-from-lms.js'
import type { LmsAttemptEvent } from '../adapter.js'
import { adapterOf, type ConnectionRow, findConnection } from '../connections.js'
import { claimEvent, clampToPast, endEvent, type EventEnding, type EventRow, postponeEvent } from './events.js'
import { attemptIn, findPlace } from './find-target.js'
import { end, explainReopened, handIn, type InboundContext, LeaseLost, LmsFault } from './hand-in.js'

const LANES = 6
/** Retries come due without anybody saying so. */
const EVERY_MS = 1_000
/** Beyond the time there is for files: to list, check and store them. */
const LEASE_MARGIN_MS = 30_000

/** Works on what LMSs sent, for as long as it runs. */
export function processEvents(context: InboundContext, onError: (error: Error) => void): Repetition {
  const leaseMs = context.config.ASSAY_FETCH_SECONDS * 1000 + LEASE_MARGIN_MS
  return workInPool(
    { claim: () => claimEvent(context.db, leaseMs), handle: (row) => processEvent(context, row), onError },
    { count: LANES, everyMs: EVERY_MS },
  )
}

/** Refusals of what was handed in: no further try would change them. All others may pass. */
const finalCodes: ReadonlySet<ProblemCode> = new Set([
  'webhook-malformed',
  'file-refused',
  'upload-rejected',
  'upload-empty',
  'upload-too-large',
  'language-unknown',
  'language-not-offered',
  'language-not-graded',
])

const SHOWN_LENGTH = 500

/**
 * Works on an event that was claimed, to one of three ends: it is over, for a reason that people can read; it is tried
 * again later; or, after a day of that, it has failed and waits for somebody.
 */
export async function processEvent(context: InboundContext, row: EventRow): Promise<void> {
  const { log } = context
  const subject = { event: row.id, connection: row.connectionId, tries: row.tries }
  try {
    const { state, submissionId } = await workOn(context, row)
    log.info({ ...subject, state, submission: submissionId }, 'processed an LMS event')
  } catch (error) {
    if (!(error instanceof LeaseLost)) return settleFailure(context, row, error as Error)
    log.warn(subject, 'another process took over an LMS event')
  }
}

async function workOn(context: InboundContext, row: EventRow): Promise<EventEnding> {
  if (row.tries > MAX_TRIES) throw new Error('the process ended each time while it processed this event')
  const connection = await findConnection(context.db, row.connectionId)
  const message = adapterOf(connection).read(row.content ?? row.rawBody, row.eventId)
  switch (message.kind) {
    case 'submitted':
      return handIn(context, row, connection, message.event)
    case 'withdrawn':
      return withdraw(context, row, connection, message.event)
    case 'reopened':
      return end(context, row, { state: 'ignored', reason: explainReopened(message.event) })
    case 'refused':
    case 'ignored':
      return end(context, row, { state: message.kind, reason: message.reason })
  }
}

async function settleFailure(context: InboundContext, row: EventRow, error: Error): Promise<void> {
  const { db, config, log } = context
  const subject = { event: row.id, connection: row.connectionId, tries: row.tries }
  if (isFinal(error)) {
    const reason = toReason(error instanceof RejectedUpload ? error.detail : error.message)
    await end(context, row, { state: 'refused', reason })
    return log.info({ ...subject, reason }, 'refused an LMS submission')
  }
  const waitMs = waitAfter(row.tries, { waits, firstWaitMs: config.ASSAY_LMS_RETRY_SECONDS * 1000 })
  const incident = `inc-${randomUUID()}`
  const reason = error instanceof LmsFault ? toReason(error.message) : `An internal error (${incident}).`
  log.warn({ ...subject, err: error, incident, waitMs }, 'could not process an LMS event')
  if (waitMs === null) await end(context, row, { state: 'failed', reason })
  else await postponeEvent(db, row, waitMs, reason)
}

const isFinal = (error: Error) =>
  error instanceof RejectedUpload || (error instanceof CallerError && finalCodes.has(error.code))

const toReason = (text: string) => escapeLine(text).slice(0, SHOWN_LENGTH)

/** Twice as long each time, up to about three hours: together about a day. */
export const waits = Array.from({ length: 17 }, (_, index) => Math.min(2 ** index, 2160))
const MAX_TRIES = waits.length + 1

/**
 * Takes an attempt back, as the LMS says its learner did: what was handed in for it up to then counts no more, also
 * where that reaches us later. Work handed in afterwards counts again.
 */
async function withdraw(
  context: InboundContext,
  row: EventRow,
  connection: ConnectionRow,
  event: LmsAttemptEvent,
): Promise<EventEnding> {
  const place = await findPlace(context.db, connection, event)
  if (place.kind === 'none') return end(context, row, place.ending)
  const { learner } = place
  const at = clampToPast(event, row)
  if (!learner) return end(context, row, { state: 'done', reason: nothingThere(event, at) })
  return context.db.transaction(async (tx) => {
    const [newest] = await setAsideAttempt(tx, attemptIn(place, learner.personId), at)
    const reason = newest
      ? `Attempt ${event.attempt} was withdrawn at ${at.toISOString()}; it no longer counts.`
      : nothingThere(event, at)
    const ending = { state: 'done' as const, reason, ...(newest ? { submissionId: newest } : {}) }
    if (!(await endEvent(tx, row, ending))) throw new LeaseLost()
    return ending
  })
}

const nothingThere = ({ attempt }: LmsAttemptEvent, at: Date) =>
  `There is no submission for attempt ${attempt}; anything submitted for it until ${at.toISOString()} will not count.`
