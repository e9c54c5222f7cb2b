import { readTable } from './read-table.js'

export interface CanvasCourse {
  students: readonly { id: string; name: string; sisId?: string; login?: string }[]
  /** Those that are published: no others are looked at. */
  assignments: readonly { id: string; title: string; points: number }[]
}

export interface CanvasImport {
  /** Grades by student and assignment. */
  grades: Record<string, Record<string, string>>
  newAssignments: string[]
  newStudents: string[]
  points: Record<string, string>
}

const droppedColumn =
  /Current Score|Current Points|Current Grade|Final Score|Final Points|Final Grade|Override Score|Override Grade|Override Status/

/** What Canvas would make of a file, written from the rules of its `lib/gradebook_importer.rb`. */
export function importIntoCanvas(csv: string, course: CanvasCourse): CanvasImport {
  if (isTakenForSemicolons(csv)) throw new Error('the file is taken for one with semicolons')
  const [header = [], ...rows] = readTable(csv)
  const infoColumns = countInfoColumns(header)
  const result: CanvasImport = { grades: {}, newAssignments: [], newStudents: [], points: {} }
  const columns = header.flatMap((name, place) =>
    place < infoColumns || droppedColumn.test(name) ? [] : [{ place, id: findAssignment(name, course, result) }],
  )
  for (const row of rows) {
    if (row.length !== header.length) throw new Error(`${row.length} cells below ${header.length} headers`)
    if (row[0]?.includes('Points Possible')) {
      for (const { place, id } of columns) result.points[id] = row[place] ?? ''
    } else {
      const student = findStudent(row, course, result)
      result.grades[student] = Object.fromEntries(columns.map(({ place, id }) => [id, row[place]?.trim() ?? '']))
    }
  }
  return result
}

/** Canvas guesses by the first three lines: semicolons, where each line has as many of them, and more than commas. */
function isTakenForSemicolons(csv: string): boolean {
  const lines = csv
    .split('\n')
    .filter((line) => line !== '')
    .slice(0, 3)
  const same = (counts: readonly number[]) => (new Set(counts).size === 1 ? (counts[0] ?? 0) : 0)
  // Quotes within a field are malformed, and a malformed reading counts for nothing.
  const semicolons = lines.some((line) => line.includes('"')) ? 0 : same(lines.map((line) => line.split(';').length))
  return semicolons > same(lines.map((line) => readTable(line)[0]?.length ?? 0))
}

/** The header must be Student, ID, perhaps ids of the student information system, Section. */
function countInfoColumns(header: readonly string[]): number {
  if (header.length <= 3 || !header[0]?.includes('Student') || !header[1]?.includes('ID'))
    throw new Error('Invalid header row')
  let count = 3
  if (/SIS\s+Login\s+ID/.test(header[2] ?? '')) count = 4
  else if (/SIS\s+User\s+ID/.test(header[2] ?? '') && /SIS\s+Login\s+ID/.test(header[3] ?? '')) count = 5
  if (!header[count - 1]?.includes('Section')) throw new Error('Invalid header row')
  return count
}

function findAssignment(name: string, { assignments }: CanvasCourse, result: CanvasImport): string {
  const [, , id] = /^(.*)\s\((\d+)\)$/.exec(name) ?? []
  const known =
    assignments.find((assignment) => assignment.id === id) ?? assignments.find(({ title }) => title === name)
  if (!known) result.newAssignments.push(name)
  return known?.id ?? name
}

function findStudent(
  [name = '', id = '', sisId, login]: readonly string[],
  { students }: CanvasCourse,
  result: CanvasImport,
): string {
  const known =
    students.find((student) => student.id === id) ??
    students.find((student) => sisId !== '' && student.sisId === sisId) ??
    students.find((student) => login !== '' && student.login === login) ??
    students.find((student) => student.name === name)
  if (!known) result.newStudents.push(name)
  return known?.id ?? name
}
