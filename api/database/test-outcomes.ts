import type { Report } from '../../contracts/report.js'
import type { Queryable } from './open-database.js'
import { testOutcomes } from '../tables.js'

/** Notes how each test of a run went, so that statistics need not open every report. */
export async function storeTestOutcomes(tx: Queryable, report: Report): Promise<void> {
  const rows = report.checks.correctness.tests.map(({ id, title, group, outcome, points, earned, ms }, position) => ({
    runId: report.run,
    testId: id,
    title,
    group: group ?? '',
    position,
    outcome,
    points,
    earned,
    ms,
  }))
  if (rows.length > 0) await tx.insert(testOutcomes).values(rows).onConflictDoNothing()
}
