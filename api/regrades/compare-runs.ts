import { sql, type SQL } from 'drizzle-orm'
import { deductLate, latePercent } from '../../contracts/assignment.js'
import type { Verdict } from '../../contracts/report/verdict.js'
import type { AssignmentRow } from '../assignments/assignments.js'
import type { Queryable } from '../database/open-database.js'

/**
 * What becomes of an attempt's grade: `first` had none so far, `not-assessed` keeps what it has, `waiting` is not done.
 */
export const gradeChanges = ['rise', 'fall', 'none', 'first', 'not-assessed', 'waiting'] as const
export type GradeChange = (typeof gradeChanges)[number]

/** A run of a regrade beside the run that counts without it. */
export interface RunPair {
  runId: string
  isDone: boolean
  verdict: Verdict | null
  score: number | null
  beforeVerdict: Verdict | null
  beforeScore: number | null
  submittedAt: Date
  /** The grade that an instructor gave, whatever the score. */
  overriddenGrade: number | null
}

export interface ComparedGrades {
  change: GradeChange
  /** Of 100, before and after; `null` where there is none. */
  before: number | null
  after: number | null
  /** After less before, where there are both. */
  difference: number | null
}

/** What the grade is without the regrade and with it, by the rules of the assignment as they are now. */
export function comparePair(pair: RunPair, assignment: Pick<AssignmentRow, 'lateRule' | 'dueAt'>): ComparedGrades {
  const late = latePercent(assignment.lateRule, assignment.dueAt, pair.submittedAt)
  const gradeOf = (score: number | null) => pair.overriddenGrade ?? (score === null ? null : deductLate(score, late))
  const before = gradeOf(pair.beforeScore)
  if (!pair.isDone) return { change: 'waiting', before, after: null, difference: null }
  if (pair.score === null) return { change: 'not-assessed', before, after: before, difference: null }
  const after = gradeOf(pair.score)
  if (before === null || after === null) return { change: 'first', before, after, difference: null }
  const difference = Math.round((after - before) * 10) / 10
  return { change: difference === 0 ? 'none' : difference > 0 ? 'rise' : 'fall', before, after, difference }
}

/** A pair, and whose it is. */
export interface OwnedPair extends RunPair {
  submissionId: string
  owner: string
  name: string
  attempt: number
}

/**
 * Each run of a regrade beside the run that counts without it, as a query: `run_id` and `before_id`, which is null
 * where nothing was assessed. Once the regrade is applied, that is the run before it.
 */
export const selectPairs = (regradeId: string): SQL => sql`
  select r.id as run_id, r.submission_id, r.state, r.verdict, r.score,
         b.id as before_id, b.verdict as before_verdict, b.score as before_score
  from runs r
  left join lateral (
    select id, verdict, score from runs other
    where other.submission_id = r.submission_id and not other.is_dry and other.id <> r.id and other.score is not null and (r.is_dry or other.number < r.number)
    order by other.number desc limit 1
  ) b on true
  where r.regrade_id = ${regradeId}`

/** All pairs of a regrade. One query. */
export async function listPairs(db: Queryable, regradeId: string): Promise<OwnedPair[]> {
  const { rows } = await db.execute<RawPair>(sql`
    select pairs.*, s.owner, s.attempt, s.submitted_at, p.name, case when g.is_overridden then g.grade end as overridden_grade
    from (${selectPairs(regradeId)}) pairs
    join submissions s on s.id = pairs.submission_id
    join people p on p.id = s.owner
    left join grades g on g.submission_id = s.id`)
  return rows.map(readPair)
}

interface RawPair extends Record<string, unknown> {
  run_id: string
  submission_id: string
  state: string
  verdict: Verdict | null
  score: number | null
  before_verdict: Verdict | null
  before_score: number | null
  owner: string
  name: string
  attempt: number
  submitted_at: string
  overridden_grade: number | null
}

const readPair = (row: RawPair): OwnedPair => ({
  runId: row.run_id,
  submissionId: row.submission_id,
  isDone: row.state === 'done',
  verdict: row.verdict,
  score: row.score,
  beforeVerdict: row.before_verdict,
  beforeScore: row.before_score,
  owner: row.owner,
  name: row.name,
  attempt: row.attempt,
  submittedAt: new Date(row.submitted_at),
  overriddenGrade: row.overridden_grade,
})
