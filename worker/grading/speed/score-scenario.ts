import { measureNames, type MeasureName, type Thresholds } from '../../../contracts/speed-measures.js'
import type { Interval } from './bootstrap.js'
import { isOwnWavering } from './own-wavering.js'
import { chooseThresholds } from './choose-thresholds.js'
import { compareTurns } from './compare-turns.js'
import { measureGrowth, type Growth } from './measure-growth.js'
import { scoreInterval } from './score-ratio.js'
import { seedChance } from './seeded-chance.js'
import type { SizedPairs } from './speed-facts.js'

/** A measure as it stands in the report. `score` is `null` where it is shown and not scored. */
export interface ScoredMeasure {
  name: MeasureName
  theirs: number
  reference: number
  ratio: Interval
  score: Interval | null
  /**
   * Its score is uncertain for the submission's own figures alone, those of the reference right beside them being
   * steady.
   */
  wavers: boolean
}

export interface ScenarioScore {
  measures: readonly ScoredMeasure[]
  growth: Growth | null
  /** The score of the worst measure. `null`: nothing of it could be scored. */
  score: Interval | null
  worst: MeasureName | null
}

export interface ScenarioInputs {
  /** Smallest size first; all measures but growth are taken at the last. */
  sizes: readonly SizedPairs[]
  /** Where a scenario departs from the usual thresholds; `null` takes a measure out of the score. */
  thresholds: Partial<Record<MeasureName, Thresholds | null>>
  hasOwnCores: boolean
  seed: string
}

/** A scenario is as fast as its worst measure. The interval follows, since no score rises with a ratio. */
export function scoreScenario({ sizes, thresholds, hasOwnCores, seed }: ScenarioInputs): ScenarioScore {
  const chance = seedChance(seed)
  const pairs = sizes.at(-1)?.pairs ?? []
  const growth = measureGrowth(sizes, chance)
  const measures = measureNames.flatMap((name): ScoredMeasure[] => {
    const figures = name === 'growth' ? growth && describeGrowth(growth) : compareTurns(pairs, name, chance)
    if (!figures) return []
    const limits = chooseThresholds(name, thresholds, hasOwnCores)
    const { referenceSpread, ...shown } = figures
    const scored = limits && scoreInterval(figures.ratio, limits)
    return [
      {
        name,
        ...shown,
        score: scored,
        wavers:
          limits !== null &&
          isOwnWavering(scoreInterval(figures.ratio, limits), figures.ratio, referenceSpread, limits),
      },
    ]
  })
  return { measures, growth, ...findWorst(measures) }
}

/** In the table growth stands by its slopes. */
const describeGrowth = ({ theirs, reference, ratio, referenceSpread }: Growth) => ({
  theirs: theirs.value,
  reference: reference.value,
  ratio,
  referenceSpread,
})

function findWorst(measures: readonly ScoredMeasure[]): { score: Interval | null; worst: MeasureName | null } {
  const scored = measures.flatMap(({ name, score, ratio }) => (score ? [{ name, score, ratio }] : []))
  // Several that earn nothing: the one that is furthest off is the one to mend.
  const worst = scored.toSorted((a, b) => a.score.value - b.score.value || b.ratio.value - a.ratio.value)[0]
  if (!worst) return { score: null, worst: null }
  const least = (end: keyof Interval) => Math.min(...scored.map(({ score }) => score[end]))
  return { score: { value: least('value'), low: least('low'), high: least('high') }, worst: worst.name }
}
