import type { Chance } from '../../../../worker/checks/seeded-random.js'
import type { SizedPairs, TurnFacts, TurnPair } from '../../../../worker/checks/speed/facts.js'

export const turn = (facts: Partial<TurnFacts> = {}): TurnFacts => ({
  cpu: 2,
  databaseCpu: 1,
  statements: 2,
  rows: 20,
  latency: 5,
  tail: 9,
  memory: 80,
  ...facts,
})

export const repeat = (count: number, pair: TurnPair): TurnPair[] => Array.from({ length: count }, () => pair)

export const atSizes = (pairsOf: (times: number) => readonly TurnPair[], base = 250): SizedPairs[] =>
  [1, 4, 16].map((times) => ({ rows: base * times, pairs: pairsOf(times) }))

/** A number of the standard normal distribution (Box and Muller). */
export const drawNormal = (chance: Chance): number =>
  Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance())

/**
 * Turns on a busy machine: a drift that both turns of a pair share, noise of each turn, and now and then a turn that
 * was disturbed badly. `factor` is by how much the submission's work is truly larger.
 */
export function simulatePairs(
  chance: Chance,
  { count, factor, noise }: { count: number; factor: number; noise: number },
): TurnPair[] {
  return Array.from({ length: count }, (_, at) => {
    const drift = 0.3 * Math.sin(at / 3)
    const cost = (truth: number) => {
      const disturbance = chance() < 0.05 ? 0.7 : 0
      return truth * Math.exp(drift + disturbance + noise * drawNormal(chance))
    }
    return { submission: turn({ cpu: cost(2 * factor) }), reference: turn({ cpu: cost(2) }) }
  })
}

export const deviationOf = (values: readonly number[]): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
}
