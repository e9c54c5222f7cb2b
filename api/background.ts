import { and, asc, eq, inArray, lte, type SQL, sql } from 'drizzle-orm'
import type { PgColumn, PgTable, PgUpdateSetSource } from 'drizzle-orm/pg-core'
import type { Queryable } from './database/open-database.js'

/** Work that is taken from a table, one piece at a time. */
export interface PoolWork<T> {
  /** The next piece, for this process alone; `null` where there is none. */
  claim(): Promise<T | null>
  handle(piece: T): Promise<void>
  onError(error: Error): void
}

/** A process that is asked to stop has not longer; what is under way then is taken over when its lease is over. */
const STOP_MS = 5_000

/**
 * Works on up to `count` pieces at a time: one that is slow holds up no other while there is room. Looks for pieces
 * when it is woken, when one is done, and at least every `everyMs`.
 */
export function workInPool<T>(
  { claim, handle, onError }: PoolWork<T>,
  { count, everyMs }: { count: number; everyMs: number },
): Repetition {
  const atWork = new Set<Promise<void>>()
  const begin = (piece: T) => {
    const work = handle(piece)
      .catch(onError)
      .finally(() => {
        atWork.delete(work)
        looking.wake()
      })
    atWork.add(work)
  }
  const looking = repeat(
    async () => {
      while (atWork.size < count) {
        const piece = await claim()
        if (piece === null) return
        begin(piece)
      }
    },
    everyMs,
    onError,
  )
  return {
    wake: () => looking.wake(),
    async stop() {
      const ended = looking.stop().then(() => Promise.all(atWork))
      await withTimeout(ended, STOP_MS, 'work was still in progress').catch(onError)
    },
  }
}

/** Work that goes on for as long as the process lives. */
export interface Repetition {
  /** Runs the task soon; again afterwards when it is under way already. */
  wake(): void
  /** Waits for a run under way, then no more. */
  stop(): Promise<void>
}

/** Runs a task at once, whenever it is woken and at least every `everyMs`; never twice at a time. */
export function repeat(task: () => Promise<void>, everyMs: number, onError: (error: Error) => void): Repetition {
  let timer: NodeJS.Timeout | undefined
  let current: Promise<void> | undefined
  let isWoken = false
  let isStopped = false

  const run = () => {
    clearTimeout(timer)
    isWoken = false
    current = task()
      .catch(onError)
      .finally(() => {
        current = undefined
        if (isStopped) return
        timer = setTimeout(run, isWoken ? 0 : everyMs)
      })
  }
  run()
  return {
    wake() {
      if (isStopped) return
      isWoken = true
      if (!current) run()
    },
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await current
    },
  }
}

/** Rejects when `work` takes longer. The work itself goes on; whoever calls must bear that it may still succeed. */
export async function withTimeout<T>(work: Promise<T>, timeoutMs: number, message: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(message)), timeoutMs)
  })
  try {
    return await Promise.race([work, expired])
  } finally {
    clearTimeout(timer)
  }
}

/**
 * A table whose rows are work for any API process (docs/decisions/0021). While a row is `waiting`, `dueAt` says when it
 * may be tried; while a process holds it, `dueAt` says when others may take it over. `tries` counts how often it was
 * claimed, and so tells one holder from the next.
 */
export type WorkTable = PgTable & Record<'id' | 'connectionId' | 'state' | 'tries' | 'dueAt' | 'endedAt', PgColumn>

/** What `claimDue` needs to know of a table. */
export interface Claim {
  /** The state of a row that a process holds. */
  heldState: string
  /** How long the row is held. Afterwards it is due again, whatever became of the process. */
  leaseMs: number
  /** How many rows of one connection are held at a time: a slow LMS must leave room for others. */
  perConnection: number
  /** What else must be true of a row before it is claimed. */
  isReady?: SQL | undefined
}

/** Claims the row that has been due for longest, which counts as a try; `null` if there is none. */
export async function claimDue<T extends WorkTable>(
  db: Queryable,
  table: T,
  { heldState, leaseMs, perConnection, isReady }: Claim,
): Promise<T['$inferSelect'] | null> {
  const hasRoom = sql`(select count(*) from ${table} other
    where other.connection_id = ${table.connectionId}
      and other.state = ${heldState} and other.due_at > now()) < ${perConnection}`
  const next = db
    .select({ id: table.id })
    .from(table as PgTable)
    .where(and(inArray(table.state, ['waiting', heldState]), lte(table.dueAt, sql`now()`), hasRoom, isReady))
    .orderBy(asc(table.dueAt))
    .limit(1)
    .for('update', { skipLocked: true })
  const held = { state: heldState, tries: sql`tries + 1`, dueAt: dueIn(leaseMs), endedAt: null }
  const rows = await db
    .update(table)
    .set(held as unknown as PgUpdateSetSource<T>)
    .where(eq(table.id, sql`${next}`)) // not IN: that may run the inner query once for each row
    .returning()
  return (rows as T['$inferSelect'][])[0] ?? null
}

/** True only for the process that claimed `row`, until its lease ends and another process claims it. */
export const isHeld = (table: WorkTable, row: { id: string; tries: number }, heldState: string): SQL | undefined =>
  and(eq(table.id, row.id), eq(table.state, heldState), eq(table.tries, row.tries))

/** By the clock of the database, which all processes share. */
export const dueIn = (ms: number): SQL => sql`now() + make_interval(secs => ${ms / 1000})`

/** At most this share is added to a wait, so that rows that failed together do not come back together. */
const JITTER = 0.2

export interface RetrySchedule {
  /** The waits between tries, in units of the first. After the last, there are no more tries. */
  waits: readonly number[]
  firstWaitMs: number
  random?: () => number
}

/** Milliseconds until a row that was tried `tries` times is tried again; `null`: never. */
export function waitAfter(tries: number, { waits, firstWaitMs, random = Math.random }: RetrySchedule): number | null {
  const units = waits[tries - 1]
  return units === undefined ? null : units * firstWaitMs * (1 + random() * JITTER)
}
