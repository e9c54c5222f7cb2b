import { decimal } from '../../../contracts/amounts.js'
import type { MeasureResult, ScenarioResult } from '../../../contracts/speed-report.js'
import {
  describeAmount,
  describeEnds,
  describeMeasures,
  describePoints,
  explainGrowth,
  figure,
  measureTitles,
} from '../../../contracts/speed-words.js'
import { LatencyCurve } from '../charts/latency-curve.js'
import { Badge, ScenarioBadge } from '../../ui/badge.js'
import { DataTable, type Column } from '../../ui/data-table.js'

export interface ScenarioItemProps {
  scenario: ScenarioResult
  /** What it counts, and on what its figures rest. */
  basis: string
  isOpen?: boolean
}

/**
 * One scenario: a line that opens to what it means, theirs beside the reference, and the picture of the answers' times.
 */
export function ScenarioItem({ scenario, basis, isOpen = false }: ScenarioItemProps) {
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
  { name: 'theirs', header: 'Yours', isNumber: true, cell: (measure) => describeAmount(measure, measure.theirs) },
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
