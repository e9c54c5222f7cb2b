import { Type, type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { UnreadFactsSchema } from '../../../contracts/analyst-protocol.js'
import { lineParser } from '../line-parser.js'

const nonce = Type.String()

/** What `lint-source` of the Java image prints of one place. */
const WarningSchema = Type.Object({
  type: Type.Literal('observation'),
  nonce,
  rule: Type.String({ minLength: 1, maxLength: 100 }),
  path: Type.String({ minLength: 1, maxLength: 500 }),
  line: Type.Integer({ minimum: 1 }),
  column: Type.Integer({ minimum: 1 }),
  message: Type.String({ maxLength: 500 }),
})
export type Warning = Static<typeof WarningSchema>

/** What `lint-source` of the .NET image prints of one project, in SARIF. */
const ProjectSchema = Type.Object({ type: Type.Literal('sarif'), nonce, sarif: Type.Unknown() })

/** The last line of a whole answer. */
const LintedSchema = Type.Object({
  type: Type.Literal('linted'),
  nonce,
  tools: Type.Record(Type.String({ maxLength: 60 }), Type.String({ maxLength: 60 })),
})

const LintLineSchema = Type.Union([WarningSchema, ProjectSchema, UnreadFactsSchema, LintedSchema])
const parseLine = lineParser<Static<typeof LintLineSchema>>(Compile(LintLineSchema), 'lint-source')

/** What `lint-source` of an image printed, by kind of line. */
export interface LintLines {
  warnings: Warning[]
  reports: unknown[]
  unread: { path: string; reason: string }[]
  tools: Record<string, string>
}

/** Reads all that `lint-source` printed. Whatever is not whole, known and ours is a fault of ours: it throws. */
export function readLintLines(text: string, expectedNonce: string): LintLines {
  const lines = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => parseLine(line, expectedNonce))
  const last = lines.pop()
  if (last?.type !== 'linted') throw new Error('lint-source ended without its last line')
  const read: LintLines = { warnings: [], reports: [], unread: [], tools: last.tools }
  for (const line of lines) {
    if (line.type === 'observation') read.warnings.push(line)
    else if (line.type === 'sarif') read.reports.push(line.sarif)
    else if (line.type === 'unread') read.unread.push({ path: line.path, reason: line.reason })
    else throw new Error('lint-source continued after its last line')
  }
  return read
}
