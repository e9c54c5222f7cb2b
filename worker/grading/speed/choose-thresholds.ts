import { defaultThresholds, type MeasureName, type Thresholds } from '../../../contracts/speed-measures.js'

/** By how much more a measure may differ where neighbours have a hand in it. */
const sharedSlack = 2

/**
 * Where neighbours do most: an answer waits for the core that they have, and growth compares turns that lie minutes
 * apart, so what they did in the meantime does not drop out of it as it does within a pair.
 */
const shared: ReadonlySet<MeasureName> = new Set(['latency', 'growth'])

/**
 * The thresholds of a measure: the scenario's own, or the usual ones. On cores that other runs use, too, some are
 * judged more mildly, and the tail of the latency not at all: there it is mostly the neighbours'. `null`: shown, not
 * scored.
 */
export function chooseThresholds(
  name: MeasureName,
  own: Partial<Record<MeasureName, Thresholds | null>>,
  hasOwnCores: boolean,
): Thresholds | null {
  const chosen = own[name] === undefined ? defaultThresholds[name] : own[name]
  if (chosen === null || hasOwnCores) return chosen
  if (name === 'tail') return null
  return shared.has(name) ? { full: chosen.full * sharedSlack, none: chosen.none * sharedSlack } : chosen
}
