import type { EChartsCoreOption } from 'echarts/core'
import { escapeLine } from '../../../contracts/escape.js'
import { Chart, chartFontSize, chartInks, drawSvg } from '../../ui/chart.js'

/** How often a hidden test passed among the reports that count. */
export interface TestPassRate {
  id: string
  title: string
  passed: number
  /** Reports in which it ran. */
  total: number
}

const width = 320
const rowHeight = 38
const percentWidth = 42

/** What share of learners passes each test, worst questions in plain sight: one lying bar a test, its title above. */
export function PassRates({ id, tests }: { id: string; tests: readonly TestPassRate[] }) {
  const size = { width, height: Math.max(1, tests.length) * rowHeight + 8 }
  const worst = tests.reduce<TestPassRate | undefined>(
    (low, test) => (low && percentOf(low) <= percentOf(test) ? low : test),
    undefined,
  )
  return (
    <Chart
      id={id}
      title="Pass rate by test"
      description={
        worst
          ? `${tests.length} tests; lowest pass rate: ${escapeLine(worst.title)}, ${percentOf(worst)} %.`
          : 'No tests yet.'
      }
      shapes={drawSvg(makeOptions(tests), size)}
      size={size}
      table={{
        caption: 'Pass rate by test',
        columns: [
          { name: 'test', header: 'Test', cell: ({ title }) => escapeLine(title) },
          { name: 'passed', header: 'Passed', isNumber: true, cell: ({ passed, total }) => `${passed} of ${total}` },
          { name: 'rate', header: 'Rate', isNumber: true, cell: (test) => `${percentOf(test)} %` },
        ],
        rows: tests,
        keyOf: (test) => test.id,
      }}
    />
  )
}

const percentOf = ({ passed, total }: TestPassRate) => (total === 0 ? 0 : Math.round((100 * passed) / total))

function makeOptions(tests: readonly TestPassRate[]): EChartsCoreOption {
  const text = { color: chartInks.text, fontSize: chartFontSize, interval: 0 }
  const names = { inverse: true, type: 'category', axisLine: { show: false }, axisTick: { show: false } }
  return {
    grid: { left: 0, right: percentWidth, top: 4, bottom: 4, outerBoundsMode: 'none' },
    xAxis: { type: 'value', min: 0, max: 100, show: false },
    yAxis: [
      {
        ...names,
        data: tests.map(({ title }) => escapeLine(title)),
        axisLabel: {
          ...text,
          inside: true,
          margin: 0,
          align: 'left',
          verticalAlign: 'bottom',
          padding: [0, 0, 8, 0],
          width: width - 2 * percentWidth,
          overflow: 'truncate',
        },
      },
      {
        ...names,
        position: 'right',
        data: tests.map((test) => `${percentOf(test)} %`),
        axisLabel: { ...text, color: chartInks.strong, margin: percentWidth, align: 'right' },
      },
    ],
    series: [
      {
        type: 'bar',
        silent: true,
        data: tests.map(percentOf),
        barWidth: 8,
        showBackground: true,
        backgroundStyle: { color: chartInks.track, borderRadius: 4 },
        itemStyle: { color: chartInks.bar, borderRadius: 4 },
      },
    ],
  }
}
