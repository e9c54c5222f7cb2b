import type { SpeedResult } from '../../../contracts/report.js'
import { describeBasis, shareOf } from '../../../contracts/speed-words.js'
import { ScenarioItem } from './scenario-item.js'

/** What was measured, scenario by scenario. The one that costs most is open: begin there. Nothing where there are none. */
export function SpeedView({ speed: { scenarios = [], note } }: { speed: SpeedResult }) {
  const losses = scenarios.map((scenario) => shareOf(scenario, scenarios) * (100 - (scenario.score?.value ?? 0)))
  const most = Math.max(...losses)
  return (
    <div class="test-group">
      <p class="speed-lead">
        Your service and the exercise's own solution in the same language got the same requests, in turns, on the same cores. A scenario earns what its worst
        measure earns. The figures in brackets are the interval in which the true ratio very likely lies.{note && ` ${note}`}
      </p>
      {scenarios.map((scenario, at) => (
        <ScenarioItem key={scenario.id} scenario={scenario} basis={describeBasis(scenario, scenarios)} isOpen={most > 0 && at === losses.indexOf(most)} />
      ))}
    </div>
  )
}
