import { bytes, count, decimal, seconds } from '../../../contracts/amounts.js'
import type { CheckResult, Phase, Report } from '../../../contracts/report/report.js'
import { CheckBadge, toneOfScore } from '../../ui/badge.js'
import { type Column, DataTable } from '../../ui/data-table.js'

interface UsageRow {
  name: string
  used: string
  limit: string
  /** 0 to 1, or `null` where there is no limit to fill. */
  share: number | null
}

const usageColumns: readonly Column<UsageRow>[] = [
  { name: 'what', header: 'Resource', cell: ({ name }) => name },
  { name: 'used', header: 'Used', isNumber: true, cell: ({ used }) => used },
  { name: 'limit', header: 'Limit', isNumber: true, cell: ({ limit }) => limit },
  {
    name: 'share',
    header: 'Share',
    cell: ({ name, share }) => (share === null ? '' : <ShareBar name={name} share={share} />),
  },
]

/** What the run took of its limits; nothing where it took nothing. */
export function UsageTable({ usage, limits }: Pick<Report, 'usage' | 'limits'>) {
  const amounts = [usage.peakMemoryMb, usage.peakPids, usage.outputBytes, usage.cpuSeconds]
  const rows: UsageRow[] = [
    {
      name: 'Memory',
      used: `${decimal(usage.peakMemoryMb)} MB`,
      limit: `${limits.memoryMb} MB`,
      share: usage.peakMemoryMb / limits.memoryMb,
    },
    {
      name: 'Processes',
      used: String(usage.peakPids),
      limit: String(limits.pids),
      share: usage.peakPids / limits.pids,
    },
    {
      name: 'Output',
      used: bytes(usage.outputBytes),
      limit: `${limits.outputMb} MB`,
      share: usage.outputBytes / (limits.outputMb * 1024 * 1024),
    },
    { name: 'CPU time', used: seconds(usage.cpuSeconds * 1000), limit: count(limits.cpus, 'core'), share: null },
  ].filter((_, index) => amounts[index] !== 0)
  if (rows.length === 0) return null
  return (
    <DataTable
      narrow="scroll"
      caption="Usage and limits"
      isCaptionShown
      columns={usageColumns}
      rows={rows}
      keyOf={({ name }) => name}
    />
  )
}

const phaseColumns: readonly Column<Phase & { from: number; total: number }>[] = [
  { name: 'phase', header: 'Phase', cell: ({ name }) => name },
  { name: 'time', header: 'Time', isNumber: true, cell: ({ ms }) => seconds(ms) },
  {
    name: 'bar',
    header: 'When',
    cell: ({ from, ms, total }) => <PhaseBar from={(100 * from) / total} width={(100 * ms) / total} />,
  },
]

/** How long each phase was, one after the other. */
export function PhasesTable({ phases }: { phases: readonly Phase[] }) {
  if (phases.length === 0) return <p>The run ended before its first phase.</p>
  const total = Math.max(
    1,
    phases.reduce((sum, { ms }) => sum + ms, 0),
  )
  const rows = phases.map((phase, index) => ({
    ...phase,
    total,
    from: phases.slice(0, index).reduce((sum, { ms }) => sum + ms, 0),
  }))
  return (
    <DataTable
      narrow="scroll"
      caption={`Phases, ${seconds(total)} in total`}
      isCaptionShown
      columns={phaseColumns}
      rows={rows}
      keyOf={({ name, startedAt }) => `${name} ${startedAt}`}
    />
  )
}

/** How much of a limit is used; the fuller, the louder. */
function ShareBar({ name, share }: { name: string; share: number }) {
  const tone = share >= 0.9 ? 'bad' : share >= 0.7 ? 'warn' : 'calm'
  return (
    <svg class={`phase-bar share-${tone}`} role="img" aria-label={`${name}: ${Math.round(share * 100)} %`}>
      <rect class="phase-track" width="100%" height="100%" rx="3" />
      <rect class="phase-time" width={`${Math.min(100, 100 * share).toFixed(2)}%`} height="100%" rx="3" />
    </svg>
  )
}

/** In percent of the run. */
function PhaseBar({ from, width }: { from: number; width: number }) {
  return (
    <svg class="phase-bar" aria-hidden="true">
      <rect class="phase-track" width="100%" height="100%" rx="3" />
      <rect
        class="phase-time"
        x={`${from.toFixed(2)}%`}
        width={`${Math.max(width, 0.8).toFixed(2)}%`}
        height="100%"
        rx="3"
      />
    </svg>
  )
}

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
