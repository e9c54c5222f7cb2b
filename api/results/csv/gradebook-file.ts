import { CallerError, type ProblemDetail } from '../../../contracts/errors.js'
import { nameOf, type ResultPerson, type ResultRow } from './result-row.js'

/**
 * Why a learner is not in a file for an LMS. Without a grade the row would blank the grade that the LMS has; without
 * an id the LMS would guess by name, or make a new learner.
 */
export type LeftOutReason = 'no-grade' | 'no-lms-id' | 'no-email' | 'shared-email'

export interface LeftOut {
  person: ResultPerson
  reason: LeftOutReason
}

/** A file for an LMS, whom it lacks, and what was written otherwise than it is called here. */
export interface GradebookFile {
  csv: string
  leftOut: readonly LeftOut[]
  notes: readonly string[]
}

/** Sorts rows into those that go into a file and those that do not. `reasonOf` gives `null` for a row that may go. */
export function partRows(
  rows: readonly ResultRow[],
  reasonOf: (row: ResultRow) => LeftOutReason | null,
): { taken: ResultRow[]; leftOut: LeftOut[] } {
  const reasons = rows.map((row) => (row.grade === null ? 'no-grade' : reasonOf(row)))
  return {
    taken: rows.filter((_, index) => reasons[index] === null),
    leftOut: rows.flatMap(({ person }, index) => (reasons[index] ? [{ person, reason: reasons[index] }] : [])),
  }
}

const sentences: Readonly<Record<Exclude<LeftOutReason, 'no-grade'>, string>> = {
  'no-lms-id': 'has a grade, but the LMS id of this learner is unknown',
  'no-email': 'has a grade, but neither an ID number nor an email address',
  'shared-email': 'has a grade, but shares the email address with another learner',
}

/** Throws `lms-id-missing`, with every learner whose grade would not arrive; those without a grade lack nothing. */
export function refuseLostGrades({ leftOut }: GradebookFile): void {
  const errors = leftOut.flatMap(({ person, reason }): ProblemDetail[] =>
    reason === 'no-grade'
      ? []
      : [{ pointer: `/learners/${person.id}`, detail: `${nameOf(person)} ${sentences[reason]}.` }],
  )
  if (errors.length === 0) return
  throw new CallerError(
    'lms-id-missing',
    `The LMS could not identify ${errors.length} of the learners. Match them, or export the file without them: add leaveOut=unknown to its address.`,
    { errors },
  )
}
