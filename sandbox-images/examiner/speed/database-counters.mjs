/**
 * What the subject's own role has asked of the database so far, by the database's own count.
 * @typedef {{ statements: number, rows: number, scans: number }} Counters
 */

/** Drivers differ in these, and no learner chose them. */
const bookkeeping = '^\\s*(begin|commit|rollback|start transaction|savepoint|release|set|reset|show|discard|deallocate)\\M'

const readPostgres = async (query) => {
  const { rows: [counted] } = await query(
    `SELECT coalesce(sum(s.calls), 0)::bigint AS statements, coalesce(sum(s.rows), 0)::bigint AS rows
     FROM examiner.pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid WHERE r.rolname = 'app' AND s.query !~* $1`,
    [bookkeeping],
  )
  const { rows: [tables] } = await query('SELECT coalesce(sum(seq_scan), 0)::bigint AS scans FROM pg_stat_user_tables')
  return { ...counted, ...tables }
}

/** `USER_STATISTICS` is brought up to date at the end of each statement; the other commands are the bookkeeping. */
const readMariadb = async (query) => {
  const { rows: [counted] } = await query(
    `SELECT SELECT_COMMANDS + UPDATE_COMMANDS AS statements, ROWS_SENT + ROWS_INSERTED + ROWS_UPDATED + ROWS_DELETED AS \`rows\`
     FROM information_schema.USER_STATISTICS WHERE USER = 'app'`,
  )
  const { rows } = await query("SHOW GLOBAL STATUS WHERE Variable_name IN ('Select_scan', 'Select_full_join')")
  return { statements: 0, rows: 0, ...counted, scans: rows.reduce((sum, row) => sum + Number(row.Value), 0) }
}

/**
 * Counts what a turn asks of the database. `null` where the exercise has none.
 * @param {{ postgres?: object, mariadb?: object }} services
 * @param {{ query(sql: string, params?: unknown[]): Promise<{ rows: object[] }> }} db
 */
export function createDatabaseCounters(services, db) {
  if (!services.postgres && !services.mariadb) return null
  const query = (sql, params) => db.query(sql, params)
  const read = () => (services.postgres ? readPostgres(query) : readMariadb(query))
  return {
    /** Begins a turn. Entries of PostgreSQL are cleared: of more than a thousand kinds of statement it forgets the rarest. */
    async start() {
      if (services.postgres) await query('SELECT examiner.pg_stat_statements_reset()')
      return read()
    },
    /** @param {Counters} before @returns {Promise<Counters>} */
    async finish(before) {
      const after = await read()
      const grown = (name) => Math.max(0, Number(after[name]) - Number(before[name]))
      return { statements: grown('statements'), rows: grown('rows'), scans: grown('scans') }
    },
  }
}
