import { count, decimal, shortTime } from '../../../contracts/amounts.js'
import type { MeasureName } from '../../../contracts/speed-measures.js'
import { describeSlope } from './describe-slope.js'
import type { ScenarioScore, ScoredMeasure } from './score-scenario.js'

export interface ExplainOptions {
  /** What one request is about: "one page of 10". */
  unit: string
  /** Scans of whole tables a request; `null` where the database does not tell. */
  scans: { theirs: number; reference: number } | null
}

/** What the figures of a scenario mean and what to do, in a learner's words: facts in, sentences out. */
export function explainScenario({ measures, growth, score, worst }: ScenarioScore, options: ExplainOptions): string {
  const measure = measures.find(({ name }) => name === worst)
  if (!measure || !score) return 'Nothing in this scenario could be scored.'
  if (score.value >= 100) return `About as fast as the reference. ${growth ? describeSlope(growth.theirs) : ''}`.trim()
  const cause = findCause(measure, measures, options.scans)
  const slope = growth && (worst === 'growth' || growth.ratio.low > 1.5) ? ` ${describeSlope(growth.theirs)}` : ''
  return `${sentences[cause.name](cause, options)}${slope}`
}

/** The measure that the explanation is about; `undefined` where there is nothing to mend. */
export function nameReason(
  { measures, score, worst }: ScenarioScore,
  scans: ExplainOptions['scans'],
): MeasureName | undefined {
  const measure = measures.find(({ name }) => name === worst)
  return measure && score && score.value < 100 ? findCause(measure, measures, scans).name : undefined
}

/**
 * The measure to name. Time is a consequence: where the number of statements or rows is as far off, or a table is read
 * whole, that is what a learner can mend.
 */
function findCause(
  worst: ScoredMeasure,
  measures: readonly ScoredMeasure[],
  scans: ExplainOptions['scans'],
): ScoredMeasure {
  const causes = (['statements', 'rows'] as const).flatMap((name) =>
    measures.filter((measure) => measure.name === name && isFarOff(measure)),
  )
  const cause = causes.toSorted((a, b) => b.ratio.value - a.ratio.value)[0]
  if (worst.name === 'memory' || !cause) {
    const database = measures.find(({ name }) => name === 'databaseCpu')
    return scansMore(scans) && database && isFarOff(database) ? database : worst
  }
  return cause
}

const isFarOff = ({ ratio }: ScoredMeasure) => ratio.low >= 2
const scansMore = (scans: ExplainOptions['scans']) => scans !== null && scans.theirs > scans.reference + 0.5

type Sentence = (measure: ScoredMeasure, options: ExplainOptions) => string

const sentences: Record<MeasureName, Sentence> = {
  statements: ({ theirs, reference }, { unit }) =>
    `${count(theirs, 'SQL statement')} for ${unit}, where the reference needs ${decimal(reference)}: query once with a join or IN (…), not once for each item.`,
  rows: ({ theirs, reference }, { unit }) =>
    `The database returned ${count(theirs, 'row')} for ${unit}, where the reference reads ${decimal(reference)}: filter, sort and limit in SQL, not in the service.`,
  databaseCpu: (measure, { unit, scans }) =>
    scansMore(scans)
      ? `The database read whole tables for ${unit} and used ${times(measure)} as much CPU time as for the reference: add an index on the columns that you filter and sort by.`
      : `The database used ${times(measure)} as much CPU time for ${unit} as for the reference: check the query plan of your statements (EXPLAIN). Do they read unneeded rows because an index is missing?`,
  cpu: (measure, { unit }) =>
    `Your service used ${shortTime(measure.theirs)} of CPU time for ${unit}, ${times(measure)} as much as the reference: look for work that is repeated for each request or each item.`,
  latency: (measure, { unit }) =>
    `The typical response for ${unit} took ${shortTime(measure.theirs)}, ${times(measure)} as long as the reference's: look for waiting, such as sleeps, blocking calls, statements that run one after the other, or a file that is written whole for each request.`,
  tail: (measure, { unit }) =>
    `One response in twenty for ${unit} took ${shortTime(measure.theirs)} or longer, ${times(measure)} as long as the reference's: something makes requests wait for each other, such as a lock, a small pool, or a blocking call.`,
  memory: (measure) =>
    `Your service used ${decimal(measure.theirs)} MB, ${times(measure)} as much as the reference: look for whole tables in memory and for lists that only grow.`,
  growth: (_, { unit }) => `The more data there is, the more work ${unit} takes.`,
}

const times = ({ ratio }: ScoredMeasure) => `${ratio.value < 10 ? decimal(ratio.value) : Math.round(ratio.value)} times`
