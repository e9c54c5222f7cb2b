import { sql, type SQL } from 'drizzle-orm'
import type { Caller, CourseRole, Scope } from '../auth/caller.js'
import { hashSecret } from '../auth/token-secret.js'
import type { Queryable } from './open-database.js'

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
