import { stringify } from 'csv-stringify/sync'
import type { Cell } from './locate-cells.js'
import { formatFeedback } from './moodle-text.js'
import type { ResultRow } from './result-row.js'
import type { WorksheetColumns } from './worksheet-columns.js'

/** What is to stand in place of a cell, quotes included. */
export interface Edit {
  cell: Cell
  text: string
}

export interface RowOutcome {
  kind: 'filled' | 'no-grade' | 'not-changeable'
  edits: readonly Edit[]
  isCommentLost: boolean
}

export const textIn = (row: readonly Cell[], column: number | undefined): string =>
  column === undefined ? '' : (row[column]?.text.trim() ?? '')

/** What a learner's row of a worksheet becomes. `decimalMark` is that of the file. */
export function fillRow(
  row: readonly Cell[],
  result: ResultRow,
  columns: WorksheetColumns,
  decimalMark: string,
): RowOutcome {
  const asItWas = { edits: [], isCommentLost: false }
  if (result.grade === null) return { kind: 'no-grade', ...asItWas }
  const maximum = readMaximum(textIn(row, columns.maximumGrade))
  if (maximum === null || textIn(row, columns.canBeChanged) === 'No') return { kind: 'not-changeable', ...asItWas }
  const grade = ((result.grade / 100) * maximum).toFixed(2).replace('.', decimalMark)
  const feedback = result.comment?.trim() ? formatFeedback(result.comment) : null
  const edits = [editOf(row[columns.grade], grade)]
  if (feedback !== null && columns.feedback !== undefined) edits.push(editOf(row[columns.feedback], feedback))
  return { kind: 'filled', edits, isCommentLost: feedback !== null && columns.feedback === undefined }
}

/** `100.00`, `100,00` or `100`; `null` for the `-` of an assignment without points. */
function readMaximum(text: string): number | null {
  if (!/^\d+([.,]\d+)?$/.test(text)) return null
  return Number(text.replace(',', '.'))
}

/** Quoted where the cell was, or where the text needs it. */
function editOf(cell: Cell | undefined, text: string): Edit {
  if (!cell) throw new Error('a row shorter than its header was accepted as well-formed')
  return { cell, text: stringify([[text]], { quoted: cell.isQuoted, quoted_empty: cell.isQuoted, eof: false }) }
}
