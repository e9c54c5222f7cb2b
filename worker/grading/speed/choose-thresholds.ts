import { defaultThresholds, type MeasureName, type Thresholds } from '../../../contracts/speed-measures.js'

/** By how much latency may differ more where neighbours have a hand in it. */
const sharedSlack = 2

/**
 * The thresholds of a measure: the scenario's own, or the usual ones. On cores that other runs use, too, the usual answer's
 * time is judged more mildly, and the tail not at all: there it is mostly the neighbours'. `null`: shown, not scored.
 */
export function chooseThresholds(name: MeasureName, own: Partial<Record<MeasureName, Thresholds | null>>, hasOwnCores: boolean): Thresholds | null {
  const chosen = own[name] === undefined ? defaultThresholds[name] : own[name]
  if (chosen === null || hasOwnCores) return chosen
  if (name === 'tail') return null
  return name === 'latency' ? { full: chosen.full * sharedSlack, none: chosen.none * sharedSlack } : chosen
}
