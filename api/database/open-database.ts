import { join } from 'node:path'
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
import { findProjectRoot } from '../../storage/project-root.js'

export type Database = NodePgDatabase
/** A transaction, or the database itself where none is open. */
export type Queryable = Pick<
  Database,
  'select' | 'selectDistinctOn' | 'insert' | 'update' | 'delete' | 'execute' | '$count'
>

export interface OpenDatabase {
  db: Database
  pool: pg.Pool
  /** Refuses new queries and waits for those under way. */
  close(): Promise<void>
}

const CONNECTIONS = 10
const CONNECT_TIMEOUT_MS = 5_000
const STATEMENT_TIMEOUT_MS = 15_000

/** Opens the pool. Nothing is connected yet: the first query is what fails when the server is away. */
export function openDatabase(url: string, onError: (error: Error) => void): OpenDatabase {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: STATEMENT_TIMEOUT_MS + 5_000,
    application_name: 'assay-api',
    // Statistics look expensive to the planner; compiling them would take longer than running them.
    options: '-c jit=off',
  })
  pool.on('error', onError)
  return { db: drizzle(pool, { casing: 'snake_case' }), pool, close: () => pool.end() }
}

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
