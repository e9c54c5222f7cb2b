import { Type, type Static } from 'typebox'
import type { Language } from './language.js'

/** Tools whose findings are known, each by its own names of rules. `assay` is what the analyst itself looks for. */
export const analysisTools = ['assay', 'eslint', 'ruff', 'bandit', 'javac', 'phpcs', 'phpmd', 'roslyn'] as const
export type AnalysisTool = (typeof analysisTools)[number]

export const analystLimits = {
  /** Bytes of one file beyond which it is not read. */
  fileBytes: 512 * 1024,
  /** Bytes of all that an analysis may print. */
  outputBytes: 16 * 1024 * 1024,
  messageLength: 500,
} as const

/** The one line that the analyst is given. The source lies read-only in `/app`. */
export interface AnalystRequest {
  /** Each line of the answer must carry it. */
  nonce: string
  language: Language
  /** The rules that are looked for, by tool: none but these. */
  rules: Partial<Record<AnalysisTool, string[]>>
}

const path = Type.String({ minLength: 1, maxLength: 500 })
const position = Type.Integer({ minimum: 1 })
const count = Type.Integer({ minimum: 0 })
const tool = Type.Enum([...analysisTools])

/** A rule that was broken, in the tool's own words. Paths are relative to the submission, with `/`. */
export const ObservationSchema = Type.Object({
  type: Type.Literal('observation'),
  nonce: Type.String(),
  tool,
  rule: Type.String({ minLength: 1, maxLength: 100 }),
  path,
  line: position,
  column: Type.Union([position, Type.Null()]),
  endLine: position,
  message: Type.String({ maxLength: analystLimits.messageLength }),
})
export type Observation = Static<typeof ObservationSchema>

/** A function, method or lambda with a body of its own, as the one parser for all languages measures it. */
export const FunctionFactsSchema = Type.Object({
  type: Type.Literal('function'),
  nonce: Type.String(),
  path,
  line: position,
  endLine: position,
  name: Type.String({ maxLength: 200 }),
  /** Lines with code on them: neither empty nor comment alone. */
  lines: count,
  cyclomatic: count,
  cognitive: count,
  nesting: count,
})
export type FunctionFacts = Static<typeof FunctionFactsSchema>

const placeOfDuplicate = Type.Object({ path, line: position, endLine: position })

/** Code that stands in two places. */
export const DuplicateFactsSchema = Type.Object({
  type: Type.Literal('duplicate'),
  nonce: Type.String(),
  lines: count,
  places: Type.Tuple([placeOfDuplicate, placeOfDuplicate]),
})
export type DuplicateFacts = Static<typeof DuplicateFactsSchema>

/** A file that was read, with its lines of code. */
export const FileFactsSchema = Type.Object({ type: Type.Literal('file'), nonce: Type.String(), path, lines: count })
export type FileFacts = Static<typeof FileFactsSchema>

/**
 * A file that a tool could not read: too large, too deeply nested, or the tool ended over it. An outcome, not a fault.
 */
export const UnreadFactsSchema = Type.Object({
  type: Type.Literal('unread'),
  nonce: Type.String(),
  path,
  reason: Type.String({ maxLength: 300 }),
})
export type UnreadFacts = Static<typeof UnreadFactsSchema>

/** A fault of ours: a tool that does not work on a file that it is known to read. */
const FaultSchema = Type.Object({
  type: Type.Literal('fault'),
  nonce: Type.String(),
  message: Type.String({ maxLength: 2000 }),
})

/** The last line of a whole answer. */
const AnalysedSchema = Type.Object({
  type: Type.Literal('analysed'),
  nonce: Type.String(),
  /** Versions of the tools that took part, by name. */
  tools: Type.Record(Type.String({ maxLength: 60 }), Type.String({ maxLength: 60 })),
})

export const AnalystLineSchema = Type.Union([
  ObservationSchema,
  FunctionFactsSchema,
  DuplicateFactsSchema,
  FileFactsSchema,
  UnreadFactsSchema,
  FaultSchema,
  AnalysedSchema,
])
export type AnalystLine = Static<typeof AnalystLineSchema>
