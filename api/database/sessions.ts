import { and, eq, gt, isNull, sql } from 'drizzle-orm'
import { CallerError } from '../../contracts/errors.js'
import { createSecret, hashSecret } from '../auth/token-secret.js'
import type { Queryable } from './open-database.js'
import { loginLinks, sessions } from './schema.js'

const LINK_MINUTES = 15
const SESSION_HOURS = 12

/** Makes a link's secret: good once, for a quarter of an hour. */
export async function createLoginLink(
  db: Queryable,
  link: { personId: string; createdBy: string },
): Promise<{ secret: string; expiresAt: Date }> {
  const secret = createSecret()
  const expiresAt = new Date(Date.now() + LINK_MINUTES * 60_000)
  await db.insert(loginLinks).values({ ...link, secretSha256: hashSecret(secret), expiresAt })
  return { secret, expiresAt }
}

/** Uses up a link and answers the secret of a new session; call it in a transaction. Throws `link-used`. */
export async function startSession(
  tx: Queryable,
  linkSecret: string,
): Promise<{ secret: string; expiresAt: Date; personId: string }> {
  const isGood = and(
    eq(loginLinks.secretSha256, hashSecret(linkSecret)),
    isNull(loginLinks.usedAt),
    gt(loginLinks.expiresAt, sql`now()`),
  )
  const [link] = await tx
    .update(loginLinks)
    .set({ usedAt: sql`now()` })
    .where(isGood)
    .returning()
  if (!link)
    throw new CallerError(
      'link-used',
      'The link has already been used or is more than 15 minutes old. Ask for a new one.',
    )
  const secret = createSecret()
  const expiresAt = new Date(Date.now() + SESSION_HOURS * 3_600_000)
  await tx.insert(sessions).values({ personId: link.personId, secretSha256: hashSecret(secret), expiresAt })
  return { secret, expiresAt, personId: link.personId }
}

/** Signs a browser out. */
export async function endSession(db: Queryable, secret: string): Promise<void> {
  await db
    .update(sessions)
    .set({ endedAt: sql`now()` })
    .where(and(eq(sessions.secretSha256, hashSecret(secret)), isNull(sessions.endedAt)))
}
