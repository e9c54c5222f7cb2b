import { createHash, randomUUID } from 'node:crypto'
import { and, eq, max, sql } from 'drizzle-orm'
import { CallerError } from '../../contracts/errors.js'
import type { AppContext } from '../app-context.js'
import type { AssignmentRow } from '../assignments/assignments.js'
import { refuseTooManyAttempts } from '../assignments/open-assignment.js'
import { assignments } from '../courses/tables.js'
import { recordAudit } from '../database/audit.js'
import { lockSubmissions, shareLockAssignment } from '../database/lock-grades.js'
import type { Database, Queryable } from '../database/open-database.js'
import { assertPackage, findExercise } from '../exercises/exercises.js'
import { addRun, isSettled, countWaiting, createRun, lockOwner, type RunRow, type SubmissionRow } from './runs.js'
import { idempotencyKeys, submissions } from './tables.js'

/** A checked upload, ready to become a submission. */
export interface SubmissionDraft {
  owner: string
  slug: string
  exerciseDigest: string
  language: SubmissionRow['language']
  source: { sha256: string; bytes: number; format: SubmissionRow['sourceFormat'] }
  /** `null` for practice. */
  assignment: AssignmentRow | null
  submittedAt: Date
  idempotencyKey?: string | undefined
  /** Where an LMS sent it, which then decides about attempts and pace: it took the work, and so do we. */
  lms?: { connectionId: string; learner: string; attempt: number }
}

export interface Acceptance {
  submission: SubmissionRow
  /** The answer to an earlier request with the same key. */
  isReplay: boolean
}

/**
 * An owner's earlier request, or a change of the assignment, may take this long; then the later one is told to come
 * back.
 */
const OWNER_LOCK_MS = 5_000

/** Stores submission, run and outbox row together, or none: once this returns, nothing is lost. */
export const acceptSubmission = (
  { db, config }: Pick<AppContext, 'db' | 'config'>,
  draft: SubmissionDraft,
): Promise<Acceptance> =>
  db.transaction(async (tx) => {
    await holdOwner(tx, draft.owner)
    const earlier = await findEarlier(tx, draft)
    if (earlier) return { submission: earlier, isReplay: true }
    await refuseTooManyWaiting(tx, draft.owner, config.ASSAY_WAITING_PER_OWNER)
    const submission = await storeWork(tx, draft)
    await rememberKey(tx, draft, submission.id)
    return { submission, isReplay: false }
  })

/**
 * One owner's work after the other, to the end of the transaction. Throws `idempotency-conflict` where that takes long.
 */
export async function holdOwner(tx: Queryable, owner: string): Promise<void> {
  await tx.execute(sql.raw(`set local lock_timeout = ${OWNER_LOCK_MS}`))
  await lockOwner(tx, owner).catch(explainLockTimeout)
}

/** Adds a submission with its first run. Call it with the owner held. Throws `attempts-used`, but never to an LMS. */
export async function storeWork(tx: Queryable, draft: SubmissionDraft): Promise<SubmissionRow> {
  const exerciseDigest = draft.assignment ? await keepDigest(tx, draft.assignment) : draft.exerciseDigest
  const submission = await insertSubmission(tx, draft)
  await createRun(tx, { submission, exerciseDigest, requestedBy: draft.owner, number: 1 })
  return submission
}

/**
 * The package of an assignment as it is now, not to be changed by a regrade until this submission is one of those it
 * sees.
 */
async function keepDigest(tx: Queryable, { id }: AssignmentRow): Promise<string> {
  await shareLockAssignment(tx, id).catch(explainLockTimeout)
  const [row] = await tx
    .select({ exerciseDigest: assignments.exerciseDigest })
    .from(assignments)
    .where(eq(assignments.id, id))
  if (!row) throw new CallerError('assignment-not-found', 'The assignment was deleted meanwhile.')
  return row.exerciseDigest
}

async function insertSubmission(tx: Queryable, draft: SubmissionDraft): Promise<SubmissionRow> {
  const { owner, slug, language, source, assignment, submittedAt, lms } = draft
  const attempt = assignment && (lms?.attempt ?? (await nextAttempt(tx, assignment, owner)))
  const [submission] = await tx
    .insert(submissions)
    .values({
      id: randomUUID(),
      owner,
      slug,
      language,
      sourceSha256: source.sha256,
      sourceBytes: source.bytes,
      sourceFormat: source.format,
      submittedAt,
      ...(assignment ? { assignmentId: assignment.id, courseId: assignment.courseId, attempt } : {}),
      ...(lms ? { connectionId: lms.connectionId, lmsLearner: lms.learner, lmsAttempt: lms.attempt } : {}),
    })
    .returning()
  if (!submission) throw new Error('the submission was not stored')
  return submission
}

/** The number after the last one, an LMS's included. */
async function nextAttempt(tx: Queryable, assignment: AssignmentRow, owner: string): Promise<number> {
  const [row] = await tx
    .select({ last: max(submissions.attempt) })
    .from(submissions)
    .where(and(eq(submissions.assignmentId, assignment.id), eq(submissions.owner, owner)))
  const used = row?.last ?? 0
  refuseTooManyAttempts(assignment, used)
  return used + 1
}

/** Throws `too-many-waiting`. Asked before an upload is read, and again where it counts. */
export async function refuseTooManyWaiting(db: Queryable, owner: string, limit: number): Promise<void> {
  const waiting = await countWaiting(db, owner)
  if (waiting < limit) return
  throw new CallerError(
    'too-many-waiting',
    `${waiting} of your submissions are already waiting; send the next one when one of them is finished.`,
    { retryAfterSeconds: 30 },
  )
}

function explainLockTimeout(error: Error & { cause?: { code?: string } }): never {
  if (error.cause?.code !== '55P03') throw error
  throw new CallerError('idempotency-conflict', 'An earlier request is still being processed; try again.', {
    retryAfterSeconds: 2,
  })
}

/** What the key is good for: the same upload to the same place. */
const routeOf = ({ slug, assignment }: SubmissionDraft) =>
  assignment ? `POST /v1/assignments/${assignment.id}/submissions` : `POST /v1/exercises/${slug}/submissions`

const hashBody = (draft: SubmissionDraft) =>
  createHash('sha256').update(`${draft.language}\n${draft.source.sha256}`).digest('hex')

/** The submission that an earlier request with the same key made. Throws `idempotency-mismatch`. */
async function findEarlier(tx: Queryable, draft: SubmissionDraft): Promise<SubmissionRow | undefined> {
  if (draft.idempotencyKey === undefined) return undefined
  const [row] = await tx
    .select({ bodySha256: idempotencyKeys.bodySha256, submission: submissions })
    .from(idempotencyKeys)
    .innerJoin(submissions, eq(submissions.id, idempotencyKeys.submissionId))
    .where(
      and(
        eq(idempotencyKeys.owner, draft.owner),
        eq(idempotencyKeys.route, routeOf(draft)),
        eq(idempotencyKeys.key, draft.idempotencyKey),
      ),
    )
  if (row && row.bodySha256 !== hashBody(draft)) {
    throw new CallerError(
      'idempotency-mismatch',
      'This Idempotency-Key was already used for another upload; use a new key for a new upload.',
    )
  }
  return row?.submission
}

async function rememberKey(tx: Queryable, draft: SubmissionDraft, submissionId: string): Promise<void> {
  if (draft.idempotencyKey === undefined) return
  const { owner, idempotencyKey: key } = draft
  await tx
    .insert(idempotencyKeys)
    .values({ owner, route: routeOf(draft), key, bodySha256: hashBody(draft), submissionId })
}

/**
 * Adds a run to a submission, against the package of its assignment, else the exercise as it is now, or an earlier one.
 * Earlier reports stay. The learner reads the reason where the grade changes. Throws `still-running`,
 * `exercise-not-found`.
 */
export async function regradeSubmission(
  db: Database,
  request: {
    submission: SubmissionRow
    assignment: AssignmentRow | null
    digest: string | undefined
    reason: string | undefined
    requestedBy: string
  },
): Promise<RunRow> {
  const { submission, assignment } = request
  const exerciseDigest =
    request.digest ?? assignment?.exerciseDigest ?? (await findExercise(db, submission.slug)).digest
  await assertPackage(db, submission.slug, exerciseDigest)
  return db.transaction(async (tx) => {
    await lockSubmissions(tx, [submission.id])
    if (!(await isSettled(tx, submission.id)))
      throw new CallerError('still-running', 'A run of this submission is not finished yet; wait for its report.', {
        retryAfterSeconds: 10,
      })
    const run = await addRun(tx, { submission, exerciseDigest, requestedBy: request.requestedBy })
    const details = { run: run.number, exerciseDigest, ...(request.reason !== undefined && { reason: request.reason }) }
    await recordAudit(tx, {
      actor: request.requestedBy,
      action: 'run.requested',
      courseId: submission.courseId,
      subject: submission.id,
      details,
    })
    return run
  })
}
