import { stringify } from 'csv-stringify/sync'
import { cleanLine, cleanText } from './clean-cell.js'
import { nameOf, type ResultRow } from './result-row.js'

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
