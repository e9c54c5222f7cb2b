import type { Random } from '../../../../worker/checks/seeded-random.js'
import type { SizedPairs, TrialFacts, TrialPair } from '../../../../worker/checks/speed/facts.js'

export const trial = (facts: Partial<TrialFacts> = {}): TrialFacts => ({
  cpu: 2,
  databaseCpu: 1,
  statements: 2,
  rows: 20,
  latency: 5,
  tail: 9,
  memory: 80,
  ...facts,
})

export const repeat = (count: number, pair: TrialPair): TrialPair[] => Array.from({ length: count }, () => pair)

export const atSizes = (pairsOf: (times: number) => readonly TrialPair[], base = 250): SizedPairs[] =>
  [1, 4, 16].map((times) => ({ rows: base * times, pairs: pairsOf(times) }))

/** A number of the standard normal distribution (Box and Muller). */
export const drawNormal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

/**
 * Trials on a busy machine: a drift that both trials of a pair share, noise of each trial, and now and then a trial
 * that was disturbed badly. `factor` is by how much the submission's work is truly larger.
 */
export function simulatePairs(
  random: Random,
  { count, factor, noise }: { count: number; factor: number; noise: number },
): TrialPair[] {
  return Array.from({ length: count }, (_, at) => {
    const drift = 0.3 * Math.sin(at / 3)
    const cost = (truth: number) => {
      const disturbance = random() < 0.05 ? 0.7 : 0
      return truth * Math.exp(drift + disturbance + noise * drawNormal(random))
    }
    return { submission: trial({ cpu: cost(2 * factor) }), reference: trial({ cpu: cost(2) }) }
  })
}

export const deviationOf = (values: readonly number[]): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
}
