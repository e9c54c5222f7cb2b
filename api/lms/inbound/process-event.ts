import { randomUUID } from 'node:crypto'
import { CallerError, type ProblemCode } from '../../../contracts/errors.js'
import { escapeLine } from '../../../contracts/escape.js'
import { RejectedUpload } from '../../../storage/rejected-upload.js'
import { adapterOf } from '../connection-rules.js'
import { findConnection } from '../connections.js'
import { LmsFault } from './collect-files.js'
import { explainReopened } from './describe-receipt.js'
import { end, LeaseLost, type InboundContext } from './end-event.js'
import { postponeEvent, type EventEnding, type EventRow } from './event-table.js'
import { handIn } from './hand-in.js'
import { MAX_TRIES, waitAfter } from './retry-waits.js'
import { withdraw } from './withdraw.js'

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
  const waitMs = waitAfter(row.tries, config.ASSAY_LMS_RETRY_SECONDS * 1000)
  const incident = `inc-${randomUUID()}`
  const reason = error instanceof LmsFault ? toReason(error.message) : `An internal error (${incident}).`
  log.warn({ ...subject, err: error, incident, waitMs }, 'could not process an LMS event')
  if (waitMs === null) await end(context, row, { state: 'failed', reason })
  else await postponeEvent(db, row, waitMs, reason)
}

const isFinal = (error: Error) =>
  error instanceof RejectedUpload || (error instanceof CallerError && finalCodes.has(error.code))

const toReason = (text: string) => escapeLine(text).slice(0, SHOWN_LENGTH)
