import { and, eq, sql } from 'drizzle-orm'
import type { Queryable } from './open-database.js'
import { regrades } from './schema.js'

/** A run of a regrade of all has ended: once all have, it is ready to be looked at. */
export async function noteRegradeProgress(tx: Queryable, regradeId: string): Promise<void> {
  // Its last two runs may end at the same moment: the second to get here must see the first.
  await tx.execute(sql`select id from regrades where id = ${regradeId} for no key update`)
  const isDone = sql`not exists (select 1 from runs where runs.regrade_id = ${regradeId} and runs.state <> 'done')`
  await tx.update(regrades).set({ state: 'ready' }).where(and(eq(regrades.id, regradeId), eq(regrades.state, 'running'), isDone))
}
