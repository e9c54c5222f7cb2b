import { isUtf8 } from 'node:buffer'
import { CsvError, type InfoField, parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import { CallerError } from '../../contracts/errors.js'
import { formatFeedback, type ResultPerson, type ResultRow } from './gradebooks.js'

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

const textIn = (row: readonly Cell[], column: number | undefined): string =>
  column === undefined ? '' : (row[column]?.text.trim() ?? '')

/** What a learner's row of a worksheet becomes. `decimalMark` is that of the file. */
function fillRow(row: readonly Cell[], result: ResultRow, columns: WorksheetColumns, decimalMark: string): RowOutcome {
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

/** A cell and where its bytes are in the file, its quotes included. */
export interface Cell {
  text: string
  start: number
  end: number
  isQuoted: boolean
}

/** More than any class has; what is held of a cell is far more than its byte in the file. */
const MOST_CELLS = 50_000

const CARRIAGE_RETURN = 13
const LINE_FEED = 10
const BYTE_ORDER_MARK = Buffer.from('\ufeff')

/**
 * Reads a CSV file (UTF-8, commas) so that single cells can be replaced. Throws `CsvError` on one that is not well
 * formed, `upload-too-large`.
 */
function locateCells(file: Buffer): Cell[][] {
  const bomBytes = file.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0
  const rows: Cell[][] = []
  let next = bomBytes
  let cells = 0
  const locate = (text: string, { bytes: end, index, quoting: isQuoted }: InfoField): string => {
    // The parser skips lines without cells, so there may be several line breaks before a row.
    while (index === 0 && (file[next] === CARRIAGE_RETURN || file[next] === LINE_FEED)) next += 1
    if (index === 0) rows.push([])
    cells += 1
    if (cells > MOST_CELLS) throw new CallerError('upload-too-large', `A table may have at most ${MOST_CELLS} cells.`)
    rows.at(-1)?.push({ text, start: next, end, isQuoted })
    next = end + 1
    return text
  }
  parse(file, { bom: true, skip_empty_lines: true, record_delimiter: ['\r\n', '\n', '\r'], cast: locate })
  return rows
}

const isCsvError = (error: unknown): error is CsvError => error instanceof CsvError

/** Who a row of a worksheet is about, as far as its columns say; `''` for a cell that is empty or not there. */
export interface Mentioned {
  idNumber: string
  email: string
  name: string
}

type Key = keyof Mentioned
/** The strongest first. */
const keys: readonly Key[] = ['idNumber', 'email', 'name']

/**
 * Finds the learner that each row is about: by ID number, else by email address, else by full name. A key counts only
 * where it is one row's and one learner's, and no stronger key says otherwise: a grade must never reach a namesake.
 */
export function matchLearners(mentions: readonly Mentioned[], results: readonly ResultRow[]): Map<number, ResultRow> {
  const rowSides = mentions.map(normalize)
  const learnerSides = results.map(({ person }) => normalize(mentionOf(person)))
  const matches = new Map<number, number>()
  const taken = new Set<number>()
  for (const [strength, key] of keys.entries()) {
    const rows = indexUnique(rowSides, key)
    for (const [value, learner] of indexUnique(learnerSides, key)) {
      const row = rows.get(value)
      if (row === undefined || matches.has(row) || taken.has(learner)) continue
      if (
        keys
          .slice(0, strength)
          .some((stronger) => contradict(rowSides[row]?.[stronger], learnerSides[learner]?.[stronger]))
      )
        continue
      matches.set(row, learner)
      taken.add(learner)
    }
  }
  return new Map([...matches].flatMap(([row, learner]) => (results[learner] ? [[row, results[learner]] as const] : [])))
}

const mentionOf = ({ sisId, email, name }: ResultPerson): Mentioned => ({
  idNumber: sisId ?? '',
  email: email ?? '',
  name: name ?? '',
})

const normalize = ({ idNumber, email, name }: Mentioned): Mentioned => ({
  idNumber: idNumber.trim(),
  email: email.trim().toLowerCase(),
  name: name.normalize('NFC').trim().replace(/\s+/g, ' '),
})

const contradict = (left = '', right = '') => left !== '' && right !== '' && left !== right

/** The places of the values that only one has. */
function indexUnique(sides: readonly Mentioned[], key: Key): Map<string, number> {
  const places = new Map<string, number | null>()
  for (const [place, { [key]: value }] of sides.entries()) places.set(value, places.has(value) ? null : place)
  return new Map(
    [...places].flatMap(([value, place]) => (value === '' || place === null ? [] : [[value, place] as const])),
  )
}

/** Where the columns are that we read or fill. `undefined`: the worksheet has none of that name. */
export interface WorksheetColumns {
  identifier: number
  grade: number
  maximumGrade: number
  canBeChanged: number | undefined
  feedback: number | undefined
  idNumber: number | undefined
  email: number | undefined
  name: number | undefined
}

/** What Moodle's importer asks for, and the greatest grade, without which a grade of ours has no measure. */
const required = ['Identifier', 'Grade', 'Maximum grade', 'Last modified (grade)'] as const
const naming = ['ID number', 'Email address', 'Full name'] as const

/**
 * Finds the columns by Moodle's English names, whatever their letter case: some versions
 * have "Maximum Grade", others "Maximum grade". Throws `worksheet-unreadable`, with the names looked for. */
function findColumns(header: readonly Cell[]): WorksheetColumns {
  const names = header.map(({ text }) => text.trim().toLowerCase())
  const place = (name: string) => (names.includes(name.toLowerCase()) ? names.indexOf(name.toLowerCase()) : undefined)
  const [identifier, grade, maximumGrade] = required.map(place)
  const missing = required.filter((name) => place(name) === undefined)
  if (identifier === undefined || grade === undefined || maximumGrade === undefined || missing.length > 0) {
    const all = required.map((name) => `"${name}"`).join(', ')
    throw new CallerError(
      'worksheet-unreadable',
      `The worksheet must have the columns ${all}, separated by commas; ${missing.map((name) => `"${name}"`).join(', ')} not found. Download the grading worksheet with Moodle's language set to English, and do not save it in a spreadsheet.`,
    )
  }
  if (naming.every((name) => place(name) === undefined)) {
    throw new CallerError(
      'worksheet-unreadable',
      `The worksheet must identify learners by ${naming.map((name) => `"${name}"`).join(' or ')}; it has none of these columns. Reveal the identities in Moodle first.`,
    )
  }
  return {
    identifier,
    grade,
    maximumGrade,
    canBeChanged: place('Grade can be changed'),
    feedback: place('Feedback comments'),
    idNumber: place('ID number'),
    email: place('Email address'),
    name: place('Full name'),
  }
}
