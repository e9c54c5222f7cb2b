import type { EChartsCoreOption } from 'echarts/core'
import { decimal } from '../../../contracts/amounts.js'
import { findCostliest } from '../../../contracts/report/next-advice.js'
import type { SpeedResult } from '../../../contracts/report/report.js'
import { latencyShares } from '../../../contracts/protocol/bounds.js'
import type { MeasureResult, ScenarioResult } from '../../../contracts/report/speed-report.js'
import {
  describeAmount,
  describeBasis,
  describeEnds,
  describeLatencies,
  describeMeasures,
  describeMs,
  describePoints,
  explainGrowth,
  figure,
  measureTitles,
} from '../../../contracts/report/speed-words.js'
import { Badge, ScenarioBadge } from '../../ui/badge.js'
import { Chart, chartFontSize, chartInks, drawSvg } from '../../ui/chart.js'
import { type Column, DataTable } from '../../ui/data-table.js'

/**
 * What was measured, scenario by scenario. The one that costs most is open: begin there. Nothing where there are none.
 */
export function SpeedView({ speed }: { speed: SpeedResult }) {
  const { scenarios = [], note } = speed
  const costliest = findCostliest(speed)
  return (
    <div class="test-group">
      <p class="check-lead">
        Your service and the exercise's reference solution in the same language received the same requests, taking turns
        on the same cores. The score of a scenario is that of its worst measure. A ratio of 2 means twice the reference;
        the true ratio is very likely in the range in brackets.
      </p>
      {note !== undefined && <p class="check-lead">{note}</p>}
      {scenarios.map((scenario) => (
        <ScenarioItem
          key={scenario.id}
          scenario={scenario}
          basis={describeBasis(scenario, scenarios)}
          isOpen={scenario === costliest}
        />
      ))}
    </div>
  )
}

export interface ScenarioItemProps {
  scenario: ScenarioResult
  /** What it counts, and on what its figures rest. */
  basis: string
  isOpen?: boolean
}

/**
 * One scenario: a line that opens to what it means, theirs beside the reference, and the picture of the answers' times.
 */
function ScenarioItem({ scenario, basis, isOpen = false }: ScenarioItemProps) {
  const { id, explanation, hint, measures, growth, latencies } = scenario
  const growthWords = explainGrowth(scenario)
  return (
    <details class="test scenario" id={`scenario-${id}`} open={isOpen}>
      <summary>
        <ScenarioLine scenario={scenario} />
      </summary>
      <div class="test-details">
        <p class="preserved">{explanation}</p>
        {growth && !explanation.includes(growth.words) && <p>{growth.words}</p>}
        {hint !== null && (
          <p class="hint">
            <b>Hint</b> {hint}
          </p>
        )}
        {measures.length > 0 && (
          <DataTable
            narrow="dense"
            caption={describeMeasures(scenario)}
            isCaptionShown
            columns={listColumns(scenario)}
            rows={measures}
            keyOf={({ name }) => name}
          />
        )}
        {growthWords !== null && <p class="dim">{growthWords}</p>}
        {latencies && <LatencyCurve id={`latency-${id}`} latencies={latencies} />}
        <p class="dim">{basis}</p>
      </div>
    </details>
  )
}

function ScenarioLine({ scenario }: { scenario: ScenarioResult }) {
  const { state, score, title } = scenario
  return (
    <span class="test-line scenario-line">
      <ScenarioBadge state={state} score={score?.value ?? null} />
      <span class="test-title">{title}</span>
      <span class="test-points">
        {state === 'inconclusive' || score === null ? (
          'no score'
        ) : (
          <>
            {decimal(score.value)} <span class="dim">of 100</span>
          </>
        )}
      </span>
    </span>
  )
}

/**
 * The measure that the explanation is about stands out. Where a scenario failed, what a measure would have earned is no
 * matter.
 */
const listColumns = ({ reason, state }: ScenarioResult): readonly Column<MeasureResult>[] => [
  {
    name: 'measure',
    header: 'Measure',
    cell: ({ name }) => (
      <>
        {measureTitles[name]}
        {name === reason && (
          <>
            {' '}
            <Badge tone="warn">fix first</Badge>
          </>
        )}
      </>
    ),
  },
  {
    name: 'submission',
    header: 'Yours',
    isNumber: true,
    cell: (measure) => describeAmount(measure, measure.submission),
  },
  {
    name: 'reference',
    header: 'Reference',
    isNumber: true,
    cell: (measure) => describeAmount(measure, measure.reference),
  },
  { name: 'ratio', header: 'Ratio', isNumber: true, cell: ({ ratio }) => <Ratio ratio={ratio} /> },
  ...(state === 'failed'
    ? []
    : [
        { name: 'points', header: 'Points', isNumber: true, cell: ({ score }: MeasureResult) => describePoints(score) },
      ]),
]

function Ratio({ ratio }: Pick<MeasureResult, 'ratio'>) {
  // Where it must break, behind "to": in a narrow column three lines are one too many.
  const ends = describeEnds(ratio).replace(' to', '\u00a0to')
  return (
    <>
      {figure(ratio.value)}
      {ends && <span class="dim"> ({ends})</span>}
    </>
  )
}

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
  const { submission, reference } = latencies
  const rows = shareNames.map((share, at) => ({
    share,
    submission: submission[at] ?? 0,
    reference: reference[at] ?? 0,
  }))
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
          { name: 'submission', header: 'Yours', isNumber: true, cell: (row) => describeMs(row.submission) },
          { name: 'reference', header: 'Reference', isNumber: true, cell: (row) => describeMs(row.reference) },
        ],
        rows,
        keyOf: ({ share }) => share,
      }}
    />
  )
}

function makeOptions({ submission, reference }: Latencies): EChartsCoreOption {
  const values = [...submission, ...reference].map((ms) => Math.max(ms, shortestMs))
  const isSlower = (submission[namedPoint] ?? 0) >= (reference[namedPoint] ?? 0)
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
      makeLine('yours', submission, { ink: chartInks.bar, type: 'solid', position: isSlower ? 'top' : 'bottom' }),
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
