import type { EChartsCoreOption } from 'echarts/core'
import { count, formatDay } from '../../contracts/amounts.js'
import { escapeLine } from '../../contracts/escape.js'
import type { DayOfAttempts } from './statistics.js'
import { Chart, chartFontSize, chartInks, drawSvg, makeBarOptions } from '../ui/chart.js'

/** How many scores lie in a tenth; the last one holds 100 as well. */
export interface ScoreBin {
  from: number
  to: number
  count: number
}

const size = { width: 320, height: 200 }
const describeBin = ({ from, to }: ScoreBin) => `${from}–${to}`

/** How scores are spread, as a histogram. */
export function ScoreDistribution({ id, bins }: { id: string; bins: readonly ScoreBin[] }) {
  const total = bins.reduce((sum, bin) => sum + bin.count, 0)
  const largest = bins.reduce(
    (best, bin) => (bin.count > best.count ? bin : best),
    bins[0] ?? { from: 0, to: 0, count: 0 },
  )
  return (
    <Chart
      id={id}
      title="Score distribution"
      description={
        total === 0
          ? 'No scores yet.'
          : `${count(total, 'score')}; the most, ${largest.count}, from ${largest.from} to ${largest.to}.`
      }
      shapes={drawSvg(makeBarOptions(bins.map((bin) => ({ label: String(bin.from), count: bin.count }))), size)}
      size={size}
      table={{
        caption: 'Scores in ranges of ten',
        columns: [
          { name: 'bin', header: 'Score', cell: describeBin },
          { name: 'count', header: 'Learners', isNumber: true, cell: (bin) => bin.count },
        ],
        rows: bins,
        keyOf: describeBin,
      }}
    />
  )
}

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

const shownLabels = 4

/** When learners hand in, day by day. */
export function AttemptsOverTime({ id, days }: { id: string; days: readonly DayOfAttempts[] }) {
  const total = days.reduce((sum, { attempts }) => sum + attempts, 0)
  const busiest = days.reduce<DayOfAttempts | undefined>(
    (best, day) => (best && best.attempts >= day.attempts ? best : day),
    undefined,
  )
  const bars = days.map(({ day, attempts }) => ({ label: formatDay(day).replace(/ \d+$/, ''), count: attempts }))
  return (
    <Chart
      id={id}
      title="Attempts over time"
      description={
        busiest && total > 0
          ? `${count(total, 'attempt')}; the most, ${busiest.attempts}, on ${formatDay(busiest.day)}.`
          : 'No attempts yet.'
      }
      shapes={drawSvg(makeBarOptions(bars, Math.ceil(bars.length / shownLabels)), size)}
      size={size}
      table={{
        caption: 'Attempts by day',
        columns: [
          { name: 'day', header: 'Day', cell: ({ day }) => formatDay(day) },
          { name: 'attempts', header: 'Attempts', isNumber: true, cell: ({ attempts }) => attempts },
        ],
        rows: days,
        keyOf: ({ day }) => day.toISOString(),
      }}
    />
  )
}
