import type { QualityDetails } from '../../../contracts/quality-report.js'
import type { Analysis } from './analysis.js'
import { findFindings } from './find-findings.js'
import type { IsGiven } from './given-lines.js'
import { compareStructure, measureStructure } from './measure-structure.js'
import { observeStructure } from './observe-structure.js'
import { scoreFindings } from './score-findings.js'

const keptFindings = 200
const keptUnread = 50

/**
 * The score of a source and all that it rests on. `reference`: the same of the exercise's own solution, where it has
 * one.
 */
export function judgeQuality(
  analysis: Analysis,
  reference: Analysis | null,
  isGiven: IsGiven,
): { score: number; details: QualityDetails } {
  const structure = compareStructure(measureStructure(analysis, isGiven), reference && measureStructure(reference))
  const unreadable = analysis.unread.map(({ path, reason }) => ({
    tool: 'assay' as const,
    rule: 'unreadable',
    path,
    line: 1,
    column: null,
    endLine: 1,
    message: reason,
  }))
  const share = shareRead(analysis, reference)
  const findings = findFindings(
    [
      ...analysis.observations,
      ...observeStructure(analysis, structure),
      ...unreadable,
      ...observeShare(share, analysis),
    ],
    isGiven,
  )
  const { score, categories } = scoreFindings(findings)
  return {
    score: Math.round(10 * score * share) / 10,
    details: {
      findings: findings.slice(0, keptFindings),
      leftOff: Math.max(0, findings.length - keptFindings),
      categories,
      size: {
        files: analysis.files.length,
        lines: countLines(analysis),
        functions: analysis.functions.length,
      },
      structure,
      unread: analysis.unread.slice(0, keptUnread).map(({ path, reason }) => ({ path, reason })),
      tools: analysis.tools,
    },
  }
}

/** A solution with less than this part of the reference's lines is not just short: the rest is where no tool reads. */
const leastPart = 0.25

const countLines = ({ files }: Analysis): number => files.reduce((sum, { lines }) => sum + lines, 0)

/**
 * Which part of the points a source can earn, from 0 to 1. Files beyond a size, marked as generated or in folders of
 * packages are not read, so whoever hides code there must not earn what only readable code deserves.
 */
function shareRead(analysis: Analysis, reference: Analysis | null): number {
  const [lines, wanted] = [countLines(analysis), leastPart * (reference ? countLines(reference) : 0)]
  if (lines === 0) return 0
  return wanted === 0 ? 1 : Math.min(1, lines / wanted)
}

function observeShare(share: number, analysis: Analysis) {
  if (share === 1) return []
  const message = `${countLines(analysis)} lines of source could be read, less than a quarter of what the exercise's own solution has.`
  return [{ tool: 'assay' as const, rule: 'little-to-read', path: '.', line: 1, column: null, endLine: 1, message }]
}
