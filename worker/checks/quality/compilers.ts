import { randomUUID } from 'node:crypto'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { analystLimits } from '../../../contracts/protocol/analyst-limits.js'
import { type Observation, UnreadFactsSchema } from '../../../contracts/protocol/analyst.js'
import type { LimitKind } from '../../../contracts/limits.js'
import type { UnreadFile } from '../../../contracts/report/quality-report.js'
import type { Pod } from '../../sandbox/pod.js'
import { lineParser } from '../line-parser.js'

/** The languages whose own compiler says what is wrong with a source, from the image that builds it. */
export type CompiledLanguage = 'java' | 'dotnet'
export const isCompiled = (language: string): language is CompiledLanguage => language in readers

/** What a compiler said. A source that it cannot read is an outcome: all of it where the path is `.`. */
export interface CompilerFindings {
  observations: Observation[]
  unread: UnreadFile[]
  /** Versions by name. */
  tools: Record<string, string>
}

const readers: Readonly<
  Record<CompiledLanguage, (lines: LintLines, nonce: string, rules: ReadonlySet<string>) => Observation[]>
> = {
  java: (lines, _nonce, rules) => readJavac(lines, rules),
  dotnet: readRoslyn,
}

/** Some seconds are enough for a usual submission: a host on which others work must not make it an outcome. */
const seconds = 180
const memoryMb = 768

/** The virtual machine's own end when its heap is full. */
const heapIsFull = 3
/**
 * Exit codes of a program that a signal of its own ended: a heap that is full, a stack that ran over, an assertion of
 * the runtime's.
 */
export const ownCrashes: ReadonlySet<number> = new Set([132, 134, 135, 136, 139])

/**
 * Lets the compiler of a language read the source that lies in the pod. Nothing of the learner's build is run.
 * Throws where the compiler cannot be started, or answers in a way that is not known.
 */
export async function lintByCompiler(
  pod: Pick<Pod, 'runTool'>,
  language: CompiledLanguage,
  rules: readonly string[],
  signal: AbortSignal,
): Promise<CompilerFindings> {
  signal.throwIfAborted()
  const nonce = randomUUID()
  const { exitCode, limit, stdout, stderr } = await pod.runTool({
    image: language,
    command: ['lint-source'],
    input: [nonce, ...rules, '', ''].join('\n'),
    memoryMb,
    seconds,
    outputBytes: analystLimits.outputBytes,
  })
  signal.throwIfAborted()
  if (limit !== null) return unreadable(reasonOf(limit))
  if (exitCode === heapIsFull || ownCrashes.has(exitCode)) return unreadable('the compiler crashed on it')
  if (exitCode !== 0) throw new Error(`lint-source of the image ${language} ended with ${exitCode}: ${stderr}`)
  const lines = readLintLines(stdout, nonce)
  return { observations: readers[language](lines, nonce, new Set(rules)), unread: lines.unread, tools: lines.tools }
}

const unreadable = (reason: string): CompilerFindings => ({
  observations: [],
  unread: [{ path: '.', reason }],
  tools: {},
})

const limitReasons: Readonly<Partial<Record<LimitKind, string>>> = {
  time: `the compiler did not finish within ${seconds} s`,
  memory: `the compiler needed more than ${memoryMb} MB`,
  output: 'the compiler printed too much',
}

const reasonOf = (limit: LimitKind) => limitReasons[limit] ?? `the compiler exceeded its limit of ${limit}`

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
type Warning = Static<typeof WarningSchema>

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
interface LintLines {
  warnings: Warning[]
  reports: unknown[]
  unread: { path: string; reason: string }[]
  tools: Record<string, string>
}

/** Reads all that `lint-source` printed. Whatever is not whole, known and ours is a fault of ours: it throws. */
function readLintLines(text: string, expectedNonce: string): LintLines {
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

const position = Type.Integer({ minimum: 1 })
const RegionSchema = Type.Object({
  startLine: position,
  startColumn: Type.Optional(position),
  endLine: Type.Optional(position),
})
const LocationSchema = Type.Object({
  physicalLocation: Type.Optional(
    Type.Object({ artifactLocation: Type.Object({ uri: Type.String() }), region: Type.Optional(RegionSchema) }),
  ),
})

/** SARIF 2.1.0, as far as the compiler's log is read. What is suppressed in the source stands among the results. */
const SarifSchema = Type.Object({
  version: Type.Literal('2.1.0'),
  runs: Type.Array(
    Type.Object({
      results: Type.Array(
        Type.Object({
          ruleId: Type.String(),
          message: Type.Object({ text: Type.String() }),
          locations: Type.Optional(Type.Array(LocationSchema)),
        }),
      ),
    }),
  ),
})
type Result = Static<typeof SarifSchema>['runs'][number]['results'][number]
const shape = Compile(SarifSchema)

/** Where the source lies while it is read. */
const sourceRoot = 'file:///app/'

/**
 * What the compiler and the analyzers said of places in the source. Its errors, which the build tells, what it says of
 * a project as a whole and of code that was generated in memory is left out. Throws at a log of another shape.
 */
function readRoslyn({ reports }: LintLines, nonce: string, rules: ReadonlySet<string>): Observation[] {
  return reports.flatMap((report) => {
    if (!shape.Check(report)) throw new Error('The compiler wrote a log that is not SARIF 2.1.0 as it is known')
    return report.runs.flatMap(({ results }) =>
      results.filter(({ ruleId }) => rules.has(ruleId)).flatMap((result) => observe(result, nonce)),
    )
  })
}

function observe({ ruleId, message, locations }: Result, nonce: string): Observation[] {
  const place = locations?.[0]?.physicalLocation
  if (place?.region === undefined || !place.artifactLocation.uri.startsWith(sourceRoot)) return []
  const { startLine, startColumn, endLine } = place.region
  return [
    {
      type: 'observation',
      nonce,
      tool: 'roslyn',
      rule: ruleId,
      path: decodeURIComponent(place.artifactLocation.uri.slice(sourceRoot.length)),
      line: startLine,
      column: startColumn ?? null,
      endLine: Math.max(startLine, endLine ?? startLine),
      message: message.text.slice(0, analystLimits.messageLength),
    },
  ]
}

/** What javac, and the patterns beside it, said. Throws at a rule that was not asked for. */
function readJavac({ warnings }: LintLines, rules: ReadonlySet<string>): Observation[] {
  return warnings.map((warning) => {
    if (!rules.has(warning.rule)) throw new Error(`lint-source reported a rule that was not requested: ${warning.rule}`)
    return { ...warning, tool: 'javac', endLine: warning.line }
  })
}
