import t from 'tap'
import { fillWorksheet } from '../../../../api/results/moodle-worksheet.js'
import { importIntoMoodle } from './moodle-importer.js'
import { readTable } from './read-table.js'
import { hostileTexts, missing, rowOf } from './sample-rows.js'

const header =
  'Identifier,Full name,ID number,Email address,Status,Grade,Maximum Grade,Grade can be changed,Last modified (submission),Last modified (grade),Feedback comments'
const modified = '"Monday, 2 November 2026, 10:00 AM",-'
const ada = `Participant 9,Ada Lovelace,u-1,ada@uni.test,Submitted for grading,,100.00,Yes,${modified},`
const rick = `Participant 10,"Roe, Rick",,rick@uni.test,"No submission","12.00",100.00,Yes,${modified},"Old <p>feedback</p>\nof two lines"`
const assignment = { maximum: 100, participants: ['9', '10'] }
const sheet = (...lines: string[]) => Buffer.from([header, ...lines, ''].join('\n'))

t.test('grades and comments get into their two columns, and Moodle imports them', async (t) => {
  const { file, filled } = fillWorksheet(sheet(ada, rick), [
    rowOf({}, { grade: 83.5, comment: 'Well done' }),
    rowOf({ id: 'rick', name: 'Rick', email: 'rick@uni.test' }, { grade: 7 }),
  ])
  t.equal(filled, 2)
  t.same(importIntoMoodle(file, assignment).grades, {
    9: { grade: 83.5, feedback: 'Well done' },
    10: { grade: 7, feedback: 'Old <p>feedback</p>\nof two lines' },
  })
})

t.test('everything else stays as it was, byte for byte', async (t) => {
  for (const mark of ['', '\ufeff']) {
    for (const lineBreak of ['\n', '\r\n', '\r']) {
      const before = mark + [header, ada, rick, '', ''].join(lineBreak)
      const expected = before
        .replace('grading,,100', 'grading,83.50,100')
        .replace(`AM",-,${lineBreak}`, `AM",-,Well done${lineBreak}`)
      const { file } = fillWorksheet(Buffer.from(before), [rowOf({}, { grade: 83.5, comment: 'Well done' })])
      t.equal(file.toString(), expected)
    }
  }
})

t.test('a cell that was quoted stays quoted', async (t) => {
  const { file } = fillWorksheet(sheet(rick), [
    rowOf({ email: 'rick@uni.test', name: null }, { grade: 50, comment: 'Fine' }),
  ])
  t.match(file.toString(), '"No submission","50.00",100.00')
  t.ok(file.toString().endsWith(',"Fine"\n'))
})

t.test('with nothing to fill the file is the same', async (t) => {
  const before = sheet(ada, rick)
  t.same(fillWorksheet(before, []).file, before)
  t.same(fillWorksheet(before, [rowOf({}, missing)]).file, before)
})

t.test('a learner without a grade blanks none, nor does a result without a comment', async (t) => {
  const filled = fillWorksheet(sheet(ada, rick), [rowOf({ email: 'rick@uni.test' }, { ...missing, comment: 'gone' })])
  t.match(filled, { filled: 0, withoutGrade: [{ email: 'rick@uni.test' }] })
  t.match(importIntoMoodle(filled.file, assignment).grades, { 10: { grade: 12 } })
})

t.test('rows of people we do not know and learners who have no row are told of', async (t) => {
  const filled = fillWorksheet(sheet(ada, rick), [
    rowOf({}),
    rowOf({ id: 'mary', name: 'Mary', email: 'mary@uni.test' }),
    rowOf({ id: 'none', name: 'None', email: null }, missing),
  ])
  t.match(filled, { filled: 1, unknownRows: [{ row: 3, name: 'Roe, Rick' }], absentLearners: [{ id: 'mary' }] })
  t.equal(filled.absentLearners.length, 1)
})

t.test('the grade is measured by the maximum of the row, with the decimal mark of the file', async (t) => {
  const ten = fillWorksheet(sheet(ada.replace('100.00', '10.00')), [rowOf({}, { grade: 83.5 })])
  t.same(importIntoMoodle(ten.file, { ...assignment, maximum: 10 }).grades['9']?.grade, 8.35)
  const comma = fillWorksheet(sheet(ada.replace('100.00', '"100,00"')), [rowOf({}, { grade: 83.5 })])
  t.match(comma.file.toString(), 'grading,"83,50","100,00"')
  t.equal(importIntoMoodle(comma.file, assignment, ',').grades['9']?.grade, 83.5)
})

t.test('a grade that is locked, or measured by a scale, is told of and not touched', async (t) => {
  for (const row of [ada.replace('Yes', 'No'), ada.replace('100.00', '-')]) {
    const filled = fillWorksheet(sheet(row), [rowOf({}, { comment: 'Well done' })])
    t.match(filled, { filled: 0, notChangeable: [{ id: 'ada' }] })
    t.same(filled.file, sheet(row))
  }
})

t.test('comments are kept word for word, as text and not as markup, and break no row', async (t) => {
  const participants = hostileTexts.map((_, place) => String(100 + place))
  const lines = participants.map((number) =>
    ada
      .replace('Participant 9', `Participant ${number}`)
      .replace('Ada Lovelace', '')
      .replace('ada@uni.test', `${number}@uni.test`),
  )
  const rows = hostileTexts.map((comment, place) =>
    rowOf({ name: null, email: `${participants[place]}@uni.test` }, { grade: place, comment }),
  )
  const { file, filled } = fillWorksheet(sheet(...lines.map((line) => line.replace(',u-1,', ',,')), rick), rows)
  t.equal(filled, hostileTexts.length)
  const { grades } = importIntoMoodle(file, { ...assignment, participants: [...participants, '10'] })
  t.equal(grades['10']?.grade, 12)
  for (const [place, comment] of hostileTexts.entries()) {
    const shown = (grades[participants[place] ?? '']?.feedback ?? '')
      .replaceAll('<br>', '\n')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&')
    t.equal(grades[participants[place] ?? '']?.grade, place)
    t.notMatch(grades[participants[place] ?? '']?.feedback, /<(?!br>)/)
    const bare = (text: string) =>
      text
        .replace(/[\u0000\u202e]/g, '')
        .replace(/\r\n?/g, '\n')
        .replace(/\\ /g, '\\')
        .trim()
    t.equal(bare(shown), bare(comment))
  }
  t.equal(readTable(file.toString()).length, lines.length + 2)
})

t.test('where the worksheet has no column for comments, those whose comment is lost are named', async (t) => {
  const without = Buffer.from(sheet(ada).toString().replace(',Feedback comments', '').replace(/,\n$/, '\n'))
  t.match(fillWorksheet(without, [rowOf({}, { comment: 'Well done' })]), { filled: 1, commentsLost: [{ id: 'ada' }] })
})

/** As Moodle writes it: names with a space in quotes, what is optional left out or between. */
const versions: [version: string, header: string, row: (grade: string, feedback: string) => string][] = [
  [
    '4.1',
    header,
    (grade, feedback) =>
      `Participant 9,Ada Lovelace,u-1,ada@uni.test,Submitted for grading,${grade},100.00,Yes,${modified},${feedback}`,
  ],
  [
    '4.5',
    'Identifier,"Full name","Email address",Status,Grade,"Maximum grade","Grade can be changed","Last modified (submission)","Last modified (grade)","Feedback comments"',
    (grade, feedback) =>
      `"Participant 9","Ada Lovelace",ada@uni.test,"Submitted for grading - Graded -  - ",${grade},100.00,Yes,"Monday, 30 November 2026, 3:45 AM",-,${feedback}`,
  ],
  [
    '5.1, with marking workflow and groups',
    'Identifier,"Full name","Email address",Status,Group,"Group status",Grade,"Maximum grade","Grade can be changed","Marking workflow state","Last modified (submission)","Last modified (grade)","Feedback comments"',
    (grade, feedback) =>
      `"Participant 9","Ada Lovelace",ada@uni.test,"Submitted for grading","Group A","Submitted for grading",${grade},100.00,Yes,"Not marked",-,-,${feedback}`,
  ],
]

for (const [version, columns, row] of versions) {
  t.test(`a worksheet of Moodle ${version} is filled, and rows without a grade of ours stay as they are`, async (t) => {
    const others = [row('55.00', 'Old'), row('', '')].map((line, place) =>
      line
        .replace('Participant 9', `Participant ${10 + place}`)
        .replace('Ada Lovelace', `Nobody ${place}`)
        .replace('ada@', `n${place}@`)
        .replace('u-1', ''),
    )
    const file = (grade: string, feedback: string) =>
      `\ufeff${[columns, row(grade, feedback), ...others, ''].join('\n')}`
    const filled = fillWorksheet(Buffer.from(file('', '')), [rowOf({}, { grade: 83.5, comment: 'Fine' })])
    t.equal(filled.file.toString(), file('83.50', 'Fine'))
    t.match(filled, { filled: 1, unknownRows: [{ row: 3 }, { row: 4 }] })
    t.match(importIntoMoodle(filled.file, { maximum: 100, participants: ['9', '10', '11'] }).grades, {
      9: { grade: 83.5 },
      10: { grade: 55, feedback: 'Old' },
      11: undefined,
    })
  })
}

t.test('a worksheet in another language is refused, with the names that were looked for', async (t) => {
  const german = Buffer.from(
    'ID,Vollständiger Name,E-Mail-Adresse,Status,Bewertung,Bestwertung,Zuletzt geändert (Bewertung)\n',
  )
  t.throws(() => fillWorksheet(german, []), {
    code: 'worksheet-unreadable',
    message: /"Identifier", "Grade", "Maximum grade", "Last modified \(grade\)".*language/,
  })
})

t.test('a worksheet that hides who is who is refused', async (t) => {
  t.throws(() => fillWorksheet(Buffer.from('Identifier,Status,Grade,Maximum Grade,Last modified (grade)\n'), []), {
    code: 'worksheet-unreadable',
    message: /identities/,
  })
})

t.test('what is no worksheet at all is refused', async (t) => {
  const files = [
    '',
    '\n\n',
    header.replaceAll(',', ';'),
    `${header}\nParticipant 9,"open`,
    `${header}\na,b\n`,
    `${header}\n${ada}x"y\n`,
  ]
  for (const file of [
    ...files.map((text) => Buffer.from(text)),
    Buffer.from(header, 'utf16le'),
    Buffer.from([0x49, 0xe4, 0x2c]),
    Buffer.from('PK\u0003\u0004'),
  ]) {
    t.throws(() => fillWorksheet(file, [rowOf({})]), { code: 'worksheet-unreadable' })
  }
})
