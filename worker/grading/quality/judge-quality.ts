import type { QualityDetails } from '../../../contracts/quality-report.js'
import type { Analysis } from './analysis.js'
import { findFindings } from './find-findings.js'
import type { IsGiven } from './given-lines.js'
import { compareStructure, measureStructure } from './measure-structure.js'
import { observeStructure } from './observe-structure.js'
import { scoreFindings } from './score-findings.js'

const keptFindings = 200
const keptUnread = 50

/** The score of a source and all that it rests on. `reference`: the same of the exercise's own solution, where it has one. */
export function judgeQuality(analysis: Analysis, reference: Analysis | null, isGiven: IsGiven): { score: number; details: QualityDetails } {
  const structure = compareStructure(measureStructure(analysis, isGiven), reference && measureStructure(reference))
  const unreadable = analysis.unread.map(({ path, reason }) => ({ tool: 'assay' as const, rule: 'unreadable', path, line: 1, column: null, endLine: 1, message: reason }))
  const findings = findFindings([...analysis.observations, ...observeStructure(analysis, structure), ...unreadable], isGiven)
  const { score, categories } = scoreFindings(findings)
  return {
    score,
    details: {
      findings: findings.slice(0, keptFindings),
      leftOff: Math.max(0, findings.length - keptFindings),
      categories,
      size: {
        files: analysis.files.length,
        lines: analysis.files.reduce((sum, { lines }) => sum + lines, 0),
        functions: analysis.functions.length,
      },
      structure,
      unread: analysis.unread.slice(0, keptUnread).map(({ path, reason }) => ({ path, reason })),
      tools: analysis.tools,
    },
  }
}
