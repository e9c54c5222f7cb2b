import { isSettled } from './runs.js'
import { and, asc, eq, gt } from 'drizzle-orm'
import { Value } from 'typebox/value'
import { formatMoment } from '../../contracts/amounts.js'
import { closesAt, isOpen, lateAfter } from '../../contracts/assignment.js'
import { CallerError } from '../../contracts/errors.js'
import { type PhaseName, type Progress, ProgressSchema } from '../../contracts/job.js'
import { redactProgress, redactReport } from '../../contracts/report/redaction.js'
import type { Report } from '../../contracts/report/report.js'
import type { AssignmentRow } from '../assignments/assignments.js'
import type { EventHub } from '../database/notifications.js'
import type { Queryable } from '../database/open-database.js'
import { type Caller, seesWhole } from '../http/access.js'
import { events } from './tables.js'

type EventRow = typeof events.$inferSelect

export interface StreamedEvent {
  id: string
  event: EventRow['type']
  data: unknown
}

const PAGE = 200
/** Notifications can be lost: a stream looks by itself as often as this. */
const POLL_MS = 5_000

/**
 * The events of a submission after `lastId`, as they happen; ends once all its runs are done and everything was
 * told. Read from the table, so that whoever reconnects misses nothing.
 */
export async function* streamEvents(
  { db, events: hub }: { db: Queryable; events: EventHub },
  watch: { submissionId: string; lastId: number; view: View; signal: AbortSignal },
): AsyncGenerator<StreamedEvent> {
  let lastId = watch.lastId
  while (!watch.signal.aborted && !hub.isClosed) {
    const next = hub.wait(watch.submissionId, POLL_MS, watch.signal) // before reading: what happens meanwhile must wake us
    const settled = await isSettled(db, watch.submissionId)
    const page = await readPage(db, watch.submissionId, lastId)
    for (const row of page) {
      lastId = row.id
      const shown = watch.view === 'whole' ? row.data : redactEvent(row, watch.view)
      if (shown !== undefined) yield { id: String(row.id), event: row.type, data: shown }
    }
    if (page.length === PAGE) continue
    if (settled) return
    await next
  }
}

const readPage = (db: Queryable, submissionId: string, lastId: number): Promise<EventRow[]> =>
  db
    .select()
    .from(events)
    .where(and(eq(events.submissionId, submissionId), gt(events.id, lastId)))
    .orderBy(asc(events.id))
    .limit(PAGE)

/**
 * Progress that is not of the known shape is not shown to a learner: it cannot be told what it gives away. While
 * reports are closed, only that the work goes on and ends is shown.
 */
export function redactEvent(row: EventRow, view: View): unknown {
  if (row.type === 'state') return row.data
  if (row.type === 'result')
    return view === 'closed' ? { run: row.runId, verdict: null, score: null, isReportOpen: false } : row.data
  if (!Value.Check(ProgressSchema, row.data)) return undefined
  if (view === 'closed' && row.data.type !== 'phase') return undefined
  return redactProgress(row.data)
}

/** How far a run has come, as far as somebody may see it. */
export interface RunSnapshot {
  phase: PhaseName | null
  /** The phases so far, that of this moment too. */
  begun: readonly PhaseName[]
  tests: readonly { id: string; title: string; outcome: 'passed' | 'failed' | 'not-run' }[]
  counted: { finished: number; total: number } | null
}

/** Reads the events of a run so far. What happened before it was handed out once more is left out. */
export async function takeSnapshot(db: Queryable, runId: string, view: View): Promise<RunSnapshot> {
  const rows = await db.select().from(events).where(eq(events.runId, runId)).orderBy(asc(events.id))
  let snapshot: RunSnapshot = nothingYet
  for (const row of rows) {
    const data = view === 'whole' ? row.data : redactEvent(row, view)
    if (row.type === 'state' && (data as { state?: unknown }).state === 'queued') snapshot = nothingYet
    if (row.type !== 'progress' || !Value.Check(ProgressSchema, data)) continue
    snapshot = follow(snapshot, data)
  }
  return snapshot
}

const nothingYet: RunSnapshot = { phase: null, begun: [], tests: [], counted: null }

function follow(snapshot: RunSnapshot, data: Progress): RunSnapshot {
  if (data.type === 'phase') return { ...snapshot, phase: data.phase, begun: [...snapshot.begun, data.phase] }
  const counted = { finished: data.finished, total: data.total }
  if (data.type === 'count') return { ...snapshot, counted }
  const { id, title, outcome } = data
  return { ...snapshot, counted, tests: [...snapshot.tests.filter((test) => test.id !== id), { id, title, outcome }] }
}

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
