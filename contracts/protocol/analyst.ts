import { Type, type Static } from 'typebox'
import { analysisTools, analystLimits, type AnalysisTool } from './analyst-limits.js'
import type { Language } from '../language.js'

/** The one line that the analyst is given. The source lies read-only in `/app`. */
export interface AnalystRequest {
  /** Each line of the answer must carry it. */
  nonce: string
  language: Language
  /** The rules that are looked for, by tool: none but these. */
  rules: Partial<Record<AnalysisTool, string[]>>
}

const path = Type.String({ minLength: 1, maxLength: analystLimits.pathLength })
const position = Type.Integer({ minimum: 1 })
const count = Type.Integer({ minimum: 0 })
const tool = Type.Enum([...analysisTools])

/** A rule that was broken, in the tool's own words. Paths are relative to the submission, with `/`. */
const ObservationSchema = Type.Object({
  type: Type.Literal('observation'),
  nonce: Type.String(),
  tool,
  rule: Type.String({ minLength: 1, maxLength: analystLimits.ruleLength }),
  path,
  line: position,
  column: Type.Union([position, Type.Null()]),
  endLine: position,
  message: Type.String({ maxLength: analystLimits.messageLength }),
})
export type Observation = Static<typeof ObservationSchema>

/** A function, method or lambda with a body of its own, as the one parser for all languages measures it. */
const FunctionFactsSchema = Type.Object({
  type: Type.Literal('function'),
  nonce: Type.String(),
  path,
  line: position,
  endLine: position,
  name: Type.String({ maxLength: analystLimits.nameLength }),
  /** Lines with code on them: neither empty nor comment alone. */
  lines: count,
  cyclomatic: count,
  cognitive: count,
  nesting: count,
})
export type FunctionFacts = Static<typeof FunctionFactsSchema>

const placeOfDuplicate = Type.Object({ path, line: position, endLine: position })

/** Code that stands in two places. */
const DuplicateFactsSchema = Type.Object({
  type: Type.Literal('duplicate'),
  nonce: Type.String(),
  lines: count,
  places: Type.Tuple([placeOfDuplicate, placeOfDuplicate]),
})
export type DuplicateFacts = Static<typeof DuplicateFactsSchema>

/** A file that was read, with its lines of code. */
const FileFactsSchema = Type.Object({ type: Type.Literal('file'), nonce: Type.String(), path, lines: count })
export type FileFacts = Static<typeof FileFactsSchema>

/**
 * A file that a tool could not read: too large, too deeply nested, or the tool ended over it. An outcome, not a fault.
 */
export const UnreadFactsSchema = Type.Object({
  type: Type.Literal('unread'),
  nonce: Type.String(),
  path,
  reason: Type.String({ maxLength: analystLimits.reasonLength }),
})
export type UnreadFacts = Static<typeof UnreadFactsSchema>

/** A fault of ours: a tool that does not work on a file that it is known to read. */
const FaultSchema = Type.Object({
  type: Type.Literal('fault'),
  nonce: Type.String(),
  message: Type.String({ maxLength: analystLimits.faultLength }),
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
