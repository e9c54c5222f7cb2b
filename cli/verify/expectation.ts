import { Type, type Static } from 'typebox'
import { exact } from '../../contracts/shapes.js'
import { LanguageSchema } from '../../contracts/language.js'
import { limitKinds } from '../../contracts/limits.js'
import { measureNames, type MeasureName } from '../../contracts/protocol/speed-measures.js'
import { verdicts } from '../../contracts/report/verdict.js'

const percent = Type.Optional(Type.Number({ minimum: 0, maximum: 100 }))
const range = Type.Optional(Type.Object({ min: percent, max: percent }, exact))
const measure = Type.Enum([...measureNames])
/** By the id of a scenario, the measure that its explanation must be about, or those that will do. */
const reasons = Type.Optional(
  Type.Record(
    Type.String({ minLength: 1 }),
    Type.Union([measure, Type.Array(measure, { minItems: 1, uniqueItems: true })]),
  ),
)

/** Names of rules: `assay:sql-from-strings`. */
const rule = Type.String({ pattern: '^[a-z]+:.+$' })
const rules = Type.Optional(Type.Array(rule, { minItems: 1, uniqueItems: true }))
const allowed = Type.Optional(Type.Array(rule, { uniqueItems: true }))

/** `expect.yaml` of a sample: narrows what its folder promises. Unknown keys are refused. */
export const ExpectationSchema = Type.Object(
  {
    verdict: Type.Optional(Type.Enum([...verdicts])),
    limit: Type.Optional(Type.Enum([...limitKinds])),
    score: range,
    correctness: range,
    speed: Type.Optional(Type.Object({ min: percent, max: percent, reasons }, exact)),
    quality: Type.Optional(Type.Object({ min: percent, max: percent, rules, allowed }, exact)),
    /** Ids of hidden tests that must fail; others may. */
    failing: Type.Optional(Type.Array(Type.String(), { minItems: 1, uniqueItems: true })),
    language: Type.Optional(LanguageSchema),
  },
  exact,
)
export type Expectation = Static<typeof ExpectationSchema>

/** A lowest and a highest value, both allowed. */
export interface Range {
  min?: number
  max?: number
}

/** A range of the speed score, and what must be named as the reason. */
export interface SpeedRange extends Range {
  reasons?: Readonly<Record<string, MeasureName | readonly MeasureName[]>>
}

/** A range of the quality score, rules that must be among the findings, and the only ones that may be. */
export interface QualityRange extends Range {
  rules?: readonly string[]
  allowed?: readonly string[]
}

/** The highest correctness of which a point is missing. */
export const lessThanAll = 99.9999

/** What each folder under `submissions/` promises of the samples in it. */
export const folderGuarantees = {
  accepted: { verdict: 'assessed', correctness: { min: 100 } },
  'wrong-answer': { verdict: 'assessed', correctness: { max: lessThanAll } },
  'too-slow': { verdict: 'assessed', correctness: { min: 100 }, speed: { max: 50 } },
  'poor-quality': { verdict: 'assessed', correctness: { min: 100 }, quality: { max: 50 } },
  'build-failed': { verdict: 'build-failed' },
  'did-not-start': { verdict: 'did-not-start' },
  crashed: { verdict: 'crashed' },
  'limit-exceeded': { verdict: 'limit-exceeded' },
  assessed: { verdict: 'assessed' },
} as const satisfies Record<string, Expectation>

export type SampleFolder = keyof typeof folderGuarantees

export const isSampleFolder = (name: string): name is SampleFolder => Object.hasOwn(folderGuarantees, name)

/** A starter is where a learner begins: whatever its verdict, it earns about nothing. */
export const starterGuarantee: Expectation = { correctness: { max: 10 } }

/** Nothing that learners were given is a finding; only a starter of a few lines has little to read. */
export const givenGuarantee: Expectation = { quality: { allowed: ['assay:little-to-read'] } }

/** What learners are measured by must itself be well made. */
export const referenceGuarantee: Expectation = { quality: { min: 90 } }

/** A planted bug is no bug that the hidden tests do not see. */
export const bugGuarantee: Expectation = { verdict: 'assessed', correctness: { max: lessThanAll } }
