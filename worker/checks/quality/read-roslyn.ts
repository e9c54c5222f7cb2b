import { Type, type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { analystLimits } from '../../../contracts/analyst-limits.js'
import type { Observation } from '../../../contracts/analyst-protocol.js'
import type { LintLines } from './lint-lines.js'

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
export function readRoslyn({ reports }: LintLines, nonce: string, rules: ReadonlySet<string>): Observation[] {
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
