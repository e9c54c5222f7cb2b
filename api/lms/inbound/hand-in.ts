import { findPackage } from '../../exercises/exercises.js'
import { storeFiles } from '../../http/receive-form.js'
import { acceptFromLms, findNewer, type LmsAcceptance, type Newer } from '../../submissions/accept-from-lms.js'
import { checkUpload, type SubmissionDraft } from '../../submissions/receive-submission.js'
import { adapterOf, apiReader, settingsOf } from '../connection-rules.js'
import type { ConnectionRow } from '../connections.js'
import type { LmsEvent, LmsFile } from '../lms-event.js'
import { admitLearner } from './admit-learner.js'
import { asLmsFault, collectFiles } from './collect-files.js'
import { end, type InboundContext, LeaseLost } from './end-event.js'
import { clampToPast, endEvent, type EventEnding, type EventRow } from './event-table.js'
import { attemptIn, findPlace, type FoundTarget } from './find-place.js'

/**
 * Makes a submission of what an LMS says was handed in, unless the attempt has newer content: which is newer is told by
 * the LMS's clock, not by which came first. The submission, a learner who is new, and the end of the event
 * are stored in one transaction, so that an event which is worked on twice makes one submission. Answers how it ended.
 * Throws `CallerError` and `RejectedUpload` for a hand-in that cannot be taken, anything else for what may pass.
 */
export async function handIn(
  context: InboundContext,
  row: EventRow,
  connection: ConnectionRow,
  event: LmsEvent,
): Promise<EventEnding> {
  const { db } = context
  const place = await findPlace(db, connection, event)
  if (place.kind === 'none') return end(context, row, place.ending)
  const { target, learner } = place
  const newer =
    learner && (await findNewer(db, attemptIn(place, learner.personId), { at: clampToPast(event, row), seq: row.seq }))
  if (newer) return end(context, row, outdatedBy(newer))
  const upload = await takeFiles(context, connection, target, event)
  return storeHandIn(context, { row, connection, target, event, upload })
}

type Upload = Pick<SubmissionDraft, 'source' | 'language'>

async function takeFiles(
  context: InboundContext,
  connection: ConnectionRow,
  { assignment, course }: FoundTarget,
  event: LmsEvent,
): Promise<Upload> {
  const { db, blobs, config } = context
  const named = { ...event, courseKey: event.courseKey ?? course.lmsKey }
  const files = await collectFiles(connection, await listFiles(connection, named), config.ASSAY_FETCH_SECONDS * 1000)
  const exercise = await findPackage(db, assignment.exerciseDigest)
  return checkUpload(context, await storeFiles(blobs, files), event.language ?? undefined, exercise)
}

async function listFiles(connection: ConnectionRow, event: LmsEvent): Promise<readonly LmsFile[]> {
  const adapter = adapterOf(connection)
  if (!adapter.listFiles) return event.files
  try {
    return await adapter.listFiles(event, settingsOf(connection, new Date()), apiReader(connection))
  } catch (error) {
    throw asLmsFault(error)
  }
}

async function storeHandIn(
  { db }: InboundContext,
  {
    row,
    connection,
    target,
    event,
    upload,
  }: { row: EventRow; connection: ConnectionRow; target: FoundTarget; event: LmsEvent; upload: Upload },
): Promise<EventEnding> {
  const { assignment, course } = target
  return db.transaction(async (tx) => {
    const owner = await admitLearner(tx, connection, event.learner, course.id)
    if (owner === null) throw new Error('the learner was removed from the course meanwhile')
    const lms = { connectionId: connection.id, learner: event.learner.key, attempt: event.attempt }
    const draft = {
      ...upload,
      owner,
      slug: assignment.slug,
      exerciseDigest: assignment.exerciseDigest,
      assignment,
      submittedAt: clampToPast(event, row),
      lms,
    }
    const ending = describeAcceptance(await acceptFromLms(tx, draft, row.seq))
    if (!(await endEvent(tx, row, ending))) throw new LeaseLost()
    return ending
  })
}

function describeAcceptance(acceptance: LmsAcceptance): EventEnding {
  switch (acceptance.kind) {
    case 'accepted': {
      const { submission, replaced } = acceptance
      const reason =
        replaced && `Replaced submission ${replaced.id}, the earlier content of attempt ${submission.lmsAttempt}.`
      return { state: 'done', reason, submissionId: submission.id, replacedId: replaced?.id ?? null }
    }
    case 'same':
      return {
        state: 'duplicate',
        reason: `Attempt ${acceptance.submission.lmsAttempt} already has these files.`,
        submissionId: acceptance.submission.id,
      }
    default:
      return outdatedBy(acceptance)
  }
}

function outdatedBy(newer: Newer): EventEnding {
  if (newer.kind === 'withdrawn')
    return {
      state: 'outdated',
      reason: `The attempt was withdrawn at ${newer.at.toISOString()}, after this submission.`,
    }
  const { id, lmsAttempt, submittedAt } = newer.submission
  return {
    state: 'outdated',
    reason: `Attempt ${lmsAttempt} has newer content, submitted at ${submittedAt.toISOString()}.`,
    submissionId: id,
  }
}
