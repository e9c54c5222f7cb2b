import t from 'tap'
import { formatCanvasCsv, refuseLostGrades } from '../../../../api/results/gradebooks.js'
import { importIntoCanvas } from './canvas-importer.js'
import { hostileTexts, missing, rowOf } from './sample-rows.js'

const assignment = { title: 'REST API exercise', lmsKey: '1234012' }
const course = {
  students: [
    { id: '14012', name: 'Jane Doe' },
    { id: '14013', name: 'Rick Roe' },
    { id: '14014', name: 'Mary Major', sisId: 'u-1003' },
  ],
  assignments: [{ id: '1234012', title: 'REST API exercise', points: 100 }],
}

t.test('the file has the header, the row of points and the numbers that Canvas itself writes', async (t) => {
  const rows = [
    rowOf({ name: 'Doe, Jane', sisId: 'u-1001', email: 'jane@uni.test' }, { grade: 83.5 }),
    rowOf({ name: 'Rick Roe', lmsKey: '14013', email: null }, { grade: 100 }),
  ]
  t.equal(
    formatCanvasCsv(rows, assignment).csv,
    `Student,ID,SIS User ID,SIS Login ID,Section,REST API exercise (1234012)
    Points Possible,,,,,100
"Doe, Jane",14012,u-1001,jane@uni.test,,83.50
Rick Roe,14013,,,,100.00
`,
  )
})

t.test(
  'Canvas finds the assignment and each learner, by Canvas id or else by the id of the student information system',
  async (t) => {
    const rows = [
      rowOf({}, { grade: 0 }),
      rowOf({ lmsKey: '14013' }, { grade: 12.3 }),
      rowOf({ lmsKey: null, sisId: 'u-1003' }, { grade: 99.9 }),
    ]
    t.same(importIntoCanvas(formatCanvasCsv(rows, assignment).csv, course), {
      grades: { 14012: { 1234012: '0.00' }, 14013: { 1234012: '12.30' }, 14014: { 1234012: '99.90' } },
      newAssignments: [],
      newStudents: [],
      points: { 1234012: '100' },
    })
  },
)

t.test('no name leads a grade astray, blanks another or changes the points', async (t) => {
  const students = hostileTexts.map((name, place) => ({ id: String(20_000 + place), name }))
  const rows = students.map(({ id, name }, place) => rowOf({ lmsKey: id, name, email: name }, { grade: place }))
  const imported = importIntoCanvas(formatCanvasCsv(rows, assignment).csv, { ...course, students })
  t.same(imported.newStudents, [])
  t.same(imported.points, { 1234012: '100' })
  t.same(imported.grades, Object.fromEntries(students.map(({ id }, place) => [id, { 1234012: place.toFixed(2) }])))
})

t.test('no title makes Canvas drop the column or make a new assignment', async (t) => {
  for (const title of [
    ...hostileTexts,
    'Final Grade',
    'My Current Points',
    'Override Status (1)',
    'Final\u00a0Score',
    'Exercise (7)',
    'Section',
    'ID',
    'a;b;c;d;e;f;g;h;i',
  ]) {
    const { csv } = formatCanvasCsv([rowOf({})], { title, lmsKey: '1234012' })
    t.match(importIntoCanvas(csv, course), { grades: { 14012: { 1234012: '83.30' } }, newAssignments: [] }, title)
  }
})

t.test('a title that had to be changed is told of', async (t) => {
  t.match(formatCanvasCsv([], { title: 'The Final Score', lmsKey: '1' }).notes, [/"The Final-Score"/])
  t.same(formatCanvasCsv([], assignment).notes, [])
})

t.test('a learner without a grade is left out, for an empty cell would blank the grade in Canvas', async (t) => {
  const { csv, leftOut } = formatCanvasCsv([rowOf({}, missing), rowOf({ id: 'rick', lmsKey: '14013' })], assignment)
  t.same(Object.keys(importIntoCanvas(csv, course).grades), ['14013'])
  t.match(leftOut, [{ person: { id: 'ada' }, reason: 'no-grade' }])
})

t.test('a grade whose learner Canvas could not find is told of, and refused where nobody said otherwise', async (t) => {
  const unknown = [null, '', '0', 'jane', '14012 or 1=1', '1'.repeat(20)].map((lmsKey, place) =>
    rowOf({ id: `p${place}`, lmsKey }),
  )
  const file = formatCanvasCsv([...unknown, rowOf({ id: 'none', lmsKey: null }, missing)], assignment)
  t.same(importIntoCanvas(file.csv, course).grades, {})
  t.same(
    file.leftOut.map(({ reason }) => reason),
    [...unknown.map(() => 'no-lms-id'), 'no-grade'],
  )
  t.throws(() => refuseLostGrades(file), {
    code: 'lms-id-missing',
    errors: unknown.map(({ person }) => ({ pointer: `/learners/${person.id}` })),
  })
  t.doesNotThrow(() => refuseLostGrades(formatCanvasCsv([rowOf({}), rowOf({}, missing)], assignment)))
})

t.test('an assignment that Canvas does not know is refused', async (t) => {
  for (const lmsKey of [null, '', 'exercise-1'])
    t.throws(() => formatCanvasCsv([rowOf({})], { ...assignment, lmsKey }), { code: 'lms-id-missing' })
})

t.test('global ids become those that the files of the course have', async (t) => {
  const globalAssignment = { ...assignment, lmsKey: '21070000001234012' }
  const rows = [rowOf({ lmsKey: '21070000000014012' }), rowOf({ lmsKey: '2107~14013' })]
  t.same(Object.keys(importIntoCanvas(formatCanvasCsv(rows, globalAssignment).csv, course).grades), ['14012', '14013'])
  const [, , foreign] = formatCanvasCsv([rowOf({ lmsKey: '98760000000014012' })], globalAssignment).csv.split('\n')
  t.match(foreign, 'Ada Lovelace,98760000000014012,')
})
