import { Compile } from 'typebox/compile'
import { AnalystLineSchema, type AnalystLine } from '../../../contracts/analyst-protocol.js'
import type { Analysis } from '../../grading/quality/analysis.js'
import { lineParser } from '../line-parser.js'

const parseLine = lineParser<AnalystLine>(Compile(AnalystLineSchema), 'The analyst')

/**
 * Reads the whole answer of the analyst. Throws on anything but known lines with the nonce up to the last one, and on a
 * fault that it tells of.
 */
export function readAnalysis(output: string, nonce: string): Analysis {
  const lines = output
    .trimEnd()
    .split('\n')
    .map((text) => parseLine(text, nonce))
  const fault = lines.find((line) => line.type === 'fault')
  if (fault) throw new Error(`The analyst reports a fault: ${fault.message}`)
  const last = lines.at(-1)
  if (last?.type !== 'analysed') throw new Error('The analyst stopped before its last line')
  const ofType = <T extends AnalystLine['type']>(type: T) =>
    lines.filter((line): line is Extract<AnalystLine, { type: T }> => line.type === type)
  return {
    observations: ofType('observation'),
    functions: ofType('function'),
    duplicates: ofType('duplicate'),
    files: ofType('file'),
    unread: ofType('unread'),
    tools: last.tools,
  }
}
