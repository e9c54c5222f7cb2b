import { join } from 'node:path'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
import { findProjectRoot } from '../../storage/project-root.js'

/** Any number, as long as every API process takes the same one. */
const MIGRATION_LOCK = 4_127_001

/** Brings the tables up to date. Several API processes may start at once: one migrates, the others wait for it. */
export async function migrateDatabase(url: string): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'assay-migrate',
    connectionTimeoutMillis: 10_000,
  })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    await migrate(drizzle(client), { migrationsFolder: join(findProjectRoot(), 'api/database/migrations') })
  } finally {
    await client.end()
  }
}
