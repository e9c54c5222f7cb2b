import { renderToString } from 'preact-render-to-string'
import t from 'tap'
import { ReportView } from '../../../api/submissions/report/report-view.js'
import type { Report } from '../../../contracts/report/report.js'
import { makeDetails, makeQuality } from '../../cli/fixtures/quality-findings.js'
import { reportCases } from '../../cli/fixtures/report-cases.js'
import { makeChecks, makeExchange, makeReport, makeTest } from '../../cli/fixtures/reports.js'

const render = (changes: Partial<Report>) => renderToString(<ReportView report={makeReport(changes)} />)
const before = (html: string, first: string, second: string) =>
  html.includes(first) && html.indexOf(first) < html.indexOf(second)
const cardOf = (html: string) => html.slice(0, html.indexOf('<section'))
const failed = (changes: Parameters<typeof makeTest>[0]) =>
  makeTest({ outcome: 'failed', earned: 0, message: 'no', ...changes })

t.test('the card of a service that did not start has the line of its log that says why', async (t) => {
  const html = render({
    ...reportCases['did-not-start'],
    serviceLog: "booting\nError: Cannot find module 'pg'\n    at load\n",
  })
  t.match(cardOf(html), 'Error: Cannot find module')
  t.notMatch(cardOf(html), 'booting')
  t.notMatch(html, 'id="tests"', 'that no test ran is clear')
  t.ok(before(html, 'id="logs"', 'id="checks"'), 'the whole log comes before rows of zeros')
  t.notMatch(cardOf(render({})), 'From the log')
})

t.test('logs are named after what printed something: there may have been nothing to build', async (t) => {
  t.match(render({ buildLog: '', serviceLog: 'ready\n' }), '<summary>Last output of your service</summary>')
  t.match(
    render({ buildLog: 'built\n', serviceLog: 'ready\n' }),
    '<summary>Last output of the build and of your service</summary>',
  )
  t.match(render({ buildLog: 'built\n', serviceLog: '' }), '<summary>Last output of the build</summary>')
})

t.test('a folder that became the top level is named, as paths are shorter then', async (t) => {
  const html = render({ topFolder: 'my<app>' })
  t.match(
    html,
    /Assay used the contents of the folder (?:"|&quot;)my&lt;app>(?:"|&quot;) as the top level of your submission\./,
  )
  t.notMatch(render({}), 'Top level')
})

t.test('failed tests come before passed ones, whatever their group, with a switch that needs no script', async (t) => {
  const html = render({
    checks: makeChecks([
      makeTest({}),
      failed({ id: 'b', title: 'Second' }),
      makeTest({ id: 'c', group: 'lists' }),
      failed({ id: 'd', title: 'Fourth', group: 'lists' }),
    ]),
  })
  t.ok(
    before(html, 'id="test-b"', 'id="test-d"') &&
      before(html, 'id="test-d"', 'id="test-creates-a-to-do"') &&
      before(html, 'id="test-d"', 'id="test-c"'),
  )
  t.match(html, /<details class="test" id="test-b" open>/)
  t.match(html, 'type="checkbox"')
  t.notMatch(render({}), 'type="checkbox"', 'nothing to hide where all passed')
})

t.test('a transcript shows where the service was restarted and the database stopped', async (t) => {
  const transcript = [
    makeExchange({ path: '/first' }),
    makeExchange({
      path: '/second',
      before: [{ action: 'subject.restart' }],
      after: [{ action: 'service.stop', service: 'postgres' }],
    }),
  ]
  const html = render({ checks: makeChecks([failed({ transcript })]) })
  t.ok(before(html, '/first', 'service restarted here') && before(html, 'service restarted here', '/second'))
  t.ok(before(html, '/second', 'database stopped here'))
})

t.test('a redirect shows where it leads, and an HTML page its text, with the source behind a click', async (t) => {
  const redirect = makeExchange({ status: 307, responseHeaders: { location: '/notes/' }, responseBody: null })
  const page = makeExchange({
    status: 403,
    responseHeaders: { 'content-type': 'text/html' },
    responseBody: '<html><head><style>p{}</style></head><body><p>CSRF verification failed.</p></body></html>',
  })
  const html = render({ checks: makeChecks([failed({ transcript: [redirect, page] })]) })
  t.match(html, '<p><code>location: /notes/</code></p>')
  t.match(
    html,
    /<pre class="body">CSRF verification failed\.<\/pre><details class="headers"><summary>HTML source<\/summary><pre>&lt;html>/,
  )
  t.notMatch(render({ checks: makeChecks([failed({ transcript: [{ ...redirect, status: 201 }] })]) }), '<code>location')
})

t.test('headers are collapsed, and commands can be copied', async (t) => {
  const html = render({
    checks: makeChecks([failed({ transcript: [makeExchange({ curl: 'ANSWER=$(curl x)\nID=$(y)\ncurl z' })] })]),
  })
  t.match(html, /<details class="headers"><summary>1 header<\/summary><pre>content-type/)
  t.match(
    html,
    /Send it again, with a new id, with your service on port 3000<\/figcaption><pre class="code-wrap" data-copy="?(true)?"?>ANSWER=/,
  )
})

t.test('rows of zeros are left out', async (t) => {
  const unused = { cpuSeconds: 0, peakMemoryMb: 0, peakPids: 0, outputBytes: 0 }
  t.notMatch(render({ usage: unused }), 'Usage and limits')
  t.notMatch(render({ usage: { ...unused, peakPids: 3 } }), '<th scope="row" class>Memory')
  const categories = [
    { category: 'style' as const, findings: 0, lost: 0, cap: 20 },
    { category: 'security' as const, findings: 1, lost: 4, cap: 50 },
  ]
  const checks = { ...makeChecks([makeTest({})]), quality: makeQuality({ details: makeDetails({ categories }) }) }
  t.notMatch(render({ checks }), /<th scope="row" class>Style/)
  t.match(render({ checks }), /<th scope="row" class>Security/)
  const weightless = {
    ...makeChecks([makeTest({})]),
    speed: { state: 'skipped' as const, score: null, weight: 0, effectiveWeight: 0, reason: 'none' },
  }
  t.notMatch(render({ checks: weightless }), 'class="check-name">speed')
})
