import { isUtf8 } from 'node:buffer'
import { CallerError } from '../../../contracts/errors.js'
import { fillRow, textIn, type Edit, type RowOutcome } from './fill-row.js'
import { isCsvError, locateCells, type Cell } from './locate-cells.js'
import { matchLearners } from './match-learners.js'
import type { ResultPerson, ResultRow } from './result-row.js'
import { findColumns, type WorksheetColumns } from './worksheet-columns.js'

/** A worksheet with our grades, and what an instructor must know of it before importing it. */
export interface FilledWorksheet {
  file: Buffer
  filled: number
  /** Rows of people we do not know, counted as a spreadsheet counts them: the header is 1. */
  unknownRows: readonly { row: number; name: string }[]
  /** Learners who have a grade, but no row. */
  absentLearners: readonly ResultPerson[]
  /** Learners without a grade: their rows are as they were. */
  withoutGrade: readonly ResultPerson[]
  /** Learners whose grade is locked in Moodle, or has no maximum in points: their rows are as they were. */
  notChangeable: readonly ResultPerson[]
  /** Whose comment had no column to go into. */
  commentsLost: readonly ResultPerson[]
}

/**
 * Fills `Grade` and `Feedback comments` of an offline grading worksheet that was downloaded from Moodle, and leaves
 * every other byte as it is; Moodle's `mod/assign/feedback/offline` imports the result. A grade goes in as a part of
 * its row's maximum. A learner without a grade, or a grade without a comment, blanks nothing that is there.
 * Throws `worksheet-unreadable`.
 */
export function fillWorksheet(file: Buffer, results: readonly ResultRow[]): FilledWorksheet {
  const [header = [], ...rows] = readCells(file)
  const columns = findColumns(header)
  const matches = matchLearners(
    rows.map((row) => mentionIn(row, columns)),
    results,
  )
  const decimalMark = rows.some((row) => /^\d+,\d+$/.test(textIn(row, columns.maximumGrade))) ? ',' : '.'
  const outcomes = [...matches].map(([index, result]) => ({
    person: result.person,
    ...fillRow(rows[index] ?? [], result, columns, decimalMark),
  }))
  const peopleWith = (wanted: (outcome: RowOutcome) => boolean) => outcomes.filter(wanted).map(({ person }) => person)
  const matched = new Set(matches.values())
  return {
    file: splice(
      file,
      outcomes.flatMap(({ edits }) => edits),
    ),
    filled: peopleWith(({ kind }) => kind === 'filled').length,
    unknownRows: rows.flatMap((row, index) =>
      matches.has(index) ? [] : [{ row: index + 2, name: labelOf(row, columns) }],
    ),
    absentLearners: results
      .filter((result) => result.grade !== null && !matched.has(result))
      .map(({ person }) => person),
    withoutGrade: peopleWith(({ kind }) => kind === 'no-grade'),
    notChangeable: peopleWith(({ kind }) => kind === 'not-changeable'),
    commentsLost: peopleWith(({ isCommentLost }) => isCommentLost),
  }
}

function readCells(file: Buffer): Cell[][] {
  if (!isUtf8(file))
    throw new CallerError(
      'worksheet-unreadable',
      'The worksheet is not UTF-8 text; send it exactly as you downloaded it from Moodle.',
    )
  try {
    return locateCells(file)
  } catch (error) {
    if (isCsvError(error))
      throw new CallerError('worksheet-unreadable', `The worksheet is not well-formed CSV: ${error.message}`)
    throw error
  }
}

const mentionIn = (row: readonly Cell[], columns: WorksheetColumns) => ({
  idNumber: textIn(row, columns.idNumber),
  email: textIn(row, columns.email),
  name: textIn(row, columns.name),
})

const labelOf = (row: readonly Cell[], columns: WorksheetColumns) =>
  textIn(row, columns.name) ||
  textIn(row, columns.email) ||
  textIn(row, columns.idNumber) ||
  textIn(row, columns.identifier)

/** The file with some cells replaced. */
function splice(file: Buffer, edits: readonly Edit[]): Buffer {
  const parts: Buffer[] = []
  let copied = 0
  for (const { cell, text } of [...edits].sort((a, b) => a.cell.start - b.cell.start)) {
    parts.push(file.subarray(copied, cell.start), Buffer.from(text))
    copied = cell.end
  }
  return Buffer.concat([...parts, file.subarray(copied)])
}
