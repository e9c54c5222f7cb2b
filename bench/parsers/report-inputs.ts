import { h } from 'preact'
import { Compile } from 'typebox/compile'
import { ReportView } from '../../api/submissions/report/report-view.js'
import { SourceView } from '../../api/submissions/report/source-view.js'
import { sourceBounds } from '../../api/submissions/report/read-source.js'
import { renderPage } from '../../api/ui/shell.js'
import { formatJunit } from '../../api/submissions/junit.js'
import type { QualityDetails } from '../../contracts/report/quality-report.js'
import { reportLimits, ReportSchema } from '../../contracts/report/report.js'
import { toSarif } from '../../contracts/report/sarif.js'
import { boundDetails } from '../../worker/report/build-report.js'
import { sampleReport } from '../results-pages/sample-report.js'
import type { ParserInput } from './parsers.js'

const page = { title: '', viewer: null, breadcrumbs: [] }

/** As many findings as a report may have, each of another rule and as long as it may be. */
const mostFindings = (): QualityDetails => ({
  findings: Array.from({ length: 200 }, (_, index) => ({
    rule: `eslint:${index}`,
    category: 'style',
    level: 'slight',
    path: `src/${'<&"'.repeat(160)}${index}.js`,
    line: 1,
    column: 1,
    endLine: 1,
    message: '*_`'.repeat(160),
    why: '*_`'.repeat(160),
    fix: '*_`'.repeat(160),
  })),
  leftOff: 0,
  categories: [],
  size: { files: 1, lines: 1, functions: 1 },
  structure: [],
  unread: [],
  tools: {},
})

/** Reports as large as workers make them, and files as long as pages show them. */
export async function reportInputs(): Promise<ParserInput[]> {
  const report = sampleReport(400)
  const { correctness } = report.checks
  const full = correctness.tests.map((test) => ({
    ...test,
    outcome: 'failed' as const,
    message: 'Expected: 1\n'.repeat(330),
    transcript: test.transcript.map((exchange) => ({ ...exchange, responseBody: '<&'.repeat(1000) })),
  }))
  report.checks.correctness = { ...correctness, tests: boundDetails(full) }
  const text = JSON.stringify(report)
  const withFindings = {
    ...report,
    checks: { ...report.checks, quality: { ...report.checks.quality, details: mostFindings() } },
  }
  const shape = Compile(ReportSchema)
  const source = Buffer.from('<&"> '.repeat(20).concat('\n').repeat(sourceBounds.lines).slice(0, sourceBounds.bytes))
  const files = new Map(Array.from({ length: 2000 }, (_, index) => [`src/f${index}.js`, source]))
  if (text.length > reportLimits.length) throw new Error('The report is larger than one may be')
  return [
    { name: 'report: parsed and checked', read: () => shape.Check(JSON.parse(text)) },
    {
      name: 'report of 400 failed tests: as a page',
      read: () => renderPage({ ...page, children: h(ReportView, { report, source: null, sarifHref: '' }) }),
    },
    { name: 'report of 400 failed tests: as JUnit', read: () => formatJunit(report) },
    { name: 'report of 200 findings: as SARIF', read: () => JSON.stringify(toSarif(withFindings)) },
    {
      name: 'source: a long file of 2,000 as a page',
      read: () =>
        renderPage({ ...page, children: h(SourceView, { files, path: 'src/f1.js', hrefOf: (path: string) => path }) }),
    },
  ]
}
