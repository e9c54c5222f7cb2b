import { type Static, Type } from 'typebox'
import { nullable } from '../shapes.js'
import { exerciseKinds } from '../exercise/reference.js'
import { LanguageSchema } from '../language.js'
import { limitKinds, LimitsSchema } from '../limits.js'
import { phaseNames } from '../job.js'
import { ExchangeSchema, HiddenTestSchema } from '../protocol/examiner.js'
import { QualityDetailsSchema } from './quality-report.js'
import { ScenarioResultsSchema } from './speed-report.js'
import { verdicts } from './verdict.js'

const percent = Type.Number({ minimum: 0, maximum: 100 })
const megahertz = Type.Number({ minimum: 0, maximum: 100_000 })

/** How quiet a host was for a while. */
const HostNoiseSchema = Type.Object({
  seconds: Type.Number({ minimum: 0 }),
  /** Share of the cores' time that the machine below gave to somebody else. */
  stealPercent: percent,
  /** Share of the cores' time that anything ran here, the measuring itself included. */
  busyPercent: percent,
  /** Programs that ran or wanted to, a core, over the last minute. */
  loadPerCore: Type.Number({ minimum: 0, maximum: 100_000 }),
  /** Lowest and highest clock of any core; `null` where the machine hides it. */
  frequencyMhz: nullable(Type.Object({ low: megahertz, high: megahertz })),
})
export type HostNoise = Static<typeof HostNoiseSchema>

export const testOutcomes = ['passed', 'failed', 'flaky', 'not-run'] as const
export type TestOutcome = (typeof testOutcomes)[number]

/** A hidden test and how it went. `transcript` exchanges carry the `curl` that replays the request. */
const TestResultSchema = Type.Object({
  ...Type.Omit(HiddenTestSchema, ['file']).properties,
  earned: Type.Number(),
  outcome: Type.Enum([...testOutcomes]),
  message: nullable(Type.String()),
  ms: Type.Number(),
  transcript: Type.Array(Type.Object({ ...ExchangeSchema.properties, curl: Type.String() })),
  /** What the subject printed while the test ran. */
  log: Type.Array(Type.String()),
  /**
   * How it went in the round that does not count, where all tests ran twice. A test is `flaky` when it passed in the
   * round that counts and failed in this one; `message`, `ms`, `transcript` and `log` are of the failure then. Reports
   * of versions that repeated failed tests alone have `flaky` without it.
   */
  otherRound: Type.Optional(Type.Enum(['passed', 'failed', 'not-run'])),
})
export type TestResult = Static<typeof TestResultSchema>

const checkStates = ['scored', 'inconclusive', 'skipped', 'not-assessed'] as const

const checkFields = {
  state: Type.Enum([...checkStates]),
  /** 0 to 100 when scored, else null. */
  score: nullable(percent),
  /** Percent of the total as the exercise has it. */
  weight: percent,
  /** Percent of the total once the weight of unscored checks was shared out. */
  effectiveWeight: percent,
  /** Why the check is not scored, or earned nothing without being tried, in a sentence. */
  reason: nullable(Type.String()),
}

export const CheckResultSchema = Type.Object(checkFields)
export type CheckResult = Static<typeof CheckResultSchema>

const roundPlaces = ['first', 'second'] as const
export type RoundPlace = (typeof roundPlaces)[number]

const OtherRoundSchema = Type.Object({
  place: Type.Enum([...roundPlaces]),
  verdict: Type.Enum([...verdicts]),
  limit: nullable(Type.Enum([...limitKinds])),
  earned: Type.Number(),
})

const CorrectnessResultSchema = Type.Object({
  ...checkFields,
  points: Type.Number(),
  earned: Type.Number(),
  tests: Type.Array(TestResultSchema),
  /** The round that does not count, where all tests ran twice. */
  otherRound: Type.Optional(OtherRoundSchema),
})
export type CorrectnessResult = Static<typeof CorrectnessResultSchema>

const SpeedResultSchema = Type.Object({
  ...checkFields,
  /** Absent where nothing was measured. */
  scenarios: Type.Optional(ScenarioResultsSchema),
  /** What the machine could not promise while it measured, in a sentence. */
  note: Type.Optional(Type.String({ maxLength: 500 })),
})
export type SpeedResult = Static<typeof SpeedResultSchema>

const QualityResultSchema = Type.Object({
  ...checkFields,
  /** Absent where the source was not read. */
  details: Type.Optional(QualityDetailsSchema),
})
export type QualityResult = Static<typeof QualityResultSchema>

const PhaseSchema = Type.Object({
  name: Type.Enum([...phaseNames]),
  startedAt: Type.String(),
  ms: Type.Number(),
})
export type Phase = Static<typeof PhaseSchema>

const coreList = Type.String({ pattern: '^[0-9,-]{1,40}$' })

const SpeedReceiptSchema = Type.Object({
  /** Cores of both pods and of the load, which no other run had; `null` on a host with too few. */
  cores: nullable(Type.Object({ measured: coreList, examiner: coreList })),
  /** What else the host did meanwhile; `null` where it does not tell. */
  noise: nullable(HostNoiseSchema),
})
export type SpeedReceipt = Static<typeof SpeedReceiptSchema>

const ReceiptSchema = Type.Object({
  /** SHA-256 of the submission as it was sent. */
  submission: Type.String(),
  /** SHA-256 of the exercise package. */
  exercise: Type.String(),
  /** Content-addressed tags of the images used, by name. */
  images: Type.Record(Type.String(), Type.String()),
  seed: Type.String(),
  /** Of the second round, where there was one; it follows from `seed`. */
  secondSeed: Type.Optional(Type.String()),
  assay: Type.String(),
  host: Type.Object({ engine: Type.String(), kernel: Type.String(), cgroup: Type.String(), cpus: Type.Integer() }),
  /** Where speed was measured; absent where it was not. */
  speed: Type.Optional(SpeedReceiptSchema),
})
export type Receipt = Static<typeof ReceiptSchema>

/** What a report may hold, so that it is stored, sent and shown in a few milliseconds. */
export const reportLimits = {
  /** Of all transcripts together. */
  exchanges: 250,
  /** Of transcripts and logs of all tests together, as JSON. */
  characters: 1024 * 1024,
  /** The whole report as JSON; more is a fault of the worker. */
  length: 4 * 1024 * 1024,
} as const

export const ReportSchema = Type.Object({
  schema: Type.Literal('assay.report/2'),
  submission: Type.String(),
  run: Type.String(),
  /** `kind` says what was handed in; a service where absent. */
  exercise: Type.Object({
    slug: Type.String(),
    title: Type.String(),
    digest: Type.String(),
    kind: Type.Optional(Type.Enum([...exerciseKinds])),
  }),
  language: LanguageSchema,
  /** Names of what was left out of the submission, such as `node_modules`; absent where nothing was. */
  leftOut: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 40 })),
  /**
   * The folder of the upload whose contents became the top level of the submission; absent where the top level stayed.
   */
  topFolder: Type.Optional(Type.String({ maxLength: 400 })),
  verdict: Type.Enum([...verdicts]),
  /** Which limit, for the verdict `limit-exceeded`. */
  limit: nullable(Type.Enum([...limitKinds])),
  /** 0 to 100, one decimal; null when not assessed. */
  score: nullable(percent),
  maxScore: Type.Literal(100),
  /** What happened and what to try, in the learner's words. */
  summary: Type.Object({ title: Type.String(), detail: Type.String(), advice: Type.String() }),
  checks: Type.Object({
    correctness: CorrectnessResultSchema,
    speed: SpeedResultSchema,
    quality: QualityResultSchema,
  }),
  /** Reports of versions that did not measure speed, or grade suites, lack the limit of it. */
  limits: Type.Object({
    ...Type.Required(LimitsSchema).properties,
    speedSeconds: LimitsSchema.properties.speedSeconds,
    suiteSeconds: LimitsSchema.properties.suiteSeconds,
  }),
  usage: Type.Object({
    cpuSeconds: Type.Number(),
    peakMemoryMb: Type.Number(),
    peakPids: Type.Integer(),
    outputBytes: Type.Integer(),
  }),
  phases: Type.Array(PhaseSchema),
  /** The end of what the build and the service printed, each cut to a bound. */
  buildLog: Type.String(),
  serviceLog: Type.String(),
  receipt: ReceiptSchema,
  /** For `not-assessed`: the id under which our logs have the fault. */
  incident: nullable(Type.String()),
  finishedAt: Type.String(),
})
export type Report = Static<typeof ReportSchema>

/** Names that `assay.report/1` had for fields of `assay.report/2`. */
const formerNames: ReadonlyMap<string, string> = new Map([
  ['mend', 'fix'],
  ['theirs', 'submission'],
])

/** A report that an earlier version stored or sent, with the names of today. Anything else comes back as it is. */
export function upgradeReport(stored: unknown): unknown {
  if (!isObject(stored) || stored['schema'] !== 'assay.report/1') return stored
  const { checks } = stored
  return { ...stored, schema: 'assay.report/2', ...(isObject(checks) && { checks: upgradeChecks(checks) }) }
}

/** Only what scores and findings consist of: texts and transcripts are the learner's. */
const upgradeChecks = ({ speed, quality, ...checks }: Record<string, unknown>) => ({
  ...checks,
  speed: isObject(speed) && 'scenarios' in speed ? { ...speed, scenarios: renameFields(speed['scenarios']) } : speed,
  quality:
    isObject(quality) && 'details' in quality ? { ...quality, details: renameFields(quality['details']) } : quality,
})

function renameFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renameFields)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [formerNames.get(name) ?? name, renameFields(field)]),
  )
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
