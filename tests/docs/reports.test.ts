import t from 'tap'
import {
  deductLate,
  defaultFeedbackRule,
  defaultLateRule,
  feedbackTimes,
  FeedbackRuleSchema,
  LateRuleSchema,
  latePercent,
} from '../../contracts/assignment.js'
import { auditActions } from '../../api/database/audit.js'
import { formatOwnCsv } from '../../api/results/gradebooks.js'
import { firstCells, readPage } from './markdown.js'

const page = readPage('docs/reports.md')
const rows = page.split('\n')
const explained = firstCells(page)

t.test('every rule of an assignment has a row with what it is unless given', async (t) => {
  const rules = [
    [LateRuleSchema, defaultLateRule],
    [FeedbackRuleSchema, defaultFeedbackRule],
  ] as const
  for (const [schema, defaults] of rules) {
    for (const key of Object.keys(schema.properties)) {
      const row = rows.find((line) => line.startsWith(`| \`${key}\` |`)) ?? ''
      t.match(
        row.replaceAll('`', ''),
        new RegExp(`\\| ${String((defaults as Record<string, unknown>)[key])} \\|$`),
        key,
      )
    }
  }
  t.same(
    feedbackTimes.filter((time) => !explained.includes(time)),
    [],
  )
})

t.test('the worked example of late work is how it is reckoned', async (t) => {
  const [, json = '', score = ''] = /Due 30 November, 23:59, `(.*?)`, score (\d+)/.exec(page) ?? []
  const rule = { ...defaultLateRule, ...(JSON.parse(json) as object) }
  const dueAt = new Date('2026-11-30T23:59:00Z')
  const gradeAt = (moment: string) => deductLate(Number(score), latePercent(rule, dueAt, new Date(moment)))
  for (const [day, time, grade] of [...page.matchAll(/^\| (\d) December, (\d\d:\d\d) \|.*\| ([\d.]+) \|$/gm)].map(
    (match) => match.slice(1),
  )) {
    t.equal(gradeAt(`2026-12-0${day}T${time}:00Z`), Number(grade), `${day} December, ${time}`)
  }
})

t.test('every column of our own CSV has its row, in their order', async (t) => {
  const columns = formatOwnCsv([]).replace('\ufeff', '').trim().split(',')
  const [, table = ''] = /### Our own CSV([\s\S]*?)###/.exec(page) ?? []
  t.same(firstCells(table), columns)
})

t.test('every line that the audit log may have is named', async (t) => {
  const [, section = ''] = /## The audit log([\s\S]*)/.exec(page) ?? []
  t.same(
    auditActions.filter((action) => !section.includes(`\`${action}\``)),
    [],
  )
})
