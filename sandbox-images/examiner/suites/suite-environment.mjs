/**
 * What a suite is told: the address of the service, the seed of the run, and the examiner's own way into the databases,
 * by the names that clients of the database read by themselves.
 * @param {{ baseUrl: string, baseUrlName?: string, seed: string, services: Record<string, { host?: string, path?: string, username?: string, password?: string }> }} facts
 * @returns {Record<string, string>}
 */
export function describeEnvironment({ baseUrl, baseUrlName, seed, services: { postgres, mariadb, redis } }) {
  return {
    BASE_URL: baseUrl,
    baseUrl,
    base_url: baseUrl,
    ...(baseUrlName && { [baseUrlName]: baseUrl }),
    SEED: seed,
    ...(postgres && { PGHOST: postgres.host, PGUSER: postgres.username ?? 'examiner', PGDATABASE: 'app' }),
    ...(mariadb && { MARIADB_SOCKET: mariadb.path, MARIADB_USER: mariadb.username ?? 'examiner', MARIADB_DATABASE: 'app' }),
    ...(redis && { REDIS_SOCKET: redis.path, REDIS_USERNAME: redis.username ?? '', REDIS_PASSWORD: redis.password ?? '' }),
  }
}
