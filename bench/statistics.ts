export interface Spread {
  min: number
  median: number
  max: number
}

/** The middle of some measurements and how far they lie apart. Throws on none: a figure without a run is no figure. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b)
  const [min, max] = [sorted[0], sorted.at(-1)]
  if (min === undefined || max === undefined) throw new Error('Nothing was measured')
  const middle = sorted.length / 2
  const median =
    sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
  return { min, median: median ?? min, max }
}

/** How far single values lie from their mean, of a sample. 0 for one value; throws on none. */
export function standardDeviationOf(values: readonly number[]): number {
  if (values.length === 0) throw new Error('Nothing was measured')
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return values.length === 1 ? 0 : Math.sqrt(squares / (values.length - 1))
}

/** The least of the values that `percent` of them do not exceed. Throws on none. */
export function percentileOf(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const value = sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)]
  if (value === undefined) throw new Error('Nothing was measured')
  return value
}
