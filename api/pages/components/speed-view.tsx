import { findCostliest } from '../../../contracts/next-advice.js'
import type { SpeedResult } from '../../../contracts/report.js'
import { describeBasis } from '../../../contracts/speed-words.js'
import { ScenarioItem } from './scenario-item.js'

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
