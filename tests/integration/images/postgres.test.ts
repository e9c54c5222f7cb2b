import t from 'tap'
import { openPlace } from './image-container.js'

const readyLine = /database system is ready to accept connections/
const bySocket = (user: string) => `host=/run/service dbname=app user=${user}`
const byLoopback = (user: string, database = 'app') =>
  `postgres://${user}:${user}@127.0.0.1:5432/${database}?connect_timeout=5`

const place = await openPlace()
const server = await place.serve({ image: 'postgres', role: 'postgres', command: ['serve'] }, readyLine)
t.teardown(async () => {
  await server[Symbol.asyncDispose]()
  await place[Symbol.asyncDispose]()
})

const query = (role: 'examiner' | 'subject' | 'postgres', address: string, sql: string) =>
  place.run({ image: 'postgres', role, command: ['psql', address, '-AtqX', '-c', sql] })

t.test('the examiner comes in by the socket, known by its UID, and never as a superuser', async (t) => {
  for (const role of ['looker', 'counter', 'maintainer']) {
    const result = await query(
      'examiner',
      bySocket(role),
      "select current_user, current_setting('is_superuser'), current_setting('server_version_num')::int / 10000",
    )
    t.same(result, { exitCode: 0, output: `${role}|off|17` })
  }
})

t.test('the examiner has the rights of the subject on its tables, and cannot become it', async (t) => {
  await query('subject', byLoopback('app'), 'create table owned (id int); insert into owned values (1)')
  t.same(await query('examiner', bySocket('looker'), 'select id from owned'), { exitCode: 0, output: '1' })
  t.match((await query('examiner', bySocket('looker'), 'set role app')).output, /permission denied to set role "app"/)
  for (const role of ['counter', 'maintainer']) {
    t.match(
      (await query('examiner', bySocket(role), 'select id from owned')).output,
      /permission denied for table owned/,
      role,
    )
  }
})

t.test('the subject can neither read what the examiner asks nor end its session', async (t) => {
  const asking = query('examiner', bySocket('looker'), 'select pg_sleep(3) as secret')
  const look = `do $$ begin for n in 1..100 loop perform pg_stat_clear_snapshot();
    exit when exists (select from pg_stat_activity where usename = 'looker'); perform pg_sleep(0.05); end loop; end $$;
    select query from pg_stat_activity where usename = 'looker'; select pg_terminate_backend(pid) from pg_stat_activity where usename = 'looker'`
  const { output } = await query('subject', byLoopback('app'), look)
  t.match(output, /^<insufficient privilege>$/m)
  t.match(output, /^ERROR: {2}permission denied to terminate process/m)
  t.equal((await asking).exitCode, 0)
})

t.test('the examiner sees every statement that was run', async (t) => {
  await query('subject', byLoopback('app'), 'select 4711 as "a statement of the subject"')
  const result = await query(
    'examiner',
    bySocket('counter'),
    "select calls from counts.pg_stat_statements where query like '%of the subject%' and query not like '%like%'",
  )
  t.same(result, { exitCode: 0, output: '1' })
})

t.test('the subject comes in by loopback as a plain role that owns one database', async (t) => {
  const sql =
    "create table things (id serial primary key, name text); insert into things (name) values ('ä'); select current_user, current_setting('is_superuser'), name from things"
  t.same(await query('subject', byLoopback('app'), sql), { exitCode: 0, output: 'app|off|ä' })
})

t.test('nobody else comes in', async (t) => {
  const refused = [
    ['superuser over loopback', await query('subject', byLoopback('postgres'), 'select 1'), /no pg_hba\.conf entry/],
    ['superuser over the socket', await query('postgres', bySocket('postgres'), 'select 1'), /no pg_hba\.conf entry/],
    ['the examiner over loopback', await query('subject', byLoopback('looker'), 'select 1'), /no pg_hba\.conf entry/],
    [
      'the database itself as the examiner',
      await query('postgres', bySocket('looker'), 'select 1'),
      /Peer authentication failed/,
    ],
    [
      'plain role in another database',
      await query('subject', byLoopback('app', 'template1'), 'select 1'),
      /no pg_hba\.conf entry/,
    ],
    [
      'plain role with a wrong password',
      await query('subject', byLoopback('app').replace('app:app', 'app:no'), 'select 1'),
      /password authentication failed/,
    ],
    ['plain role over the socket', await query('examiner', bySocket('app'), 'select 1'), /no pg_hba\.conf entry/],
  ] as const
  for (const [who, { exitCode, output }, reason] of refused) {
    t.not(exitCode, 0, who)
    t.match(output, reason, who)
  }
})

t.test('the plain role can neither leave the database nor look at the examiner', async (t) => {
  const forbidden = [
    "copy (select 1) to program 'id'",
    "select pg_read_file('/etc/passwd')",
    "select lo_import('/etc/passwd')",
    "alter system set work_mem = '1GB'",
    'select pg_reload_conf()',
    'select query from counts.pg_stat_statements',
    'set role looker',
    'grant app to looker with set true',
    'create role another superuser',
    'create database another',
  ]
  const command = ['psql', byLoopback('app'), '-AtqX', ...forbidden.flatMap((sql) => ['-c', sql])]
  const { output } = await place.run({ image: 'postgres', role: 'subject', command })
  const errors = output.split('\n').filter((line) => line.startsWith('ERROR:'))
  t.equal(errors.length, forbidden.length, output)
  for (const error of errors) t.match(error, /^ERROR: {2}permission denied/)
})

t.test('it listens on loopback only, under its own UID', async (t) => {
  const { output } = await place.run({
    image: 'holder',
    role: 'holder',
    command: ['awk', '$4 == "0A" { print $2, $8 }', '/proc/net/tcp'],
  })
  t.match(output, /^0100007F:1538 2\d{5}$/)
})
