import type { ComponentChildren } from 'preact'
import t from 'tap'
import { assetHref } from '../../../api/ui/assets.js'
import { Moment } from '../../../api/ui/section.js'
import { ReportView } from '../../../api/submissions/report/report-view.js'
import { renderPage } from '../../../api/ui/shell.js'
import { redactReport } from '../../../contracts/report/redaction.js'
import { makeChecks, makeExchange, makeReport, makeTest } from '../../cli/fixtures/reports.js'

const render = (children: ComponentChildren, viewer: { name: string; links: [] } | null = null) =>
  renderPage({ title: 'A title', viewer, breadcrumbs: [], children })

t.test('is a whole document with a language, a title and one style sheet of a known version', async (t) => {
  const html = await render(<p>Hello</p>)
  t.match(html, /^<!doctype html>\n<html lang="en-GB">/)
  t.match(html, '<title>A title · Assay</title>')
  t.match(html, `<link rel="stylesheet" href="${assetHref('assay.css')}"/>`)
  t.match(assetHref('assay.css'), /^\/assets\/assay\.css\?v=[0-9a-f]{12}$/)
})

t.test('who is signed in can sign out, by a form; who is not is offered nothing', async (t) => {
  t.match(
    await render(null, { name: 'Ada', links: [] }),
    /<form class="sign-out" method="post" action="\/logout"><bdi[^>]*>Ada</,
  )
  t.notMatch(await render(null), /<form|<nav/)
})

t.test('a moment is read by people in UTC and by machines to the millisecond', async (t) => {
  t.match(
    await render(<Moment at="2026-01-05T23:30:15.123-02:00" />),
    '<time datetime="2026-01-06T01:30:15.123Z">6 Jan 2026, 01:30 UTC</time>',
  )
})

t.test('a report shows a learner no more than its redaction holds', async (t) => {
  const secret = makeTest({
    show: 'outcome',
    outcome: 'failed',
    earned: 0,
    message: 'SECRET',
    transcript: [makeExchange({ path: '/SECRET' })],
    log: ['SECRET'],
  })
  const report = makeReport({
    checks: makeChecks([secret, makeTest({ id: 'n', show: 'nothing', title: 'SECRET' })]),
    serviceLog: 'SECRET',
  })
  t.match(await render(<ReportView report={report} />), 'SECRET')
  t.notMatch(await render(<ReportView report={redactReport(report)} />), 'SECRET')
})
