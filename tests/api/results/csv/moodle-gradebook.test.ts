import t from 'tap'
import { formatMoodleGradebookCsv, refuseLostGrades } from '../../../../api/results/gradebooks.js'
import { readTable } from './read-table.js'
import { hostileTexts, missing, rowOf } from './sample-rows.js'

const assignment = { title: 'REST API exercise' }
const readAsMoodle = (csv: string) => readTable(csv, { backslash: true })

t.test('the file has the columns that are mapped to a user, a grade and its feedback', async (t) => {
  t.equal(
    formatMoodleGradebookCsv(
      [rowOf({ sisId: 'u-1' }, { grade: 83.5, comment: 'Well done' }), rowOf({ email: 'Rick@uni.test' }, { grade: 0 })],
      assignment,
    ).csv,
    'ID number,Email address,REST API exercise,REST API exercise feedback\nu-1,ada@uni.test,83.50,Well done\n,Rick@uni.test,0.00,\n',
  )
})

t.test('hostile titles, ids and comments leave the table a table, with the grade in its place', async (t) => {
  for (const text of hostileTexts) {
    const [header, row, ...rest] = readAsMoodle(
      formatMoodleGradebookCsv([rowOf({ sisId: `u ${text}` }, { comment: text })], { title: text }).csv,
    )
    t.same([header?.length, row?.length, row?.[2], rest], [4, 4, '83.30', []], text)
    t.notMatch(row?.[3], /<(?!br>)/)
  }
})

t.test('a learner without a grade is left out, for an empty cell would blank the grade in Moodle', async (t) => {
  const { csv, leftOut } = formatMoodleGradebookCsv([rowOf({}, missing)], assignment)
  t.equal(readAsMoodle(csv).length, 1)
  t.match(leftOut, [{ reason: 'no-grade' }])
})

t.test('a grade that could reach nobody, or the wrong one, is told of and refused', async (t) => {
  const rows = [
    rowOf({ id: 'a', email: null }),
    rowOf({ id: 'b', email: 'b@uni.test' }),
    rowOf({ id: 'c', email: 'b@uni.test' }),
    rowOf({ id: 'd', email: 'b@uni.test', sisId: 'u-4' }),
  ]
  const file = formatMoodleGradebookCsv(rows, assignment)
  t.same(
    file.leftOut.map(({ person, reason }) => `${person.id} ${reason}`),
    ['a no-email', 'b shared-email', 'c shared-email'],
  )
  t.throws(() => refuseLostGrades(file), { code: 'lms-id-missing', errors: [{ pointer: '/learners/a' }, {}, {}] })
})
