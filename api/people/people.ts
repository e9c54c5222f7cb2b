import { randomUUID } from 'node:crypto'
import { asc, eq } from 'drizzle-orm'
import { CallerError } from '../../contracts/errors.js'
import type { Queryable } from '../database/open-database.js'
import { people } from './tables.js'

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
