import { decimal } from '../../../contracts/amounts.js'
import type { ResultSummary } from '../../results/summarize-results.js'
import { FactList } from '../../ui/section.js'

/** An assignment in a few numbers. */
export function SummaryFacts({ summary }: { summary: ResultSummary }) {
  const { learners, submitted, late, medianGrade, meanGrade, waiting, running, overridden } = summary
  return (
    <div class="facts-strip">
      <FactList
        facts={[
          { name: 'Submitted', value: `${submitted} of ${learners}` },
          { name: 'Median grade', value: medianGrade === null ? '–' : decimal(medianGrade) },
          { name: 'Mean grade', value: meanGrade === null ? '–' : decimal(meanGrade) },
          { name: 'Late', value: late },
          ...(overridden > 0 ? [{ name: 'Overridden', value: overridden }] : []),
          ...(waiting + running > 0 ? [{ name: 'In progress', value: `${running} running, ${waiting} waiting` }] : []),
        ]}
      />
    </div>
  )
}
