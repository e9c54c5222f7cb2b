import { createHash, randomUUID } from 'node:crypto'
import { and, eq, sql } from 'drizzle-orm'
import { CallerError } from '../../contracts/errors.js'
import type { AppContext } from '../app-context.js'
import type { Queryable } from '../database/open-database.js'
import { countWaiting, createRun, lockOwner, type SubmissionRow } from '../database/runs.js'
import { idempotencyKeys, submissions } from '../database/schema.js'

/** A checked upload, ready to become a submission. */
export interface SubmissionDraft {
  owner: string
  slug: string
  exerciseDigest: string
  language: SubmissionRow['language']
  source: { sha256: string; bytes: number; format: SubmissionRow['sourceFormat'] }
  idempotencyKey: string | undefined
}

export interface Acceptance {
  submission: SubmissionRow
  /** The answer to an earlier request with the same key. */
  isReplay: boolean
}

/** An owner's earlier request may take this long; then the later one is told to come back. */
const OWNER_LOCK_MS = 5_000

/** Stores submission, run and outbox row together, or none: once this returns, nothing is lost. */
export async function acceptSubmission({ db, config }: AppContext, draft: SubmissionDraft): Promise<Acceptance> {
  return db.transaction(async (tx) => {
    await tx.execute(sql.raw(`set local lock_timeout = ${OWNER_LOCK_MS}`))
    await lockOwner(tx, draft.owner).catch(explainLockTimeout)
    const earlier = await findEarlier(tx, draft)
    if (earlier) return { submission: earlier, isReplay: true }
    await refuseTooManyWaiting(tx, draft.owner, config.ASSAY_WAITING_PER_OWNER)
    const [submission] = await tx
      .insert(submissions)
      .values({
        id: randomUUID(),
        owner: draft.owner,
        slug: draft.slug,
        language: draft.language,
        sourceSha256: draft.source.sha256,
        sourceBytes: draft.source.bytes,
        sourceFormat: draft.source.format,
      })
      .returning()
    if (!submission) throw new Error('the submission was not stored')
    await createRun(tx, { submission, exerciseDigest: draft.exerciseDigest, requestedBy: draft.owner, number: 1 })
    await rememberKey(tx, draft, submission.id)
    return { submission, isReplay: false }
  })
}

/** Throws `too-many-waiting`. Asked before an upload is read, and again where it counts. */
export async function refuseTooManyWaiting(db: Queryable, owner: string, limit: number): Promise<void> {
  const waiting = await countWaiting(db, owner)
  if (waiting < limit) return
  throw new CallerError('too-many-waiting', `${waiting} of your submissions are waiting already; send the next when one of them is done.`, { retryAfterSeconds: 30 })
}

const routeOf = (draft: SubmissionDraft) => `POST /v1/exercises/${draft.slug}/submissions`

const hashBody = (draft: SubmissionDraft) =>
  createHash('sha256').update(`${draft.language}\n${draft.source.sha256}`).digest('hex')

async function findEarlier(tx: Queryable, draft: SubmissionDraft): Promise<SubmissionRow | undefined> {
  if (draft.idempotencyKey === undefined) return undefined
  const [row] = await tx
    .select({ bodySha256: idempotencyKeys.bodySha256, submission: submissions })
    .from(idempotencyKeys)
    .innerJoin(submissions, eq(submissions.id, idempotencyKeys.submissionId))
    .where(and(eq(idempotencyKeys.owner, draft.owner), eq(idempotencyKeys.route, routeOf(draft)), eq(idempotencyKeys.key, draft.idempotencyKey)))
  if (row && row.bodySha256 !== hashBody(draft)) {
    throw new CallerError('idempotency-mismatch', 'This Idempotency-Key came with another upload before; take a new key for a new upload.')
  }
  return row?.submission
}

async function rememberKey(tx: Queryable, draft: SubmissionDraft, submissionId: string): Promise<void> {
  if (draft.idempotencyKey === undefined) return
  const { owner, idempotencyKey: key } = draft
  await tx.insert(idempotencyKeys).values({ owner, route: routeOf(draft), key, bodySha256: hashBody(draft), submissionId })
}

function explainLockTimeout(error: Error & { cause?: { code?: string } }): never {
  if (error.cause?.code !== '55P03') throw error
  throw new CallerError('idempotency-conflict', 'An earlier request of yours is still being answered; try again.', { retryAfterSeconds: 2 })
}
