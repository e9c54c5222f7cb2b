import t from 'tap'
import { formatOwnCsv } from '../../../../api/results/gradebooks.js'
import { readTable } from './read-table.js'
import { hostileTexts, missing, rowOf } from './sample-rows.js'

const read = (csv: string) => {
  const [header = [], ...rows] = readTable(csv.slice(1))
  return rows.map((row) => Object.fromEntries(header.map((name, place) => [name, row[place]])))
}

t.test('a result is one row, with numbers and moments that machines read', async (t) => {
  t.same(read(formatOwnCsv([rowOf({}, { isOverridden: true, comment: 'Well done' })])), [
    {
      learner: 'ada',
      name: 'Ada Lovelace',
      email: 'ada@uni.test',
      lms_id: '14012',
      attempt: '2',
      attempts: '3',
      submitted_at: '2026-11-02T10:00:00.500Z',
      language: 'node',
      verdict: 'assessed',
      score: '92.5',
      late_percent: '10',
      grade: '83.3',
      is_overridden: 'yes',
      comment: 'Well done',
      submission: '7f0b0f4c-0000-4000-8000-000000000001',
    },
  ])
})

t.test('the file begins with a byte order mark and its lines end as RFC 4180 says', async (t) => {
  const csv = formatOwnCsv([rowOf({})])
  t.ok(csv.startsWith('\ufefflearner,'))
  t.equal(csv.split('\r\n').length, 3)
  t.notMatch(csv.replaceAll('\r\n', ''), /[\r\n]/)
})

t.test('a learner who handed in nothing has a row without numbers, and nought differs from nothing', async (t) => {
  const [absent, nought] = read(formatOwnCsv([rowOf({}, missing), rowOf({}, { score: 0, grade: 0, latePercent: 0 })]))
  t.match(absent, {
    learner: 'ada',
    attempts: '0',
    attempt: '',
    submitted_at: '',
    score: '',
    grade: '',
    late_percent: '',
  })
  t.match(nought, { score: '0', grade: '0', late_percent: '0' })
})

t.test('a learner without a name is named by the id', async (t) => {
  t.match(read(formatOwnCsv([rowOf({ name: null }), rowOf({ name: ' ' })])), [{ name: 'ada' }, { name: 'ada' }])
})

t.test('no cell is taken for a formula, whatever stands before the sign', async (t) => {
  const rows = read(
    formatOwnCsv(
      hostileTexts.map((text) => rowOf({ id: text, name: text, email: text, lmsKey: text }, { comment: text })),
    ),
  )
  t.equal(rows.length, hostileTexts.length)
  for (const cell of rows.flatMap((row) => Object.values(row))) t.notMatch(cell, /^\s*[=+@＝＋－＠-]/)
})

t.test('no control character and no mark of direction gets into the file', async (t) => {
  const csv = formatOwnCsv([
    rowOf({ name: 'a\u0000\u0007\u001b[31m\u202eb\tc' }, { comment: '\u0000\u009f\u2066x\r\n\ty' }),
  ])
  t.notMatch(csv.slice(1), /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u202e\u2066]/)
  t.match(read(csv), [{ name: 'a[31mb c', comment: 'x\n y' }])
})

t.test('every other text is read back as it was', async (t) => {
  const texts = ['Doe, Jane', 'say "hi"', 'a\nb,c', 'C:\\', 'a\\"b', 'Zoë Ångström', '李小龍', '🙂', 'a;b']
  t.same(
    read(formatOwnCsv(texts.map((comment) => rowOf({}, { comment })))).map(({ comment }) => comment),
    texts,
  )
})
