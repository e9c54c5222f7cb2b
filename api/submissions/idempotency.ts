import { createHash } from 'node:crypto'
import { and, eq } from 'drizzle-orm'
import { CallerError } from '../../contracts/errors.js'
import type { Queryable } from '../database/open-database.js'
import type { SubmissionRow } from '../database/runs.js'
import { idempotencyKeys, submissions } from '../tables.js'
import type { SubmissionDraft } from './submission-draft.js'

/** What the key is good for: the same upload to the same place. */
const routeOf = ({ slug, assignment }: SubmissionDraft) =>
  assignment ? `POST /v1/assignments/${assignment.id}/submissions` : `POST /v1/exercises/${slug}/submissions`

const hashBody = (draft: SubmissionDraft) =>
  createHash('sha256').update(`${draft.language}\n${draft.source.sha256}`).digest('hex')

/** The submission that an earlier request with the same key made. Throws `idempotency-mismatch`. */
export async function findEarlier(tx: Queryable, draft: SubmissionDraft): Promise<SubmissionRow | undefined> {
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

export async function rememberKey(tx: Queryable, draft: SubmissionDraft, submissionId: string): Promise<void> {
  if (draft.idempotencyKey === undefined) return
  const { owner, idempotencyKey: key } = draft
  await tx
    .insert(idempotencyKeys)
    .values({ owner, route: routeOf(draft), key, bodySha256: hashBody(draft), submissionId })
}
