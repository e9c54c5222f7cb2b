import { CallerError } from '../../../contracts/errors.js'
import type { Cell } from './locate-cells.js'

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
export function findColumns(header: readonly Cell[]): WorksheetColumns {
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
