import { asc, eq } from 'drizzle-orm'
import { CallerError } from '../../contracts/errors.js'
import type { Queryable } from '../database/open-database.js'
import { connections } from '../tables.js'
import { refusePrivateUrls, refuseUnsafeUrls } from './connection-urls.js'
import { firstSecret, rotateSecrets } from './shared-secrets.js'

export type ConnectionRow = typeof connections.$inferSelect

/** Throws `connection-not-found`. */
export async function findConnection(db: Queryable, id: string): Promise<ConnectionRow> {
  const [row] = await db.select().from(connections).where(eq(connections.id, id))
  if (!row) throw new CallerError('connection-not-found', 'There is no connection with that id.')
  return row
}

export const listConnections = (db: Queryable): Promise<ConnectionRow[]> =>
  db.select().from(connections).orderBy(asc(connections.id))

/** What of a connection can be set. Fields left out stay as they are. */
export type ConnectionChange = Partial<
  Pick<
    ConnectionRow,
    'title' | 'jwks' | 'apiUrl' | 'allowedHosts' | 'allowsPrivateNetwork' | 'fetchToken' | 'enrolsLearners' | 'gradeUrl'
  >
>

/** With a secret for each direction. Throws `already-exists`, `bad-request` for addresses that could never be asked. */
export async function createConnection(
  tx: Queryable,
  draft: { id: string; title: string; adapter: string } & ConnectionChange,
): Promise<ConnectionRow> {
  const now = new Date()
  const [row] = await tx
    .insert(connections)
    .values({ ...draft, secrets: [firstSecret(now)], gradeSecrets: [firstSecret(now)] })
    .onConflictDoNothing()
    .returning()
  if (!row) throw new CallerError('already-exists', `The connection "${draft.id}" already exists.`)
  refuseUnsafeUrls(row)
  await refusePrivateUrls(row)
  return row
}

/** Throws `connection-not-found`, `bad-request` for addresses that could never be asked. */
export async function changeConnection(tx: Queryable, id: string, change: ConnectionChange): Promise<ConnectionRow> {
  const [row] = await tx
    .update(connections)
    .set({ ...change, id })
    .where(eq(connections.id, id))
    .returning()
  if (!row) return findConnection(tx, id)
  refuseUnsafeUrls(row)
  await refusePrivateUrls(row)
  return row
}

/** `inbound` signs what the LMS sends us, `grades` what we send it. */
export const secretDirections = ['inbound', 'grades'] as const
export type SecretDirection = (typeof secretDirections)[number]

const columnOf = { inbound: 'secrets', grades: 'gradeSecrets' } as const

/** Puts a new secret before the one there is; see `rotateSecrets`. Answers the new one, this once. */
export async function addSecret(
  tx: Queryable,
  request: { id: string; direction: SecretDirection; overlapHours: number },
): Promise<{ secret: string; previousExpiresAt: string | null }> {
  const column = columnOf[request.direction]
  const [row] = await tx.select().from(connections).where(eq(connections.id, request.id)).for('update')
  if (!row) throw new CallerError('connection-not-found', 'There is no connection with that id.')
  const [added, previous] = rotateSecrets(row[column], request.overlapHours, new Date())
  await tx
    .update(connections)
    .set({ [column]: previous ? [added, previous] : [added] })
    .where(eq(connections.id, request.id))
  return { secret: added.secret, previousExpiresAt: previous?.expiresAt ?? null }
}
