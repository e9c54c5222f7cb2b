import type { AppContext } from '../../app-context.js'
import { findPackage } from '../../database/exercises.js'
import { acceptWithin, findSameAttempt } from '../../submissions/accept-submission.js'
import { checkUpload } from '../../submissions/receive-submission.js'
import type { SubmissionDraft } from '../../submissions/submission-draft.js'
import { storeFiles } from '../../uploads/store-files.js'
import { adapterOf, apiReader, settingsOf } from '../connection-rules.js'
import type { ConnectionRow } from '../connections.js'
import type { LmsEvent, LmsFile } from '../lms-event.js'
import { admitLearner, findLearner, whyNotAdmitted } from './admit-learner.js'
import { asLmsFault, collectFiles } from './collect-files.js'
import { endEvent, type EventEnding, type EventRow } from './event-table.js'
import { findTarget } from './find-target.js'

/** What hand-ins are worked on with. */
export type InboundContext = Pick<AppContext, 'db' | 'blobs' | 'config' | 'log'>

/** Another process took the event over: what this one did is rolled back, and the other's counts. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost'
}

type FoundTarget = Extract<Awaited<ReturnType<typeof findTarget>>, { kind: 'found' }>

/**
 * Makes a submission of what an LMS says was handed in. The submission, a learner who is new, and the end of the event
 * are stored in one transaction, so that an event which is worked on twice makes one submission. Answers how it ended.
 * Throws `CallerError` and `RejectedUpload` for a hand-in that cannot be taken, anything else for what may pass.
 */
export async function handIn(context: InboundContext, row: EventRow, connection: ConnectionRow, event: LmsEvent): Promise<EventEnding> {
  const { db } = context
  const target = await findTarget(db, connection.id, event)
  if (target.kind !== 'found') return end(context, row, { state: target.kind === 'foreign' ? 'refused' : 'unmatched', reason: target.reason })
  const known = await findLearner(db, connection.id, event.learner.key, target.course.id)
  const obstacle = whyNotAdmitted(known, connection, target.course.id)
  if (obstacle) return end(context, row, { state: 'unmatched', reason: obstacle })
  const lms = { connectionId: connection.id, attempt: event.attempt }
  const earlier = known && (await findSameAttempt(db, { owner: known.personId, assignment: target.assignment, lms }))
  if (earlier) return end(context, row, duplicateOf(earlier.id))
  const upload = await takeFiles(context, connection, target, event)
  return storeHandIn(context, { row, connection, target, event, upload })
}

type Upload = Pick<SubmissionDraft, 'source' | 'language'>

async function takeFiles(context: InboundContext, connection: ConnectionRow, { assignment, course }: FoundTarget, event: LmsEvent): Promise<Upload> {
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
  { db, config }: InboundContext,
  { row, connection, target, event, upload }: { row: EventRow; connection: ConnectionRow; target: FoundTarget; event: LmsEvent; upload: Upload },
): Promise<EventEnding> {
  const { assignment, course } = target
  return db.transaction(async (tx) => {
    const owner = await admitLearner(tx, connection, event.learner, course.id)
    if (owner === null) throw new Error('the learner was taken out of the course meanwhile')
    const draft = { ...upload, owner, slug: assignment.slug, exerciseDigest: assignment.exerciseDigest, assignment, submittedAt: clampToPast(event.submittedAt, row.receivedAt), lms: { connectionId: connection.id, attempt: event.attempt } }
    const { submission, isReplay } = await acceptWithin(tx, config, draft)
    const ending: EventEnding = isReplay ? duplicateOf(submission.id) : { state: 'done', reason: null, submissionId: submission.id }
    if (!(await endEvent(tx, row, ending))) throw new LeaseLost()
    return ending
  })
}

/** The LMS knows when the learner handed in, but nobody hands in after we were told of it. */
const clampToPast = (submittedAt: Date | null, receivedAt: Date): Date => (submittedAt && submittedAt < receivedAt ? submittedAt : receivedAt)

const duplicateOf = (submissionId: string): EventEnding => ({ state: 'duplicate', reason: 'This attempt was handed in by an earlier event.', submissionId })

async function end({ db }: InboundContext, row: EventRow, ending: EventEnding): Promise<EventEnding> {
  if (!(await endEvent(db, row, ending))) throw new LeaseLost()
  return ending
}
