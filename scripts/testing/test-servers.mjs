import { loadCompiled } from '../bootstrap/build-images.mjs'

/**
 * One PostgreSQL and one Redis for all tests of a run, which keep apart by names of their own: a server for each file
 * costs two seconds every time. What TEST_DATABASE_URL and TEST_REDIS_URL name is taken instead. Answers `{
 * environment, stop }`: the environment for the tests, and how to remove what was started.
 * @param {string} root
 * @param {NodeJS.ProcessEnv} environment
 */
export async function startTestServers(root, environment) {
  /** @type {typeof import('../../tests/integration/services/databases.js')} */
  const { runPostgres, runRedis } = await loadCompiled(root, 'tests/integration/services/databases.js')
  const postgres = environment.TEST_DATABASE_URL ? undefined : await runPostgres()
  const redis = environment.TEST_REDIS_URL ? undefined : await runRedis()
  return {
    environment: {
      ...environment,
      ...(postgres && { TEST_DATABASE_URL: postgres.url }),
      ...(redis && { TEST_REDIS_URL: redis.url }),
    },
    async stop() {
      await Promise.all([postgres?.remove(), redis?.remove()])
    },
  }
}
