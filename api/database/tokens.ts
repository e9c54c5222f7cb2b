import { randomUUID } from 'node:crypto'
import { and, asc, eq, sql } from 'drizzle-orm'
import type { Scope } from '../auth/caller.js'
import { createSecret, hashSecret } from '../auth/token-secret.js'
import type { Queryable } from './open-database.js'
import { tokens } from './schema.js'

export type TokenRow = typeof tokens.$inferSelect

/** Makes a token. The secret is returned this once and never again. */
export async function createToken(
  db: Queryable,
  token: { owner: string; scope: Scope; expiresAt: Date | null },
): Promise<{ row: TokenRow; secret: string }> {
  const secret = createSecret()
  const [row] = await db
    .insert(tokens)
    .values({ id: randomUUID(), ...token, secretSha256: hashSecret(secret) })
    .returning()
  if (!row) throw new Error('the token was not stored')
  return { row, secret }
}

/** All tokens, or those of one person. */
export const listTokens = (db: Queryable, owner?: string): Promise<TokenRow[]> =>
  db
    .select()
    .from(tokens)
    .where(owner === undefined ? undefined : eq(tokens.owner, owner))
    .orderBy(asc(tokens.createdAt), asc(tokens.id))

/** Ends a token now, of that owner where one is named. `null` when there is none. */
export async function revokeToken(db: Queryable, id: string, owner?: string): Promise<TokenRow | null> {
  const [row] = await db
    .update(tokens)
    .set({ revokedAt: sql`coalesce(revoked_at, now())` })
    .where(and(eq(tokens.id, id), owner === undefined ? undefined : eq(tokens.owner, owner)))
    .returning()
  return row ?? null
}
