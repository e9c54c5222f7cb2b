import { asc, eq } from 'drizzle-orm'
import { Value } from 'typebox/value'
import { ProgressSchema, type PhaseName } from '../../contracts/progress.js'
import type { Queryable } from '../database/open-database.js'
import { events } from '../database/schema.js'
import type { View } from '../submissions/view.js'
import { redactEvent } from './read-events.js'

/** How far a run has come, as far as somebody may see it. */
export interface RunSnapshot {
  phase: PhaseName | null
  tests: { id: string; title: string; outcome: 'passed' | 'failed' | 'not-run' }[]
  counted: { finished: number; total: number } | null
}

/** Reads the events of a run so far. What happened before it was handed out once more is left out. */
export async function takeSnapshot(db: Queryable, runId: string, view: View): Promise<RunSnapshot> {
  const rows = await db.select().from(events).where(eq(events.runId, runId)).orderBy(asc(events.id))
  let snapshot: RunSnapshot = { phase: null, tests: [], counted: null }
  for (const row of rows) {
    const data = view === 'whole' ? row.data : redactEvent(row, view)
    if (row.type === 'state' && (data as { state?: unknown }).state === 'queued') snapshot = { phase: null, tests: [], counted: null }
    if (row.type !== 'progress' || !Value.Check(ProgressSchema, data)) continue
    if (data.type === 'phase') snapshot.phase = data.phase
    else snapshot.counted = { finished: data.finished, total: data.total }
    if (data.type === 'test') snapshot.tests = [...snapshot.tests.filter(({ id }) => id !== data.id), { id: data.id, title: data.title, outcome: data.outcome }]
  }
  return snapshot
}
