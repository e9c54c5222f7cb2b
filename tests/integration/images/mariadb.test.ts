import t from 'tap'
import { openPlace } from './image-container.js'

const bySocket = (user: string, database = 'app') => [
  '--protocol=socket',
  '--socket=/run/service/mariadb.sock',
  `--user=${user}`,
  `--database=${database}`,
]
const byLoopback = (user: string, password = user) => [
  '--protocol=tcp',
  '--host=127.0.0.1',
  `--user=${user}`,
  `--password=${password}`,
  '--database=app',
]

const place = await openPlace()
const server = await place.serve(
  { image: 'mariadb', role: 'mariadb', command: ['serve'] },
  /mariadbd: ready for connections/,
)
t.teardown(async () => {
  await server[Symbol.asyncDispose]()
  await place[Symbol.asyncDispose]()
})

const client = (way: readonly string[]) => [
  'mariadb',
  '--no-defaults',
  '--skip-ssl',
  '--connect-timeout=5',
  '--batch',
  '--skip-column-names',
  ...way,
]
const query = (role: 'examiner' | 'subject' | 'mariadb', way: readonly string[], ...statements: string[]) =>
  place.run({ image: 'mariadb', role, command: [...client(way), '--execute', statements.join(';')] })

t.test('the examiner comes in by the socket, known by its UID, to see rows and to see counts', async (t) => {
  const sql = "select current_user(), substring_index(version(), '.', 2)"
  t.same(await query('examiner', bySocket('looker'), sql), { exitCode: 0, output: 'looker@localhost\t11.8' })
  t.same(await query('examiner', bySocket('counter', ''), sql), { exitCode: 0, output: 'counter@localhost\t11.8' })
})

t.test('there is no superuser: the examiner may change rows and see counts, nothing else', async (t) => {
  const looker = await query('examiner', bySocket('looker'), 'show grants')
  t.match(
    looker.output,
    /GRANT USAGE ON \*\.\*.+\nGRANT SELECT, INSERT, UPDATE, DELETE, TRIGGER ON `app`\.\* TO `looker`@`localhost`$/,
  )
  const counter = await query('examiner', bySocket('counter', ''), 'show grants')
  t.match(counter.output, /^GRANT PROCESS ON \*\.\* TO `counter`@`localhost` [^\n]+$/)
  const refused = await query('examiner', bySocket('counter', ''), 'select * from app.things')
  t.match(refused.output, /SELECT command denied/)
})

t.test('the subject comes in by loopback as a plain role that owns one database', async (t) => {
  const result = await query(
    'subject',
    byLoopback('app'),
    'create table things (id int auto_increment primary key, name text)',
    "insert into things (name) values ('ä🙂')",
    'select current_user(), name, @@time_zone from things',
  )
  t.same(result, { exitCode: 0, output: 'app@127.0.0.1\tä🙂\t+00:00' })
})

t.test('the examiner sees how many rows of a table were read', async (t) => {
  await query(
    'subject',
    byLoopback('app'),
    'create table counted (id int primary key)',
    'insert into counted values (1), (2), (3)',
    'select * from counted',
  )
  const sql = "select rows_read, rows_changed from information_schema.table_statistics where table_name = 'counted'"
  t.same(await query('examiner', bySocket('looker'), sql), { exitCode: 0, output: '3\t3' })
})

t.test('nobody else comes in', async (t) => {
  const refused = [
    ['the examiner over loopback', await query('subject', byLoopback('looker'), 'select 1')],
    ['the counter over loopback', await query('subject', byLoopback('counter'), 'select 1')],
    ['root over loopback', await query('subject', byLoopback('root', ''), 'select 1')],
    ['plain role with a wrong password', await query('subject', byLoopback('app', 'no'), 'select 1')],
    ['plain role over the socket', await query('examiner', [...bySocket('app'), '--password=app'], 'select 1')],
    ['the database itself as the examiner', await query('mariadb', bySocket('looker'), 'select 1')],
    ['root over the socket', await query('examiner', bySocket('root'), 'select 1')],
  ] as const
  for (const [who, { exitCode, output }] of refused) {
    t.not(exitCode, 0, who)
    t.match(output, /Access denied for user/, who)
  }
})

t.test('the plain role can neither leave the database nor get more rights', async (t) => {
  const forbidden = [
    "select 1 into outfile '/data/mariadb-tmp/out'",
    "load data infile '/etc/passwd' into table counted",
    'select * from mysql.global_priv',
    'create database another',
    "create user another identified by 'a'",
    'grant super on *.* to app@127.0.0.1',
    'set global max_connections = 1000',
    'set global innodb_lock_wait_timeout = 1',
    "install soname 'ha_archive'",
    "create function f returns string soname 'libc.so.6'",
    'shutdown',
    'flush tables',
    'kill 1',
    'select * from mysql.proc',
  ]
  const script = `for sql in "$@"; do ${client(byLoopback('app')).join(' ')} --execute "$sql"; done 2>&1`
  const { output } = await place.run({
    image: 'mariadb',
    role: 'subject',
    command: ['sh', '-c', script, 'sh', ...forbidden],
  })
  const errors = output.split('\n').filter((line) => line.startsWith('ERROR '))
  t.equal(errors.length, forbidden.length, output)
  for (const error of errors) t.match(error, /denied|--secure-file-priv|Unknown thread id/)
})

t.test('a file of the client is not asked for either', async (t) => {
  const { output } = await query(
    'subject',
    [...byLoopback('app'), '--local-infile=1'],
    "load data local infile '/etc/passwd' into table counted",
  )
  t.match(output, /ERROR .*(not allowed|disabled)/)
})

t.test('the plain role may have 20 connections, and the examiner still gets in', async (t) => {
  const script = `for i in $(seq 21); do mariadb --no-defaults --skip-ssl ${byLoopback('app').join(' ')} -e 'select sleep(2)' >/dev/null 2>/tmp/$i & done
    wait; cat /tmp/[0-9]*`
  const [{ output }, examiner] = await Promise.all([
    place.run({ image: 'mariadb', role: 'subject', command: ['sh', '-c', script] }),
    query('examiner', bySocket('looker'), 'select 1'),
  ])
  t.match(output, /^ERROR 1226 .*'max_user_connections' resource \(current value: 20\)$/)
  t.same(examiner, { exitCode: 0, output: '1' })
})

t.test('it listens on loopback only, under its own UID', async (t) => {
  const { output } = await place.run({
    image: 'holder',
    role: 'holder',
    command: ['awk', '$4 == "0A" { print $2, $8 }', '/proc/net/tcp'],
  })
  t.match(output, /^0100007F:0CEA 2\d{5}$/)
})

t.test(
  'a disk that is full, or a file of more than 64 MB, ends the statement, and neither the server nor what was stored before',
  async (t) => {
    const row = 'select repeat(md5(rand()), 200) from seq_1_to_2000'
    const fill = [
      'create table kept (id int)',
      'insert into kept values (1)',
      'create table hoard (text text)',
      ...Array.from({ length: 20 }, () => `insert into hoard ${row}`),
    ]
    const { output } = await query('subject', byLoopback('app'), ...fill)
    t.match(output, /^ERROR 1114 .*The table 'hoard' is full/m)
    t.same(
      await query(
        'subject',
        byLoopback('app'),
        'drop table hoard',
        'insert into kept values (2)',
        'select count(*) from kept',
      ),
      { exitCode: 0, output: '2' },
    )
  },
)
