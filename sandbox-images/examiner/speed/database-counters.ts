import type { Services, DatabaseSession } from '../kit/fixtures/create-database.js'
import type { DatabaseClient, Row } from '../kit/fixtures/database-client.js'
import { TestFailure } from '../kit/test-failure.js'

/** What the subject's own role has asked of the database so far, by the database's own count. */
export interface Counters {
  statements: number
  rows: number
  scans: number
}

type Query = DatabaseClient['query']

/**
 * Drivers and pools differ in these, and no learner chose them. The last two are how pools clear and check a connection:
 * they read nothing, and must be the whole statement.
 */
const bookkeeping =
  '^\\s*((begin|commit|rollback|start transaction|savepoint|release|set|reset|show|discard|deallocate|close|unlisten)\\M' +
  '|select pg_advisory_unlock_all\\(\\)\\s*$|select \\$1\\s*$)'

/** The view forgets the rarest kinds of statement beyond `pg_stat_statements.max`, and with them what they did. */
const refuseForgotten = ({ forgotten, ...counted }: Row): Row => {
  if (forgotten === undefined || Number(forgotten) === 0) return counted
  throw new TestFailure(
    'Your service sent its database more than a thousand different statements, too many to count. Use parameters instead of values and names that change.',
  )
}

/** Every name and operator says its schema: none may mean something that the subject made. */
const readPostgres = async (query: Query): Promise<Row> => {
  const [counted = {}] = await query(
    `SELECT COALESCE(pg_catalog.sum(s.calls), 0)::pg_catalog.int8 AS statements, COALESCE(pg_catalog.sum(s.rows), 0)::pg_catalog.int8 AS rows,
       (SELECT i.dealloc FROM counts.pg_stat_statements_info i) AS forgotten
     FROM counts.pg_stat_statements s JOIN pg_catalog.pg_roles r ON r.oid OPERATOR(pg_catalog.=) s.userid
     WHERE r.rolname OPERATOR(pg_catalog.=) 'app' AND COALESCE(s.query OPERATOR(pg_catalog.!~*) $1, true)`,
    [bookkeeping],
  )
  const [tables] = await query(
    'SELECT COALESCE(pg_catalog.sum(t.seq_scan), 0)::pg_catalog.int8 AS scans FROM pg_catalog.pg_stat_user_tables t',
  )
  return { ...refuseForgotten(counted), ...tables }
}

/**
 * `USER_STATISTICS` is brought up to date at the end of each statement. Its other commands are the bookkeeping, and two
 * that read rows: `HANDLER … READ`, which sends one, and `DO`. Nobody but the subject uses these.
 */
const readMariadb = async (query: Query): Promise<Row> => {
  const [counted = { statements: 0, rows: 0 }] = await query<{ statements: unknown; rows: unknown }>(
    `SELECT SELECT_COMMANDS + UPDATE_COMMANDS AS statements, ROWS_SENT + ROWS_INSERTED + ROWS_UPDATED + ROWS_DELETED AS \`rows\`
     FROM information_schema.USER_STATISTICS WHERE USER = 'app'`,
  )
  const status = await query<{ Variable_name: string; Value: unknown }>(
    "SHOW GLOBAL STATUS WHERE Variable_name IN ('Select_scan', 'Select_full_join', 'Com_ha_read', 'Com_do')",
  )
  const sum = (...names: string[]) =>
    status.filter((row) => names.includes(row.Variable_name)).reduce((total, row) => total + Number(row.Value), 0)
  return {
    statements: Number(counted.statements) + sum('Com_ha_read', 'Com_do'),
    rows: Number(counted.rows) + sum('Com_ha_read'),
    scans: sum('Select_scan', 'Select_full_join'),
  }
}

function toCounters(told: Row): Counters {
  const counters = { statements: Number(told['statements']), rows: Number(told['rows']), scans: Number(told['scans']) }
  if (!Object.values(counters).every(Number.isFinite)) throw new Error('its statistics are not numbers.')
  return counters
}

/**
 * Counts what a trial asks of the database. `null` where the exercise has none. `session`: of the role that may read
 * the server's counts, and no table.
 */
export function createDatabaseCounters(
  services: Services,
  session: DatabaseSession,
): { start(): Promise<Counters>; finish(before: Counters): Promise<Counters> } | null {
  const { postgres, mariadb } = services
  if (!postgres && !mariadb) return null
  // In the session: whatever an answer breaks here is the server's doing.
  const ask = <T>(work: (query: Query) => Promise<T>) =>
    session.run((client) => work((sql, params) => client.query(sql, params)))
  const read = async (query: Query) => toCounters(postgres ? await readPostgres(query) : await readMariadb(query))
  return {
    /**
     * Begins a trial. PostgreSQL's entries are cleared: it keeps a thousand kinds of statement, and a trial that has
     * more has failed.
     */
    start: () =>
      ask(async (query) => {
        if (postgres) await query('SELECT counts.pg_stat_statements_reset()')
        return read(query)
      }),
    async finish(before) {
      const after = await ask(read)
      const grown = (name: keyof Counters) => Math.max(0, after[name] - before[name])
      return { statements: grown('statements'), rows: grown('rows'), scans: grown('scans') }
    },
  }
}
