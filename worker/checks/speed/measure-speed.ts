import { growthSteps } from '../../../contracts/speed-measures.js'
import type { Scenario } from '../../../contracts/speed-protocol.js'
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
 * Measures all scenarios and scores them. Size by size: all grow to the next before any is measured there, so that scenarios
 * that share a table see it grow by the same factor. Each has an equal share of the time that a size has left.
 */
export async function measureSpeed({ scenarios, sides, seed, hasOwnCores, budgetMs, now }: SpeedOptions): Promise<SpeedOutcome & { scenarios: readonly ScenarioResult[] }> {
  const startedAt = now()
  const runs = scenarios.map((scenario) => new ScenarioRun({ scenario, sides, seed, hasOwnCores, now }))
  for (const step of growthSteps.keys()) {
    const endsAt = startedAt + budgetMs * (sharesOfTime[step] ?? 1)
    for (const run of runs) await run.grow(step, sumExcess(runs, 'rowsExcessMs') < budgetMs)
    for (const [at, run] of runs.entries()) {
      const until = now() + (endsAt - now()) / (runs.length - at)
      await run.measure(step, () => now() < until)
    }
  }
  for (const run of runs) await run.audit()
  const excessMs = sumExcess(runs, 'excessMs')
  const results = runs.map((run) => describeScenario(run.facts(excessMs - run.excess.excessMs), seed))
  return { ...combineScenarios(results), scenarios: results }
}

const sumExcess = (runs: readonly ScenarioRun[], over: 'excessMs' | 'rowsExcessMs'): number => runs.reduce((sum, { excess }) => sum + excess[over], 0)
