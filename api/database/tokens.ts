import { randomUUID } from 'node:crypto'
import { and, asc, eq, gt, isNull, or, sql } from 'drizzle-orm'
import type { Caller, CallerRole } from '../auth/caller.js'
import { createSecret, hashSecret } from '../auth/token-secret.js'
import type { Queryable } from './open-database.js'
import { tokens } from './schema.js'

export type TokenRow = typeof tokens.$inferSelect

/** Whose secret it is, or `null` when it is unknown, expired or revoked. */
export async function findCaller(db: Queryable, secret: string): Promise<Caller | null> {
  const isLive = and(isNull(tokens.revokedAt), or(isNull(tokens.expiresAt), gt(tokens.expiresAt, sql`now()`)))
  const [row] = await db.select().from(tokens).where(and(eq(tokens.secretSha256, hashSecret(secret)), isLive))
  return row ? { owner: row.owner, role: row.role } : null
}

/** Makes a token. The secret is returned this once and never again. */
export async function createToken(
  db: Queryable,
  token: { owner: string; role: CallerRole; expiresAt: Date | null },
): Promise<{ row: TokenRow; secret: string }> {
  const secret = createSecret()
  const [row] = await db.insert(tokens).values({ id: randomUUID(), ...token, secretSha256: hashSecret(secret) }).returning()
  if (!row) throw new Error('the token was not stored')
  return { row, secret }
}

export const listTokens = (db: Queryable): Promise<TokenRow[]> => db.select().from(tokens).orderBy(asc(tokens.createdAt), asc(tokens.id))

/** Ends a token now. `false` when there is none with that id. */
export async function revokeToken(db: Queryable, id: string): Promise<boolean> {
  const revoked = await db
    .update(tokens)
    .set({ revokedAt: sql`coalesce(revoked_at, now())` })
    .where(eq(tokens.id, id))
    .returning({ id: tokens.id })
  return revoked.length > 0
}
