import t from 'tap'
import { isRedisReady, runSql } from '../services/databases.js'
import { projectFile } from '../../project-file.js'
import { loadScript } from '../../scripts/load-script.js'

const { startTestServers } = await loadScript('testing/test-servers.mjs')

t.test('one server of each kind is started for all tests, and gone after them', async (t) => {
  const servers = await startTestServers(projectFile('.'), { HOME: '/root' })
  const { TEST_DATABASE_URL: database, TEST_REDIS_URL: redis, ...others } = servers.environment
  t.same(others, { HOME: '/root' })
  await t.resolves(runSql(database, 'select 1'))
  t.ok(await isRedisReady(redis))
  await servers.stop()
  await t.rejects(runSql(database, 'select 1'), { code: 'ECONNREFUSED' })
  t.notOk(await isRedisReady(redis))
})

t.test('servers that the environment names are taken', async (t) => {
  const named = { TEST_DATABASE_URL: 'postgres://127.0.0.1:1/a', TEST_REDIS_URL: 'redis://127.0.0.1:1' }
  const servers = await startTestServers(projectFile('.'), named)
  t.same(servers.environment, named)
  await servers.stop()
})
