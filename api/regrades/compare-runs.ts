import { deductLate, latePercent } from '../../contracts/assignment.js'
import type { Verdict } from '../../contracts/verdict.js'
import type { AssignmentRow } from '../database/assignments.js'

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
