import { asc, eq } from 'drizzle-orm'
import { Value } from 'typebox/value'
import { ProgressSchema, type PhaseName, type Progress } from '../../contracts/progress.js'
import type { Queryable } from '../database/open-database.js'
import { events } from '../tables.js'
import type { View } from '../submissions/view.js'
import { redactEvent } from './read-events.js'

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
