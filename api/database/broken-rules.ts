import type { Report } from '../../contracts/report.js'
import type { Queryable } from './open-database.js'
import { brokenRules } from '../tables.js'

/** Notes which rules the source of a run breaks, so that statistics need not open every report. */
export async function storeBrokenRules(tx: Queryable, report: Report): Promise<void> {
  const findings = report.checks.quality.details?.findings ?? []
  const rows = [...new Set(findings.map(({ rule }) => rule))].flatMap((rule) => {
    const own = findings.filter((finding) => finding.rule === rule)
    return own.slice(0, 1).map(({ category, level, message }) => ({
      runId: report.run,
      rule: toStorable(rule),
      category,
      level,
      findings: own.length,
      message: toStorable(message),
    }))
  })
  if (rows.length > 0) await tx.insert(brokenRules).values(rows).onConflictDoNothing()
}

/** The database refuses NUL in text; a message may quote what stands in a source. */
const toStorable = (text: string) => text.replaceAll('\0', '\ufffd')
