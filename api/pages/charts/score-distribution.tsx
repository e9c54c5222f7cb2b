import { count } from '../../../contracts/amounts.js'
import { Chart, drawSvg, makeBarOptions } from '../../ui/chart.js'

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
