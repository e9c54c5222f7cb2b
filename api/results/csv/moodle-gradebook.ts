import { stringify } from 'csv-stringify/sync'
import { cleanLine } from './clean-cell.js'
import { partRows, type GradebookFile, type LeftOutReason } from './gradebook-file.js'
import { formatFeedback, separateBackslashes } from './moodle-text.js'
import type { ResultRow } from './result-row.js'

/**
 * Grades for the CSV import of Moodle's gradebook, where the columns are mapped by hand: ID number or email address to
 * the same of the user, the others to the assignment and its feedback. Grades are of 100, which must be the maximum
 * there. Moodle compares email addresses letter by letter. What is imported so can no longer be changed on the page of
 * the assignment: the grading worksheet is the better way where there is an assignment in Moodle.
 */
export function formatMoodleGradebookCsv(rows: readonly ResultRow[], assignment: { title: string }): GradebookFile {
  const seen = new Set<string>()
  const shared = new Set(rows.map(emailOf).filter((email) => seen.size === seen.add(email).size))
  const reasonOf = (row: ResultRow): LeftOutReason | null => {
    if (row.person.sisId) return null
    if (emailOf(row) === '') return 'no-email'
    return shared.has(emailOf(row)) ? 'shared-email' : null
  }
  const { taken, leftOut } = partRows(rows, reasonOf)
  const title = separateBackslashes(cleanLine(assignment.title))
  const table = [
    ['ID number', 'Email address', title, `${title} feedback`],
    ...taken.map((row) => [
      separateBackslashes(cleanLine(row.person.sisId ?? '')),
      emailOf(row),
      row.grade?.toFixed(2),
      formatFeedback(row.comment ?? ''),
    ]),
  ]
  return { csv: stringify(table), leftOut, notes: [] }
}

const emailOf = ({ person }: ResultRow) => separateBackslashes(cleanLine(person.email ?? ''))
