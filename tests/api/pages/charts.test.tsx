import { renderToString } from 'preact-render-to-string'
import t from 'tap'
import { AttemptsOverTime, PassRates, ScoreDistribution } from '../../../api/results/charts.js'
import { LatencyCurve } from '../../../api/submissions/report/speed-view.js'
import { chartInks, drawSvg, readSvg } from '../../../api/ui/chart.js'

const bins = [
  { from: 0, to: 10, count: 2 },
  { from: 90, to: 100, count: 7 },
]

t.test('a chart says in words what it shows, and has its numbers as a table', async (t) => {
  const html = renderToString(<ScoreDistribution id="scores" bins={bins} />)
  t.match(html, '<desc id="scores-desc">9 scores; the most, 7, from 90 to 100.</desc>')
  t.match(html, /90–100<\/th><td[^>]*>7</)
  t.match(
    renderToString(
      <AttemptsOverTime id="a" days={[{ day: new Date('2026-01-05T00:00:00Z'), attempts: 1, learners: 1 }]} />,
    ),
    '1 attempt; the most, 1, on 5 Jan 2026.',
  )
})

t.test('a chart of nothing says so', async (t) => {
  t.match(renderToString(<ScoreDistribution id="scores" bins={[]} />), 'No scores yet.')
  t.match(renderToString(<PassRates id="rates" tests={[]} />), 'No tests yet.')
  t.match(renderToString(<AttemptsOverTime id="days" days={[]} />), 'No attempts yet.')
})

t.test('holds no style, no colour and no name of a drawing program', async (t) => {
  const html = renderToString(<PassRates id="rates" tests={[{ id: 'a', title: 'Creates', passed: 1, total: 3 }]} />)
  t.notMatch(html, /style|fill="|stroke="|#[0-9a-f]{3,6}\b|zr\d|ecmeta/)
  t.match(html, 'class="chart-fill-bar"')
})

t.test('titles of tests are text in the drawing and in its table', async (t) => {
  const html = renderToString(
    <PassRates id="rates" tests={[{ id: 'a', title: `<b>'"&amp;\u202e`, passed: 0, total: 0 }]} />,
  )
  t.match(html, `>&lt;b>'&quot;&amp;amp;\\u202e</text>`)
  t.notMatch(html, /<b>|\u202e/)
})

t.test('the same numbers are drawn the same', async (t) => {
  t.equal(
    renderToString(<ScoreDistribution id="a" bins={bins} />),
    renderToString(<ScoreDistribution id="a" bins={bins} />),
  )
})

t.test('keeps of a drawing only shapes with a colour and where they stand', async (t) => {
  const svg = `<svg><style>x</style><rect fill="none"/><script>x</script><g><path/></g><path d="M0" onclick="x" class="y" fill="${chartInks.bar}"/></svg>`
  t.same(readSvg(svg), [{ tag: 'path', attributes: { d: 'M0', class: 'chart-fill-bar' }, text: '' }])
})

t.test('takes the shapes out of the groups that clip them, and leaves what defines the clipping', async (t) => {
  const svg = `<svg><g clip-path="url(#a)"><path d="M1" stroke="${chartInks.bar}" stroke-dasharray="8,4"/></g><defs><clipPath id="a"><path d="M2" fill="#000"/></clipPath></defs></svg>`
  t.same(readSvg(svg), [
    { tag: 'path', attributes: { d: 'M1', 'stroke-dasharray': '8,4', class: 'chart-stroke-bar' }, text: '' },
  ])
})

t.test('answers that took no time, or all the same, are drawn', async (t) => {
  const none = Array.from({ length: 9 }, () => 0)
  t.match(renderToString(<LatencyCurve id="a" latencies={{ submission: none, reference: none }} />), '>yours</text>')
  t.notMatch(renderToString(<LatencyCurve id="a" latencies={{ submission: none, reference: none }} />), /NaN|Infinity/)
})

t.test('a colour without a name is a fault of ours', async (t) => {
  t.throws(() => readSvg('<svg><path fill="#123456"/></svg>'), { message: /colour #123456, which has no name/ })
  t.throws(
    () =>
      drawSvg(
        { xAxis: { type: 'category', data: ['a'] }, yAxis: {}, series: [{ type: 'bar', data: [1] }] },
        { width: 100, height: 100 },
      ),
    /has no name/,
  )
})
