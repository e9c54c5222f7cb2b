import { settleGrade } from '../grades/settle-grade.js'
import type { SettleReport } from '../submissions/run-progress.js'
import { noteRegradeProgress } from './regrades.js'

/** A dry run changes no grade before its regrade is applied. */
export const settleReport: SettleReport = async (tx, { submissionId, isDry, regradeId }) => {
  if (!isDry) await settleGrade(tx, submissionId)
  if (regradeId) await noteRegradeProgress(tx, regradeId)
}
