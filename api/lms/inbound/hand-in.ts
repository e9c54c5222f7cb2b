import { buffer } from 'node:stream/consumers'
import { CallerError } from '../../../contracts/errors.js'
import { arrivalLimits } from '../../../contracts/limits.js'
import type { Queryable } from '../../database/open-database.js'
import { findPackage } from '../../exercises/exercises.js'
import { type NamedContent, storeFiles } from '../../http/receive-form.js'
import { uploadTooLarge } from '../../http/upload-meter.js'
import {
  acceptFromLms,
  attemptOf,
  compareMoments,
  findCurrent,
  findNewer,
  type LmsAcceptance,
  type Newer,
} from './accept-from-lms.js'
import type { SubmissionDraft } from '../../submissions/accept-submission.js'
import { checkUpload } from '../../submissions/receive-submission.js'
import type { SubmissionRow } from '../../submissions/runs.js'
import type { LmsEvent, LmsFile } from '../adapter.js'
import { adapterOf, apiReader, type ConnectionRow, fileRules, settingsOf } from '../connections.js'
import { fetchBounded, findErrorPage } from '../fetch-bounded.js'
import { admitLearner, findLearner, attemptIn, findPlace, type FoundTarget, type Target } from './find-target.js'
import { clampToPast, endEvent, type EventEnding, type EventReceipt, type EventRow } from './events.js'
import type { AppContext } from '../../app-context.js'
import { enqueueRejection } from '../outbound/enqueue-rejection.js'

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

/** The LMS could not be asked, or not now. What it says is meant for people, unlike the message of any other fault. */
export class LmsFault extends Error {
  override readonly name = 'LmsFault'
}

/** Names a fault of the other side as such; refusals stay what they are. */
function asLmsFault(error: unknown): Error {
  return error instanceof CallerError
    ? error
    : new LmsFault(error instanceof Error ? error.message : String(error), { cause: error })
}

/**
 * The files of a hand-in, fetched where they did not come with the event: together no more than may arrive, and
 * within `timeoutMs`. Throws `CallerError` for what no further try would change, `LmsFault` for what it might.
 */
async function collectFiles(
  connection: ConnectionRow,
  files: readonly LmsFile[],
  timeoutMs: number,
): Promise<NamedContent[]> {
  const deadline = performance.now() + timeoutMs
  const collected: NamedContent[] = []
  let leftBytes: number = arrivalLimits.bytes
  for (const file of files) {
    const content =
      'content' in file ? file.content : await fetchFile(connection, file, leftBytes, deadline - performance.now())
    leftBytes -= content.length
    if (leftBytes < 0) throw uploadTooLarge(arrivalLimits.bytes)
    collected.push({ name: file.name, content })
  }
  return collected
}

async function fetchFile(
  connection: ConnectionRow,
  { name, url, sha256, bytes }: Extract<LmsFile, { url: string }>,
  maxBytes: number,
  timeoutMs: number,
): Promise<Buffer> {
  if (timeoutMs <= 0) throw new LmsFault('The files of the submission did not arrive in time')
  try {
    const body = await fetchBounded({ ...fileRules(connection, url), url, sha256, bytes, maxBytes, timeoutMs })
    const content = await buffer(body)
    const found = sha256 === null && bytes === null ? findErrorPage(name, body.contentType, content) : null
    if (found) throw new Error(`The host sent ${found} instead of "${name}"`)
    return content
  } catch (error) {
    throw asLmsFault(error)
  }
}

/** The submission that the attempt of an event has now; `null` where there is none, or the event cannot be placed. */
export async function findPresent(
  db: Queryable,
  { id: connectionId }: ConnectionRow,
  target: Target,
  { learner, attempt }: Pick<LmsEvent, 'learner' | 'attempt'>,
): Promise<SubmissionRow | null> {
  if (target.kind !== 'found') return null
  const { assignment, course } = target
  const known = await findLearner(db, connectionId, learner.key, course.id)
  return (
    known &&
    findCurrent(
      db,
      attemptOf({ owner: known.personId, assignment, lms: { connectionId, learner: learner.key, attempt } }),
    )
  )
}

/** What a hand-in that was just kept will do to `present`, in a sentence for the sender. */
export function predictEnding(present: SubmissionRow | null, happenedAt: Date): string {
  if (!present) return 'Kept; it will be graded.'
  const isOlder = compareMoments({ at: present.submittedAt, seq: 0 }, { at: happenedAt, seq: 1 }) > 0
  if (isOlder) return `Kept, but not graded: attempt ${present.lmsAttempt} has newer content, submission ${present.id}.`
  return `Kept; unless its files are the same, it replaces submission ${present.id}, the current content of attempt ${present.lmsAttempt}.`
}

/** What became of an event that was here before, or that ended at once. */
export const recount = ({ isDuplicate, state, reason }: EventReceipt): string =>
  `${isDuplicate ? `This event was already received; it is ${state}.` : `Kept; it is ${state}.`}${reason === null ? '' : ` ${reason}`}`

export const explainReopened = ({ attempt }: { attempt: number }): string =>
  `Attempt ${attempt} may be submitted again; until then, its current submission counts.`

/** What events are worked on with. */
export type InboundContext = Pick<AppContext, 'db' | 'blobs' | 'config' | 'log'>

/** Another process took the event over: what this one did is rolled back, and the other's counts. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
}

/** Ends an event that changed nothing else; where its hand-in is not taken, the LMS is told. Throws `LeaseLost`. */
export async function end(
  { db }: Pick<InboundContext, 'db'>,
  row: EventRow,
  ending: EventEnding,
): Promise<EventEnding> {
  return db.transaction(async (tx) => {
    if (!(await endEvent(tx, row, ending))) throw new LeaseLost()
    if (ending.state === 'refused' || ending.state === 'failed') await enqueueRejection(tx, { ...row, ...ending })
    return ending
  })
}
