import t from 'tap'
import { describeEnvironment } from '../../../sandbox-images/examiner/suites/suite-command.js'

const baseUrl = 'http://127.0.0.1:8080'

t.test('a suite is told where the service is, by every usual name and its own', (t) => {
  const told = describeEnvironment({ baseUrl, baseUrlName: 'shopUrl', seed: 's', services: {} })
  t.same(told, { BASE_URL: baseUrl, baseUrl, base_url: baseUrl, shopUrl: baseUrl, SEED: 's' })
  t.end()
})

t.test('it is told the ways into the services that the exercise has', (t) => {
  const services = {
    postgres: { host: '/run/pg' },
    redis: { path: '/run/redis/s', username: 'examiner', password: 'p' },
  }
  const {
    BASE_URL: _,
    baseUrl: __,
    base_url: ___,
    SEED: ____,
    ...rest
  } = describeEnvironment({ baseUrl, seed: 's', services })
  t.match(rest, {
    PGHOST: '/run/pg',
    PGUSER: 'looker',
    PGDATABASE: 'app',
    PGOPTIONS: /-c search_path=pg_catalog,public -c row_security=off /,
    REDIS_SOCKET: '/run/redis/s',
    REDIS_USERNAME: 'examiner',
    REDIS_PASSWORD: 'p',
  })
  t.match(describeEnvironment({ baseUrl, seed: 's', services: { mariadb: { path: '/run/m/s' } } }), {
    MARIADB_SOCKET: '/run/m/s',
    MARIADB_USER: 'looker',
  })
  t.end()
})
