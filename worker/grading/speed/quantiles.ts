/** The value below which `share` (0 to 1) of the values lie, between neighbours in proportion. Throws on none. */
export function quantileOf(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const at = share * (sorted.length - 1)
  const [below, above] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]]
  if (below === undefined || above === undefined) throw new Error('No value to take a quantile of')
  return below + (above - below) * (at - Math.floor(at))
}

export const medianOf = (values: readonly number[]): number => quantileOf(values, 0.5)
