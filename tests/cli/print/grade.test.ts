import t from 'tap'
import { makePage } from '../../../cli/print/page.js'
import { printGrade, printReport, type ShownGrade } from '../../../cli/print/report.js'
import { makeReport } from '../fixtures/reports.js'

const page = makePage({ columns: 100, hasColour: false })
const grade: ShownGrade = { grade: 90, latePercent: 0, isOverridden: false, comment: null }
const print = (changes: Partial<ShownGrade>) => printGrade({ ...grade, ...changes }, page).join('\n')

t.test('a report shows the grade that counts, where there is one', async (t) => {
  t.match(printReport(makeReport(), page, grade), '\nGrade: 90 of 100\n')
  t.notMatch(printReport(makeReport(), page), 'Grade')
})

t.test('a grade that is not the score says why, and what a regrade changed', async (t) => {
  t.match(print({ latePercent: 10 }), /^Grade: 90 of 100: 10 % deducted for lateness$/)
  t.match(print({ isOverridden: true, comment: 'Well argued\u202e' }), /set by an instructor: Well argued\\u202e$/)
  t.match(
    print({ regraded: { before: 80, after: 90, reason: 'A test was wrong' } }),
    /It was 80 before this attempt was regraded: A test was wrong$/,
  )
})
