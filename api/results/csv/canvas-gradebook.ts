import { stringify } from 'csv-stringify/sync'
import { CallerError } from '../../../contracts/errors.js'
import { canvasId } from './canvas-id.js'
import { cleanLine } from './clean-cell.js'
import { partRows, type GradebookFile } from './gradebook-file.js'
import { nameOf, type ResultRow } from './result-row.js'

export interface CanvasAssignment {
  title: string
  /** The id that Canvas has given it. */
  lmsKey: string | null
}

/** Columns with these words are totals to Canvas: it drops them. */
const totals = /(Current|Final) (Score|Points|Grade)|Override (Score|Grade|Status)/g
/** A row whose first cell has these words sets the points of the assignment. */
const pointsWords = /Points Possible/g

/**
 * Grades for the import of Canvas's gradebook, after the rules of its `gradebook_importer.rb`. Columns and learners are
 * matched by their ids, so a name may be changed where its words mean something else to the importer. Formulas are not
 * escaped: an apostrophe would become part of a name. The assignment in Canvas must be worth 100 points.
 * Throws `lms-id-missing` where Canvas would make a new assignment for want of an id.
 */
export function formatCanvasCsv(rows: readonly ResultRow[], assignment: CanvasAssignment): GradebookFile {
  const assignmentId = canvasId(assignment.lmsKey)
  if (assignmentId === null) {
    throw new CallerError(
      'lms-id-missing',
      'The assignment has no Canvas id: set its "lmsKey" to the number at the end of its address in Canvas.',
    )
  }
  const idOf = ({ person }: ResultRow) => canvasId(person.lmsKey, assignment.lmsKey)
  const { taken, leftOut } = partRows(rows, (row) => (idOf(row) === null && !row.person.sisId ? 'no-lms-id' : null))
  const title = hyphenate(cleanLine(assignment.title), totals)
  const table = [
    ['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section', `${title} (${assignmentId})`],
    ['    Points Possible', '', '', '', '', '100'],
    ...taken.map((row) => [
      hyphenate(cleanLine(nameOf(row.person)), pointsWords),
      idOf(row),
      cleanLine(row.person.sisId ?? ''),
      cleanLine(row.person.email ?? ''),
      '',
      row.grade?.toFixed(2),
    ]),
  ]
  const notes =
    title === cleanLine(assignment.title)
      ? []
      : [`The column is called "${title}": Canvas drops columns that are named like a total.`]
  return { csv: stringify(table), leftOut, notes }
}

const hyphenate = (text: string, words: RegExp) => text.replace(words, (found) => found.replace(' ', '-'))
