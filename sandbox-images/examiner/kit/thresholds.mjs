import { isNumber } from './option-rules.mjs'

/** What can be scored; the same list as the worker's. */
export const measures = ['cpu', 'databaseCpu', 'statements', 'rows', 'latency', 'tail', 'memory', 'growth']

/**
 * What is wrong with the thresholds of a scenario, in words; `undefined` where nothing is. @param {unknown} thresholds
 */
export function findThresholdMistake(thresholds) {
  if (typeof thresholds !== 'object' || thresholds === null) return '"thresholds" must be an object'
  for (const [name, value] of Object.entries(thresholds)) {
    if (!measures.includes(name)) return `there is no measure "${name}"; the measures are ${measures.join(', ')}`
    if (value !== null && !isPair(value))
      return `the threshold of ${name} must be null or { full, none }: ratios to the reference, at least 1, with full below none`
  }
  return undefined
}

const isPair = ({ full, none, ...rest }) =>
  Object.keys(rest).length === 0 && isNumber(1, 1000)(full) && isNumber(1, 10_000)(none) && full < none
