import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import { and, asc, eq, gt, isNull, sql, type SQL } from 'drizzle-orm'
import { CallerError } from '../../contracts/errors.js'
import type { Queryable } from '../database/open-database.js'
import type { Caller, CourseRole, Scope } from '../http/access.js'
import { loginLinks, people, sessions, tokens } from './tables.js'

export type PersonRow = typeof people.$inferSelect

/** `id` may be left out: then one is made. Throws `already-exists`. */
export async function createPerson(
  db: Queryable,
  person: { id?: string | undefined; name: string; email?: string | null; isAdmin?: boolean },
): Promise<PersonRow> {
  const { id = `p-${randomUUID()}`, name, email = null, isAdmin = false } = person
  const [row] = await db.insert(people).values({ id, name, email, isAdmin }).onConflictDoNothing().returning()
  if (!row) throw new CallerError('already-exists', `The person "${id}" already exists.`)
  return row
}

/** Throws `person-not-found`. */
export async function findPerson(db: Queryable, id: string): Promise<PersonRow> {
  const [row] = await db.select().from(people).where(eq(people.id, id))
  if (!row) throw new CallerError('person-not-found', `There is no person "${id}"; add them with: assay person create`)
  return row
}

export const listPeople = (db: Queryable): Promise<PersonRow[]> => db.select().from(people).orderBy(asc(people.id))

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

/** Whose token it is, or `null` when it is unknown, expired or revoked. One query, enrolments included. */
export const findTokenCaller = (db: Queryable, secret: string): Promise<Caller | null> =>
  findCaller(
    db,
    'token',
    sql`select owner as person_id, scope from tokens
    where secret_sha256 = ${hashSecret(secret)} and revoked_at is null and (expires_at is null or expires_at > now())`,
  )

/** Whose session it is, or `null` when it has ended. */
export const findSessionCaller = (db: Queryable, secret: string): Promise<Caller | null> =>
  findCaller(
    db,
    'session',
    sql`select person_id, 'admin' as scope from sessions
    where secret_sha256 = ${hashSecret(secret)} and ended_at is null and expires_at > now()`,
  )

async function findCaller(db: Queryable, via: Caller['via'], proof: SQL): Promise<Caller | null> {
  const { rows } = await db.execute<{
    id: string
    name: string
    is_admin: boolean
    scope: Scope
    roles: Record<string, CourseRole>
  }>(sql`
    select people.id, people.name, people.is_admin, proof.scope, coalesce(
      (select json_object_agg(course_id, role) from enrolments where enrolments.person_id = people.id), '{}') as roles
    from (${proof}) proof join people on people.id = proof.person_id`)
  const [row] = rows
  return row
    ? {
        owner: row.id,
        name: row.name,
        isAdmin: row.is_admin,
        scope: row.scope,
        roles: new Map(Object.entries(row.roles)),
        via,
      }
    : null
}

/** A new secret: 256 random bits behind a prefix that secret scanners can look for. */
export const createSecret = (): string => `assay_${randomBytes(32).toString('base64url')}`

/** What is kept of a secret. It is random through and through, so a plain hash is enough. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/** Compares two secrets in a time that does not depend on where they differ. */
export const isSameSecret = (left: string, right: string): boolean =>
  timingSafeEqual(Buffer.from(hashSecret(left)), Buffer.from(hashSecret(right)))
