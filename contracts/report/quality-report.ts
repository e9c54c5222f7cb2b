import { Type, type Static } from 'typebox'
import { nullable } from '../shapes.js'

const count = Type.Integer({ minimum: 0 })
const text = (maxLength: number) => Type.String({ maxLength })

/** What a finding is about, the gravest first. Each has a cap on what it can cost. */
export const findingCategories = ['security', 'correctness-risk', 'maintainability', 'style'] as const
export type FindingCategory = (typeof findingCategories)[number]

/** How much a finding weighs. */
export const findingLevels = ['severe', 'notable', 'slight'] as const
export type FindingLevel = (typeof findingLevels)[number]

/** One thing that was found at one place of the learner's source. Lines and columns count from 1. */
const FindingSchema = Type.Object({
  /** The tool and its own name of the rule: `eslint:no-eval`, `assay:sql-from-strings`. */
  rule: Type.String({ maxLength: 120 }),
  category: Type.Enum([...findingCategories]),
  level: Type.Enum([...findingLevels]),
  path: text(500),
  line: Type.Integer({ minimum: 1 }),
  column: nullable(Type.Integer({ minimum: 1 })),
  endLine: Type.Integer({ minimum: 1 }),
  /** What was found here. */
  message: text(500),
  /** Why it matters, and how it is mended: of the rule, not of the place. */
  why: text(500),
  fix: text(500),
})
export type Finding = Static<typeof FindingSchema>

const structureMeasureNames = ['function-lines', 'cyclomatic', 'cognitive', 'nesting', 'duplication'] as const
export type StructureMeasureName = (typeof structureMeasureNames)[number]

/** One measure of the shape of the code: the worst function of the submission, or the duplicated share of its lines. */
const StructureMeasureSchema = Type.Object({
  name: Type.Enum([...structureMeasureNames]),
  unit: text(40),
  submission: Type.Number({ minimum: 0 }),
  /** Up to which nothing is lost: the field's usual bound, or the reference's own figure where that is higher. */
  bound: Type.Number({ minimum: 0 }),
  /** The reference's figure; `null` where the exercise has none in the language. */
  reference: nullable(Type.Number({ minimum: 0 })),
})
export type StructureMeasure = Static<typeof StructureMeasureSchema>

const CategoryResultSchema = Type.Object({
  category: Type.Enum([...findingCategories]),
  findings: count,
  /** Points of 100 that its findings cost, never more than `cap`. */
  lost: Type.Number({ minimum: 0 }),
  cap: Type.Number({ minimum: 0 }),
})
export type CategoryResult = Static<typeof CategoryResultSchema>

const ownTestsStates = ['passed', 'failed', 'none', 'timed-out'] as const

/** The learner's own tests, as they ran beside their own service. */
const OwnTestsSchema = Type.Object({
  state: Type.Enum([...ownTestsStates]),
  /** As the runner told it; `null` where it did not say. */
  passed: nullable(count),
  failed: nullable(count),
  /** Percent of the lines of their source, as the language's own tool counts; `null` where it could not tell. */
  coverage: nullable(Type.Number({ minimum: 0, maximum: 100 })),
  /** What ran: `npm test`. */
  command: text(300),
  /** The end of what it printed. */
  log: text(16_000),
})
export type OwnTests = Static<typeof OwnTestsSchema>

/** A file that a tool could not read, and why, in a sentence. */
const UnreadFileSchema = Type.Object({ path: text(500), reason: text(300) })
export type UnreadFile = Static<typeof UnreadFileSchema>

/** What the check of quality tells beyond its score. */
export const QualityDetailsSchema = Type.Object({
  /** The gravest first; the rest is counted in `leftOff`. */
  findings: Type.Array(FindingSchema, { maxItems: 200 }),
  leftOff: count,
  categories: Type.Array(CategoryResultSchema),
  /** Files, lines and functions that were read. */
  size: Type.Object({ files: count, lines: count, functions: count }),
  structure: Type.Array(StructureMeasureSchema),
  unread: Type.Array(UnreadFileSchema, { maxItems: 50 }),
  /** Versions of the tools that read the source, by name. */
  tools: Type.Record(Type.String(), Type.String()),
  ownTests: Type.Optional(OwnTestsSchema),
})
export type QualityDetails = Static<typeof QualityDetailsSchema>
