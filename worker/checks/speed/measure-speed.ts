import { growthSteps } from '../../../contracts/speed-measures.js'
import type { Scenario } from '../../../contracts/protocol/speed.js'
import type { ScenarioResult } from '../../../contracts/speed-report.js'
import { combineScenarios } from '../../grading/speed/combine-scenarios.js'
import { describeScenario } from '../../grading/speed/describe-scenario.js'
import type { SpeedOutcome } from '../check.js'
import { ScenarioRun } from './scenario-run.js'
import type { Sides } from './side.js'

export interface SpeedOptions {
  scenarios: readonly Scenario[]
  sides: Sides
  seed: string
  hasOwnCores: boolean
  /** Time for all turns of all scenarios together. */
  budgetMs: number
  now(): number
}

/** By which share of the time each size is over: the largest, which all scores rest on, gets most of it. */
const sharesOfTime = [0.45, 0.55, 1] as const

/**
 * Measures all scenarios and scores them. Size by size: all grow to the next before any is measured there, so that
 * scenarios that share a table see it grow by the same factor. Each has an equal share of the time that a size has
 * left. Those with an audit come last, for it follows on their last turn and leaves both sides cold.
 */
export async function measureSpeed({
  scenarios,
  sides,
  seed,
  hasOwnCores,
  budgetMs,
  now,
}: SpeedOptions): Promise<SpeedOutcome & { scenarios: readonly ScenarioResult[] }> {
  const startedAt = now()
  const runs = scenarios.map((scenario) => new ScenarioRun({ scenario, sides, seed, hasOwnCores, now }))
  const inOrder = [...runs.filter(({ hasAudit }) => !hasAudit), ...runs.filter(({ hasAudit }) => hasAudit)]
  for (const step of growthSteps.keys()) {
    const isLast = step === growthSteps.length - 1
    const endsAt = startedAt + budgetMs * (sharesOfTime[step] ?? 1)
    for (const run of inOrder) await run.grow(step, sumExcess(runs, 'rowsExcessMs') < budgetMs)
    for (const [at, run] of inOrder.entries()) {
      const until = now() + (endsAt - now()) / (runs.length - at)
      const isCold = isLast && inOrder.slice(0, at).some(({ hasAudit }) => hasAudit)
      await run.measure(step, () => now() < until, isCold)
      if (isLast) await run.audit()
    }
  }
  const excessMs = sumExcess(runs, 'excessMs')
  const results = runs.map((run) => describeScenario(run.facts(excessMs - run.excess.excessMs), seed))
  return { ...combineScenarios(results), scenarios: results }
}

const sumExcess = (runs: readonly ScenarioRun[], over: 'excessMs' | 'rowsExcessMs'): number =>
  runs.reduce((sum, { excess }) => sum + excess[over], 0)
