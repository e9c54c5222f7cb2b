import t from 'tap'
import { defaultLimits } from '../../../contracts/limits.js'
import { buildContainer, subjectContainer, suiteContainer, type Members } from '../../../worker/sandbox/pod-members.js'

const identity = { runId: 'r', delivery: 1, worker: 'w', lifetimeSeconds: 60 }
const members: Members = {
  identity,
  services: ['postgres', 'redis'],
  limits: defaultLimits,
  images: { node: 'assay/node:1', python: 'assay/python:1' },
  language: 'node',
  labels: {},
  slot: 3,
  holderId: 'holder',
  examinerPassword: 'secret-of-the-examiner',
}
const program = { command: ['run'], env: {} }
const suite = { ...program, language: 'python', heldBy: { ...identity, part: 'suite' }, seconds: 9 }

t.test('a build has no network', async (t) => {
  t.match(buildContainer(members, program), {
    network: 'none',
  })
})

t.test('a suite has its own source and the loopback, and nothing of the service that it is tried on', async (t) => {
  const { mounts, network, env, image } = suiteContainer(members, suite)
  t.same(
    mounts.map(({ Source, Target, ReadOnly }) => [Source, Target, ReadOnly]),
    [['assay-r-1-suite-app', '/app', true]],
  )
  t.same([network, image], [{ joins: 'holder' }, 'assay/python:1'])
  t.same(Object.keys(env).sort(), ['BASE_URL', 'HOME', 'TMPDIR'])
})

t.test('a service finds its database by a URL and by the names that drivers and courses use', async (t) => {
  const envOf = (services: Members['services']) => subjectContainer({ ...members, services }, program).env
  const postgres = envOf(['postgres'])
  t.equal(postgres['DATABASE_URL'], 'postgresql://app:app@127.0.0.1:5432/app', 'SQLAlchemy knows no postgres://')
  t.match(postgres, { PGHOST: '127.0.0.1', PGPORT: '5432', PGUSER: 'app', PGPASSWORD: 'app', PGDATABASE: 'app' })
  t.match(postgres, { POSTGRES_HOST: '127.0.0.1', POSTGRES_USER: 'app', POSTGRES_PASSWORD: 'app', POSTGRES_DB: 'app' })
  const mariadb = envOf(['mariadb'])
  t.match(mariadb, {
    MYSQL_HOST: '127.0.0.1',
    MYSQL_PORT: '3306',
    MYSQL_USER: 'app',
    MYSQL_PASSWORD: 'app',
    MYSQL_DATABASE: 'app',
  })
  const parts = {
    DB_HOST: '127.0.0.1',
    DB_USER: 'app',
    DB_USERNAME: 'app',
    DB_PASSWORD: 'app',
    DB_PASS: 'app',
    DB_NAME: 'app',
    DB_DATABASE: 'app',
  }
  t.match(postgres, { ...parts, DB_PORT: '5432' })
  t.match(mariadb, { ...parts, DB_PORT: '3306' })
  t.notMatch(Object.keys(envOf([])).join(' '), /DATABASE|DB_|PG/, 'where there is none, it is told of none')
})

t.test("no learner's code is told the examiner's password", async (t) => {
  const plans = [buildContainer(members, program), subjectContainer(members, program), suiteContainer(members, suite)]
  t.notMatch(JSON.stringify(plans), members.examinerPassword)
})
