import { measureFloors } from '../../../contracts/speed-measures.js'
import { bootstrap, type Interval } from './bootstrap.js'
import { medianOf } from './quantiles.js'
import type { Chance } from './seeded-chance.js'
import type { TurnMeasure, TurnPair } from './speed-facts.js'

/** A measure of both sides: their medians, and the median of the pairs' ratios with its interval. */
export interface Comparison {
  theirs: number
  reference: number
  ratio: Interval
  /** The ends of the interval of the reference's own median, as a ratio: 1 where its turns are all the same. */
  referenceSpread: number
}

/**
 * Compares the turns pair by pair: what the machine did to both turns of a pair drops out of their ratio, and a pair
 * that was disturbed is only one. `null` where a turn has no such figure.
 */
export function compareTurns(pairs: readonly TurnPair[], measure: TurnMeasure, chance: Chance): Comparison | null {
  const figures = pairs.map(({ submission, reference }) => ({
    theirs: submission[measure],
    reference: reference[measure],
  }))
  const whole = figures.filter(
    (figure): figure is { theirs: number; reference: number } => figure.theirs !== null && figure.reference !== null,
  )
  if (whole.length === 0 || whole.length < figures.length) return null
  const floor = measureFloors[measure]
  const ratios = whole.map(({ theirs, reference }) => Math.log((theirs + floor) / (reference + floor)))
  const { value, low, high } = bootstrap(ratios, medianOf, chance)
  const own = bootstrap(
    whole.map(({ reference }) => Math.log(reference + floor)),
    medianOf,
    chance,
  )
  return {
    theirs: medianOf(whole.map(({ theirs }) => theirs)),
    reference: medianOf(whole.map(({ reference }) => reference)),
    ratio: { value: Math.exp(value), low: Math.exp(low), high: Math.exp(high) },
    referenceSpread: Math.exp(own.high - own.low),
  }
}
