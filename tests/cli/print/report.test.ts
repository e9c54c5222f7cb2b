import { readFile, writeFile } from 'node:fs/promises'
import t from 'tap'
import { Value } from 'typebox/value'
import { verdicts } from '../../../contracts/report/verdict.js'
import { ReportSchema } from '../../../contracts/report/report.js'
import { makePage } from '../../../cli/print/page.js'
import { printReport } from '../../../cli/print/report.js'
import { projectFile } from '../../project-file.js'
import { reportCases } from '../fixtures/report-cases.js'
import { makeChecks, makeExchange, makeReport, makeTest } from '../fixtures/reports.js'

const page = makePage({ columns: 100, hasColour: false })
const expectedFile = (name: string) => projectFile(`tests/cli/print/expected/${name}.txt`)

for (const [name, report] of Object.entries(reportCases)) {
  t.test(`prints the report "${name}" as recorded (ASSAY_RECORD=1 records anew)`, async (t) => {
    t.ok(Value.Check(ReportSchema, report), 'the fixture is a report')
    const printed = `${printReport(report, page)}\n`
    if (process.env['ASSAY_RECORD'] === '1') await writeFile(expectedFile(name), printed)
    t.equal(printed, await readFile(expectedFile(name), 'utf8'))
  })
}

t.test('has a recorded report for every verdict', async (t) => {
  const recorded = new Set(Object.values(reportCases).map(({ verdict }) => verdict))
  t.same(
    verdicts.filter((verdict) => !recorded.has(verdict)),
    [],
  )
})

t.test('colours nothing where colours are off, and only adds colours where they are on', async (t) => {
  const report = reportCases['wrong-answer']
  if (!report) throw new Error('the case is gone')
  const coloured = printReport(report, makePage({ columns: 100, hasColour: true }))
  t.match(coloured, /\u001b\[31m/)

  t.equal(coloured.replace(/\u001b\[\d+m/g, ''), printReport(report, page))
})

t.test('keeps prose within a narrow terminal', async (t) => {
  const report = reportCases['accepted']
  if (!report) throw new Error('the case is gone')
  const lines = printReport(report, makePage({ columns: 60, hasColour: false })).split('\n')
  t.same(
    lines.filter((line) => line.length > 60),
    [],
  )
})

t.test('of a long transcript, a response of another kind is shown, and what is left out is counted', async (t) => {
  const transcript = Array.from({ length: 12 }, (_, at) =>
    makeExchange({
      method: 'POST',
      path: `/orders/${at}`,
      status: at === 5 ? 409 : 201,
      ...(at === 7 && { missing: 11 }),
    }),
  )
  const printed = printReport(
    makeReport({ checks: makeChecks([makeTest({ outcome: 'failed', transcript })]) }),
    makePage({ columns: 120, hasColour: false }),
  )
  t.match(printed, 'POST /orders/5 → 409')
  t.notMatch(printed, 'POST /orders/6 ')
  t.match(printed, '… 5 more requests; --json prints them; 11 others were not kept')
})

t.test('a redirect is printed with where it leads, and an HTML page as its text', async (t) => {
  const redirect = makeExchange({ status: 307, responseHeaders: { location: '/notes/' }, responseBody: null })
  const refusal = makeExchange({
    status: 403,
    responseHeaders: { 'content-type': 'text/html' },
    responseBody:
      '<html>\n<head>\n<style>\np{}\n</style>\n</head>\n<body>\n<h1>Forbidden</h1>\n<p>CSRF verification failed.</p>',
  })
  const printed = printReport(
    makeReport({ checks: makeChecks([makeTest({ outcome: 'failed', transcript: [redirect, refusal] })]) }),
    page,
  )
  t.match(printed, /‹ location: \/notes\/\n/)
  t.match(
    printed,
    /‹ Forbidden\n +CSRF verification failed\.\n +\(text of the HTML; --json prints the whole response\)\n/,
  )
  t.notMatch(printed, 'p{}')
})
