import { renderToString } from 'preact-render-to-string'
import t from 'tap'
import { ReportView } from '../../../api/submissions/report/report-view.js'
import { SpeedView } from '../../../api/submissions/report/speed-view.js'
import type { SpeedResult } from '../../../contracts/report/report.js'
import type { ScenarioResult } from '../../../contracts/report/speed-report.js'
import { makeReport } from '../../cli/fixtures/reports.js'
import { makeScenario, makeSpeed, scenarioCases, speedReceipt } from '../../cli/fixtures/scenarios.js'
import { failedLater } from '../../cli/fixtures/speed-endings.js'

const render = (speed: SpeedResult) => renderToString(<SpeedView speed={speed} />)
const only = (scenario: ScenarioResult) => render(makeSpeed({ scenarios: [scenario] }))

t.test(
  'a scenario says what it means, and has theirs beside the reference, with ratio, interval and points',
  async (t) => {
    const html = only(scenarioCases.onePlusN)
    t.match(html, '31 SQL statements for one page of 10, where the reference needs 1')
    t.match(
      html,
      /CPU time of the service<\/th><td[^>]*>6.81 ms<\/td><td[^>]*>0.72 ms<\/td><td[^>]*>9.06<span class="dim"> \(8.71\u00a0to 9.44\)<\/span><\/td><td[^>]*>0</,
    )
    t.match(html, 'Measures of one request: one page of 10')
    t.match(html, 'not scored')
    t.match(
      html,
      'the work of your service grew 1.06 times as much as that of the reference, and this ratio is scored.',
    )
    t.match(html, 'Its work hardly grew with the amount of data that was measured.')
    t.match(html, '100 % of the check; measured in 11 pairs of trials, with 2080 rows.')
  },
)

t.test('times of answers are a picture, a sentence and a table', async (t) => {
  const html = only(scenarioCases.onePlusN)
  t.match(html, 'Half of your responses took at most 18 ms, 95 of 100 at most 74 ms')
  t.match(html, /class="chart-stroke-bar"/)
  t.match(html, /stroke-dasharray="[^"]+"[^>]*class="chart-stroke-text"/)
  t.match(html, />yours<\/text>.*>reference<\/text>/s)
  t.match(html, /slowest<\/th><td[^>]*>210 ms<\/td><td[^>]*>22 ms</)
})

t.test('what is open first is what costs most', async (t) => {
  const html = render(makeSpeed())
  t.match(html, /id="scenario-pages" open/)
  t.equal(html.match(/ open/g)?.length, 1)
  t.notMatch(render(makeSpeed({ scenarios: [makeScenario()] })), / open/)
})

t.test('an inconclusive scenario has no score and is left out; one that failed says why', async (t) => {
  t.match(
    only(scenarioCases.inconclusive),
    /inconclusive<\/span>.*no score.*Excluded from the check; measured in 30 pairs of trials/s,
  )
  t.match(only(scenarioCases.failed), /30 of 100 requests did not get a correct response/)
  t.notMatch(only(scenarioCases.failed), /<table|<svg/)
})

t.test(
  'one that failed with more rows shows what fewer of them told, and no points, since it earns none',
  async (t) => {
    const html = only(failedLater)
    t.match(html, /73 of 80 requests did not get a correct response.*Until then, at 520 rows: 560 SQL statements/s)
    t.match(html, 'Measures of one request, from before it failed: one list of orders')
    t.match(html, /SQL statements <span[^>]*>fix first<.*560<.*374</)
    t.notMatch(html, /Points|<svg/)
  },
)

t.test('a report without scenarios has no section of speed', async (t) => {
  const { checks } = makeReport()
  t.notMatch(renderToString(<ReportView report={makeReport()} />), 'id="speed"')
  t.match(
    renderToString(<ReportView report={makeReport({ checks: { ...checks, speed: makeSpeed() } })} />),
    /id="speed".*25 of 100, 25 % of the score; 4 scenarios: 2 scored, 1 failed, 1 inconclusive/s,
  )
})

t.test('the reason stands out, and what the machine could not promise is said', async (t) => {
  t.match(only(scenarioCases.onePlusN), /SQL statements <span[^>]*>fix first</)
  t.match(render(makeSpeed({ note: 'Two cores are few.' })), /range in brackets\..*<p[^>]*>Two cores are few\.<\/p>/s)
})

t.test('the receipt tells where speed was measured', async (t) => {
  const { receipt } = makeReport()
  t.match(
    renderToString(<ReportView report={makeReport({ receipt: { ...receipt, speed: speedReceipt } })} />),
    'on cores 5-6, the load from 7; host 31.4 % busy',
  )
})

t.test('where only time is lost, the top of the report says so and leads to what costs most', async (t) => {
  const slow = renderToString(
    <ReportView report={makeReport({ checks: { ...makeReport().checks, speed: makeSpeed() } })} />,
  )
  t.match(slow, /You lose points on speed. Start with “A page from the middle of the list”.*href="#scenario-pages"/)
  t.notMatch(slow, 'Nothing to mend')
})
