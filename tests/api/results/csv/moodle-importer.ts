import { readTable } from './read-table.js'

export interface MoodleImport {
  /** By the number in `Participant N`. */
  grades: Record<string, { grade: number; feedback: string | undefined }>
}

/** What Moodle would make of a grading worksheet, written from `mod/assign/feedback/offline/importgradeslib.php`. */
export function importIntoMoodle(
  file: Buffer,
  assignment: { maximum: number; participants: readonly string[] },
  decimalMark = '.',
): MoodleImport {
  const [columns = [], ...rows] = readTable(file.toString('utf8').replace(/^\ufeff/, ''), { backslash: true })
  const place = (name: string) => columns.lastIndexOf(name)
  if ([place('Identifier'), place('Grade'), place('Last modified (grade)')].some((index) => index < 0))
    throw new Error('invalidgradeimport')
  const result: MoodleImport = { grades: {} }
  for (const row of rows) {
    if (row.length !== columns.length) throw new Error('csvweirdcolumns')
    const participant = row[place('Identifier')]?.slice('Participant '.length) ?? ''
    const grade = Number((row[place('Grade')] || 'none').replace(decimalMark, '.'))
    if (
      !assignment.participants.includes(participant) ||
      Number.isNaN(grade) ||
      grade < 0 ||
      grade > assignment.maximum
    )
      continue
    result.grades[participant] = { grade, feedback: row[place('Feedback comments')] }
  }
  return result
}
