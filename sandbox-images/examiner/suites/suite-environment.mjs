import { sessionSettings, startupOptions } from '../kit/fixtures/connect-postgres.mjs'

/** A suite writes names of tables as they are, and waits as long as it likes. */
const suiteOptions = startupOptions({
  ...sessionSettings,
  search_path: 'pg_catalog,public',
  statement_timeout: '0',
  idle_in_transaction_session_timeout: '0',
})

/**
 * What a suite is told: the address of the service, the seed of the run, and the examiner's own way into the databases,
 * by the names that clients of the database read by themselves.
 * @param {{ baseUrl: string, baseUrlName?: string, seed: string, services: Record<string, { host?: string, path?:
 *   string, username?: string, password?: string }> }} facts
 * @returns {Record<string, string>}
 */
export function describeEnvironment({ baseUrl, baseUrlName, seed, services: { postgres, mariadb, redis } }) {
  return {
    BASE_URL: baseUrl,
    baseUrl,
    base_url: baseUrl,
    ...(baseUrlName && { [baseUrlName]: baseUrl }),
    SEED: seed,
    ...(postgres && { PGHOST: postgres.host, PGUSER: 'looker', PGDATABASE: 'app', PGOPTIONS: suiteOptions }),
    ...(mariadb && { MARIADB_SOCKET: mariadb.path, MARIADB_USER: 'looker', MARIADB_DATABASE: 'app' }),
    ...(redis && {
      REDIS_SOCKET: redis.path,
      REDIS_USERNAME: redis.username ?? '',
      REDIS_PASSWORD: redis.password ?? '',
    }),
  }
}
