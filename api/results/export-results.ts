import type { AssignmentRow } from '../assignments/assignments.js'
import type { Queryable } from '../database/open-database.js'
import {
  formatCanvasCsv,
  formatMoodleGradebookCsv,
  formatOwnCsv,
  type GradebookFile,
  type ResultRow,
} from './gradebooks.js'
import { listResults, type ResultFilter } from './list-results.js'

export const exportFormats = ['own', 'canvas', 'moodle-gradebook'] as const
export type ExportFormat = (typeof exportFormats)[number]

const formats: Readonly<
  Record<ExportFormat, (rows: readonly ResultRow[], assignment: AssignmentRow) => GradebookFile>
> = {
  own: (rows) => ({ csv: formatOwnCsv(rows), leftOut: [], notes: [] }),
  canvas: formatCanvasCsv,
  'moodle-gradebook': formatMoodleGradebookCsv,
}

/** All results that the filter lets pass, as one CSV file. One query. Throws `lms-id-missing`. */
export async function exportResults(
  db: Queryable,
  assignment: AssignmentRow,
  format: ExportFormat,
  filter: Omit<ResultFilter, 'after' | 'limit'> = {},
): Promise<GradebookFile> {
  const { results } = await listResults(db, assignment, filter)
  return formats[format](results, assignment)
}
