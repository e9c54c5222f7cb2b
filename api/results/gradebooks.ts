import { stringify } from 'csv-stringify/sync'
import { CallerError, type ProblemDetail } from '../../contracts/errors.js'
import type { Language } from '../../contracts/language.js'
import type { Verdict } from '../../contracts/report/verdict.js'

/**
 * Why a learner is not in a file for an LMS. Without a grade the row would blank the grade that the LMS has; without
 * an id the LMS would guess by name, or make a new learner.
 */
type LeftOutReason = 'no-grade' | 'no-lms-id' | 'no-email' | 'shared-email'

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
function partRows(
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

/** A global id of Canvas is the number of a shard times this, plus the id within the shard. */
const SHARD_SIZE = 10n ** 13n

/**
 * An id as the CSV files of a course have it: within the course's own shard the short one. What Canvas sends of its own
 * accord has global ids, as text, beyond what a JavaScript number can hold; its API writes `2107~14012` for the same.
 * `sibling` is an id of something in the course's shard, itself unless given. `null` for a key that is no id of Canvas.
 */
function canvasId(key: string | null, sibling: string | null = key): string | null {
  const id = readId(key)
  if (id === null) return null
  const home = readId(sibling)?.shard
  return id.shard === undefined || id.shard === home ? String(id.local) : String(id.shard * SHARD_SIZE + id.local)
}

function readId(key: string | null): { shard: bigint | undefined; local: bigint } | null {
  const [, shard, number] = /^(?:(\d{1,6})~)?(\d{1,19})$/.exec(key ?? '') ?? []
  if (number === undefined || BigInt(number) === 0n) return null
  if (shard !== undefined) return { shard: BigInt(shard), local: BigInt(number) }
  const whole = BigInt(number)
  return whole < SHARD_SIZE
    ? { shard: undefined, local: whole }
    : { shard: whole / SHARD_SIZE, local: whole % SHARD_SIZE }
}

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

/**
 * PHP, by which Moodle reads CSV, takes no quote after a backslash for the end of a cell: a space between them keeps
 * the cell from running into the next.
 */
const separateBackslashes = (text: string): string => text.replace(/\\(?="|$)/gm, '\\ ')

/**
 * A comment as Moodle's feedback fields hold it: HTML, in one line. What looks like markup is shown as it was written.
 */
export const formatFeedback = (comment: string): string =>
  separateBackslashes(
    cleanText(comment).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/\n/g, '<br>'),
  )

const columns: readonly [header: string, cell: (row: ResultRow) => string | number | null][] = [
  ['learner', ({ person }) => cleanLine(person.id)],
  ['name', ({ person }) => cleanLine(nameOf(person))],
  ['email', ({ person }) => cleanLine(person.email ?? '')],
  ['lms_id', ({ person }) => cleanLine(person.lmsKey ?? '')],
  ['attempt', ({ attempt }) => attempt],
  ['attempts', ({ attempts }) => attempts],
  ['submitted_at', ({ submittedAt }) => submittedAt?.toISOString() ?? null],
  ['language', ({ language }) => language],
  ['verdict', ({ verdict }) => verdict],
  ['score', ({ score }) => score],
  ['late_percent', ({ latePercent }) => latePercent],
  ['grade', ({ grade }) => grade],
  ['is_overridden', ({ isOverridden }) => (isOverridden ? 'yes' : 'no')],
  ['comment', ({ comment }) => cleanText(comment ?? '')],
  ['submission', ({ submissionId }) => submissionId],
]

/**
 * Results for people and their spreadsheets: UTF-8 with a byte order mark, RFC 4180, moments in ISO 8601 (UTC). A cell
 * that a spreadsheet would take for a formula begins with an apostrophe; so this is not for import into an LMS.
 */
export const formatOwnCsv = (rows: readonly ResultRow[]): string =>
  stringify([columns.map(([header]) => header), ...rows.map((row) => columns.map(([, cell]) => cell(row)))], {
    bom: true,
    record_delimiter: '\r\n',
    quoted_match: '\n', // else only the delimiter itself is quoted
    escape_formulas: true,
  })

/** Control characters but line breaks, and marks that turn the direction of text: nothing a cell of a table needs. */
const invisible = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g

/** Text for a cell that may have several lines: line breaks are `\n`, tabs are spaces, control characters are gone. */
const cleanText = (text: string): string =>
  text
    .replace(/\r\n?|\u2028|\u2029/g, '\n')
    .replace(/\t/g, ' ')
    .replace(invisible, '')
    .trim()

/** Text for a cell of one line. */
const cleanLine = (text: string): string => cleanText(text).replace(/\s+/g, ' ')

/** A learner as the files of an LMS may know them. */
export interface ResultPerson {
  id: string
  name: string | null
  email: string | null
  /** What the LMS of the course calls them. */
  lmsKey: string | null
  /** Their number in the student information system, where it is known. */
  sisId?: string | null
}

/** What a learner has for an assignment: one row each, by the attempt that counts; all `null` where there is none. */
export interface ResultRow {
  person: ResultPerson
  /** Which attempt counts, and how many there are. */
  attempt: number | null
  attempts: number
  submissionId: string | null
  submittedAt: Date | null
  language: Language | null
  verdict: Verdict | null
  /** 0 to 100, before being late is taken off. */
  score: number | null
  latePercent: number | null
  /** 0 to 100: what counts. */
  grade: number | null
  isOverridden: boolean
  comment: string | null
}

/** The name to show, also for a learner who has none. */
export const nameOf = ({ id, name }: ResultPerson): string => name?.trim() || id
