import { Type, type Static } from 'typebox'
import { Compile } from 'typebox/compile'

const count = Type.Union([Type.Integer({ minimum: 0, maximum: 1_000_000 }), Type.Null()])

const ResultSchema = Type.Object(
  { passed: count, failed: count, coverage: Type.Union([Type.Number({ minimum: 0, maximum: 100 }), Type.Null()]) },
  { additionalProperties: false },
)
/**
 * What a runner counted. It runs the learner's code, so it is their own claim; the nonce only keeps it apart from the
 * log.
 */
export type OwnTestsResult = Static<typeof ResultSchema>

const result = Compile(ResultSchema)

/**
 * The line that `run-own-tests` of the image ends with, and the log without it. No such line, or another shape: no
 * result.
 */
export function takeResult(log: string, nonce: string): { result: OwnTestsResult | undefined; rest: string } {
  const start = `own-tests ${nonce} `
  const lines = log.split('\n')
  const told = lines.filter((line) => line.startsWith(start)).at(-1)
  return {
    result: told === undefined ? undefined : parse(told.slice(start.length)),
    rest: lines
      .filter((line) => line !== told)
      .join('\n')
      .trimEnd(),
  }
}

function parse(text: string): OwnTestsResult | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return result.Check(value)
      ? { ...value, coverage: value.coverage === null ? null : Math.round(value.coverage * 10) / 10 }
      : undefined
  } catch {
    return undefined
  }
}
