import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { Compile } from 'typebox/compile'
import { reportLimits, ReportSchema, type Report } from '../../contracts/report.js'
import { storeReport } from '../database/run-progress.js'
import type { RunQueue } from '../queue.js'
import { failDelivery, type FailureRules } from './fail-delivery.js'

const ResultSchema = Type.Object({ runId: Type.String(), delivery: Type.Integer(), report: Type.Unknown() })
const reportShape = Compile(ReportSchema)

/**
 * Takes one result off the second queue. A report is stored once per run. One that is not a report, or is of another
 * run, is a fault of ours: a failed delivery, never a score. A worker that says `not-assessed` has given up. Throws
 * only when it must be handed to us again.
 */
export async function ingestReport(rules: FailureRules & { queue: RunQueue }, result: unknown): Promise<void> {
  if (!Value.Check(ResultSchema, result)) {
    rules.log.error({ result: typeof result }, 'the report queue contains something that is not a result')
    return
  }
  const { runId, delivery, report } = result
  const mistake = findMistake(runId, report)
  if (mistake) return failDelivery(rules, { runId, delivery, reason: `invalid report: ${mistake}`, isFinal: false })
  const valid = report as Report
  if (valid.verdict === 'not-assessed')
    return failDelivery(rules, { runId, delivery, reason: `${valid.incident}`, isFinal: true })
  const run = await storeReport(rules.db, runId, valid)
  rules.log.info({ runId, delivery }, run ? 'a report was stored' : 'ignored a duplicate report')
  if (run && run.delivery !== delivery) await rules.queue.withdraw(runId, run.delivery)
}

function findMistake(runId: string, report: unknown): string | null {
  if (!reportShape.Check(report)) {
    const [error] = reportShape.Errors(report)
    return `${error?.instancePath} ${error?.message}`
  }
  const { length } = JSON.stringify(report)
  if (length > reportLimits.length) return `it has ${length} characters; at most ${reportLimits.length} are allowed`
  if (report.run !== runId) return 'it belongs to another run'
  return null
}
