import type { EChartsCoreOption } from 'echarts/core'
import { latencyShares } from '../../../contracts/speed-protocol.js'
import type { ScenarioResult } from '../../../contracts/speed-report.js'
import { describeLatencies, describeMs } from '../../../contracts/speed-words.js'
import { Chart, chartFontSize, chartInks, drawSvg } from '../../ui/chart.js'

type Latencies = NonNullable<ScenarioResult['latencies']>

const size = { width: 320, height: 216 }
const text = { color: chartInks.text, fontSize: chartFontSize }
/** A logarithm has no zero; nothing over a connection is faster. */
const shortestMs = 0.01
/** The point that carries the name of its line. */
const namedPoint = latencyShares.indexOf(0.75)

const shareNames = latencyShares.map((share) => (share === 0 ? 'fastest' : share === 1 ? 'slowest' : percentOf(share)))

/** Within what time how many of a hundred answers came: theirs as a line, the reference's as a dashed one. */
export function LatencyCurve({ id, latencies }: { id: string; latencies: Latencies }) {
  const { theirs, reference } = latencies
  const rows = shareNames.map((share, at) => ({ share, theirs: theirs[at] ?? 0, reference: reference[at] ?? 0 }))
  return (
    <Chart
      id={id}
      title="Response times (lower is faster)"
      description={describeLatencies(latencies)}
      shapes={drawSvg(makeOptions(latencies), size)}
      size={size}
      table={{
        caption: 'Response times',
        columns: [
          { name: 'share', header: 'Percentile', cell: ({ share }) => share },
          { name: 'theirs', header: 'Yours', isNumber: true, cell: (row) => describeMs(row.theirs) },
          { name: 'reference', header: 'Reference', isNumber: true, cell: (row) => describeMs(row.reference) },
        ],
        rows,
        keyOf: ({ share }) => share,
      }}
    />
  )
}

function makeOptions({ theirs, reference }: Latencies): EChartsCoreOption {
  const values = [...theirs, ...reference].map((ms) => Math.max(ms, shortestMs))
  const isSlower = (theirs[namedPoint] ?? 0) >= (reference[namedPoint] ?? 0)
  return {
    grid: { left: 8, right: 24, top: 14, bottom: 48 },
    xAxis: {
      type: 'category',
      boundaryGap: false,
      data: latencyShares.map(percentOf),
      name: 'percentile of responses',
      nameLocation: 'middle',
      nameGap: 28,
      nameTextStyle: text,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: chartInks.line } },
      axisLabel: { ...text, interval: 0 },
    },
    yAxis: {
      type: 'log',
      min: 10 ** Math.floor(Math.log10(Math.min(...values))),
      max: 10 ** Math.ceil(Math.log10(Math.max(...values) * 1.01)),
      splitLine: { lineStyle: { color: chartInks.track } },
      axisLabel: { ...text, formatter: describePower },
    },
    series: [
      makeLine('yours', theirs, { ink: chartInks.bar, type: 'solid', position: isSlower ? 'top' : 'bottom' }),
      makeLine('reference', reference, { ink: chartInks.text, type: 'dashed', position: isSlower ? 'bottom' : 'top' }),
    ],
  }
}

function percentOf(share: number): string {
  return String(Math.round(100 * share))
}

/** Lines of the grid stand at powers of ten: 0.1 ms, 10 ms, 1 s. */
const describePower = (ms: number): string => (ms < 1000 ? `${ms} ms` : `${ms / 1000} s`)

/** The line bears its name, so no colour has to be told from another. */
function makeLine(
  name: string,
  values: readonly number[],
  { ink, type, position }: { ink: string; type: 'solid' | 'dashed'; position: 'top' | 'bottom' },
) {
  // Curves rise to the right: the upper name stands before its point, the lower one after.
  const label = {
    show: true,
    formatter: name,
    position,
    align: position === 'top' ? 'right' : 'left',
    color: chartInks.strong,
    fontSize: chartFontSize,
  }
  return {
    type: 'line',
    silent: true,
    symbol: 'none',
    data: values.map((ms, at) => ({
      value: Math.max(ms, shortestMs),
      ...(at === namedPoint && { symbol: 'circle', symbolSize: 6, label }),
    })),
    lineStyle: { color: ink, width: 2, type },
    itemStyle: { color: ink },
  }
}
