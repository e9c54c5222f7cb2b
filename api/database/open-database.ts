import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import * as schema from './schema.js'

export type Database = NodePgDatabase<typeof schema>
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
  return { db: drizzle(pool, { schema, casing: 'snake_case' }), pool, close: () => pool.end() }
}
