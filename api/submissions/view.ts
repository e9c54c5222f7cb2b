import { closesAt, isOpen, lateAfter } from '../../contracts/assignment.js'
import { CallerError } from '../../contracts/errors.js'
import { formatMoment } from '../../contracts/moments.js'
import { redactReport } from '../../contracts/report/redaction.js'
import type { Report } from '../../contracts/report/report.js'
import { seesWhole, type Caller } from '../http/caller.js'
import type { AssignmentRow } from '../assignments/assignments.js'

/**
 * How much of a report somebody sees: `whole` with the receipt's seed; `details` all hidden tests; `shown` each test by
 * its `show` level; `closed` nothing yet, not even the score.
 */
export type View = 'whole' | 'details' | 'shown' | 'closed'

/** Decided here alone, by who asks and by what the assignment opens when. */
export function viewOf(
  caller: Caller,
  submission: { courseId: string | null },
  assignment: AssignmentRow | null,
  now: Date,
): View {
  if (seesWhole(caller, submission)) return 'whole'
  if (!assignment) return 'shown'
  const moments = { now, dueAt: assignment.dueAt, releasedAt: assignment.releasedAt, lateRule: assignment.lateRule }
  if (!isOpen(assignment.feedback.report, moments)) return 'closed'
  return isOpen(assignment.feedback.hiddenDetails, moments) ? 'details' : 'shown'
}

/** The report as that view has it. Throws `feedback-closed`. */
export function showReport(report: Report, view: View, assignment: AssignmentRow | null): Report {
  switch (view) {
    case 'whole':
      return report
    case 'details':
      return redactReport(report, { areDetailsOpen: true })
    case 'shown':
      return redactReport(report, { areDetailsOpen: false })
    case 'closed':
      throw new CallerError('feedback-closed', `Your work is graded. ${explainOpening(assignment)}`)
  }
}

/** When learners may read their reports, in a sentence. */
export function explainOpening(assignment: AssignmentRow | null): string {
  switch (assignment?.feedback.report) {
    case 'after-due': {
      const opens = closesAt(assignment.lateRule, assignment.dueAt) ?? lateAfter(assignment.lateRule, assignment.dueAt)
      return opens
        ? `Reports open when submissions close, at ${formatMoment(opens)}.`
        : 'Reports open after the due date, which is not set yet.'
    }
    case 'when-released':
      return 'Reports open when your instructor releases them.'
    default:
      return 'Reports are not shown for this assignment.'
  }
}
