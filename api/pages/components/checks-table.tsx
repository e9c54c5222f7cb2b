import { decimal } from '../../../contracts/amounts.js'
import type { CheckResult, Report } from '../../../contracts/report.js'
import { CheckBadge, toneOfScore } from '../../ui/badge.js'
import { DataTable, type Column } from '../../ui/data-table.js'

interface CheckRow extends CheckResult {
  name: string
}

const columns: readonly Column<CheckRow>[] = [
  { name: 'check', header: 'Check', cell: ({ name }) => <span class="check-name">{name}</span> },
  { name: 'state', header: 'State', cell: ({ state }) => <CheckBadge state={state} /> },
  {
    name: 'score',
    header: 'Score',
    isNumber: true,
    cell: ({ score }) =>
      score === null ? (
        '–'
      ) : (
        <>
          <span class={`ink-${toneOfScore(score)}`}>{decimal(score)}</span> <span class="dim">of 100</span>
        </>
      ),
  },
  { name: 'weight', header: 'Weight', isNumber: true, cell: describeWeight },
  { name: 'reason', header: 'Why', isProse: true, cell: ({ reason }) => reason ?? '' },
]

/** The checks that count here: what each scored, what it weighs, and why where it has no score. */
export function ChecksTable({ checks }: { checks: Report['checks'] }) {
  const { correctness, speed, quality } = checks
  const rows = [
    { ...correctness, name: 'correctness' },
    { ...speed, name: 'speed' },
    { ...quality, name: 'quality' },
  ]
    .filter(({ weight, effectiveWeight, state }) => weight + effectiveWeight > 0 || state === 'scored')
    .toSorted((a, b) => Number(a.score === null) - Number(b.score === null))
  return (
    <DataTable
      caption="Checks"
      columns={columns.filter(({ name }) => name !== 'reason' || rows.some(({ reason }) => reason))}
      rows={rows}
      keyOf={({ name }) => name}
    />
  )
}

function describeWeight({ weight, effectiveWeight }: CheckRow) {
  if (weight === effectiveWeight) return `${decimal(weight)} %`
  return (
    <>
      {decimal(effectiveWeight)} % <span class="dim">(instead of {decimal(weight)} %)</span>
    </>
  )
}
