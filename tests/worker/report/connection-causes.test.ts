import t from 'tap'
import { causeOf } from './examination-fixture.js'

const refusedLogins = [
  'error: password authentication failed for user "postgres"',
  'FATAL: no pg_hba.conf entry for host "127.0.0.1", user "postgres", database "shop", no encryption',
  'error: role "root" does not exist',
  'Npgsql.NpgsqlException: No password has been provided but the backend requires one (in SASL/SCRAM-SHA-256)',
  'Error: SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string',
  "ERROR 1045 (28000): Access denied for user 'root'@'127.0.0.1' (using password: NO)",
  "SQLSTATE[HY000] [1049] Unknown database 'shop'",
]

t.test('whoever logs in as somebody else is told to use $DATABASE_URL', async (t) => {
  for (const line of refusedLogins)
    t.match(
      causeOf(line, {}, true),
      { detail: `The database refused the login: ${line}`, advice: /^Use \$DATABASE_URL/ },
      line,
    )
})

t.test('whoever gives a driver a URL that it does not take is told to put its own form together', async (t) => {
  t.match(
    causeOf('java.sql.SQLException: No suitable driver found for postgresql://app:app@127.0.0.1:5432/app')?.advice,
    'DB_HOST',
  )
})

t.test('what a pod does not have is named: TLS, MongoDB, other hosts, ports below 1024, addresses', async (t) => {
  const advice = (line: string) => causeOf(line)?.advice
  t.match(advice('Error: The server does not support SSL connections'), 'sslmode=disable')
  t.match(
    causeOf('MongooseServerSelectionError: connect ECONNREFUSED 127.0.0.1:27017')?.detail,
    /^There is no MongoDB here/,
  )
  t.match(advice('Error: getaddrinfo ENOTFOUND db'), '$DATABASE_URL')
  t.match(advice('could not translate host name "postgres" to address'), '$DATABASE_URL')
  t.match(advice('Error: listen EACCES: permission denied 0.0.0.0:80'), 'the port in $PORT')
  t.match(
    causeOf('Error: listen EADDRINUSE: address already in use 127.0.0.1:5432')?.detail,
    /^The port is already in use: .*5432$/,
  )
  t.match(advice('Error: listen EADDRNOTAVAIL: address not available 192.168.1.5'), 'localhost')
  t.match(
    advice("Invalid HTTP_HOST header: '127.0.0.1:8080'. You may need to add '127.0.0.1' to ALLOWED_HOSTS."),
    'ALLOWED_HOSTS',
  )
})

t.test('a database that is looked for by a socket file is found by its address', async (t) => {
  t.match(
    causeOf('PDOException: SQLSTATE[HY000] [2002] No such file or directory in /app/public/index.php:2', {}, true),
    { detail: /socket file/, advice: /^Connect to 127\.0\.0\.1 over TCP/ },
  )
})

t.test('what a test may have brought about is no cause in a service that runs', async (t) => {
  const line = 'Error: connect ECONNREFUSED 127.0.0.1:5432'
  t.match(causeOf(line), { detail: /server that does not exist here/ })
  t.equal(causeOf(line, {}, true), undefined)
  t.equal(causeOf('GET /items/27017 200'), undefined)
})

t.test('a connection that several requests use at the same time is named, with how to give each its own', async (t) => {
  const python = [
    'asyncpg.exceptions._base.InterfaceError: cannot perform operation: another operation is in progress',
    'sqlalchemy.exc.InvalidRequestError: This session is provisioning a new connection; concurrent operations are not permitted',
    'pymysql.err.InternalError: Packet sequence number wrong - got 1 expected 2',
  ]
  const dotnet = [
    'Npgsql.NpgsqlOperationInProgressException (0x80004005): A command is already in progress: SELECT 1',
    'System.InvalidOperationException: A second operation was started on this context instance before a previous operation completed.',
  ]
  const detail = (line: string) => `Several requests use one database connection at the same time: ${line}`
  for (const line of python)
    t.match(causeOf(line, {}, true), { detail: detail(line), advice: /from a pool such as asyncpg\.create_pool\(\)/ })
  for (const line of dotnet) t.match(causeOf(line, {}, true), { detail: detail(line), advice: /register it as scoped/ })
})

t.test('a pool without a connection left names the line that never returns one', async (t) => {
  const leak = {
    'db.py': 'pool = ThreadedConnectionPool(1, 15, url)\n\ndef connection():\n    return pool.getconn()\n',
  }
  const python = causeOf('psycopg2.pool.PoolError: connection pool exhausted', leak, true)
  t.match(python, { detail: /^db\.py:4 takes a connection .* never returns it: psycopg2/, advice: /putconn\(\)/ })
  for (const line of [
    'sqlalchemy.exc.TimeoutError: QueuePool limit of size 5 overflow 10 reached, connection timed out',
    "psycopg_pool.PoolTimeout: couldn't get a connection after 30.00 sec",
    'KnexTimeoutError: Knex: Timeout acquiring a connection. The pool is probably full.',
    'SequelizeConnectionAcquireTimeoutError [ConnectionAcquireTimeoutError]: Operation timeout',
    'java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request timed out after 30000ms',
    'The connection pool has been exhausted, either raise MaxPoolSize (currently 100) or Timeout',
  ])
    t.match(causeOf(line, {}, true), { detail: /^All connections of the pool were taken/, advice: /"finally"/ })
})

t.test('a pool that does not wait is too small where every connection is returned', async (t) => {
  const line = 'psycopg2.pool.PoolError: connection pool exhausted'
  const open = 'import psycopg2.pool\npool = psycopg2.pool.ThreadedConnectionPool(1, 5, url)\n'
  const returned = [
    'conn = pool.getconn()\ntry:\n  yield conn\nfinally:\n  pool.putconn(conn)\n',
    'try:\n  conn = pool.getconn()\n  yield conn\nfinally:\n  if conn:\n    pool.putconn(conn)\n',
  ]
  for (const use of [...returned, returned.join('\n')])
    t.match(causeOf(line, { 'db.py': open + use }, true), {
      detail: /^More requests arrived at the same time than the pool has connections \(db\.py:2 allows 5\)/,
      advice: /^Make the pool as large as/,
    })
  for (const use of [
    'conn = pool.getconn()\nwork(conn)\npool.putconn(conn)\n',
    'conn = pool.getconn()\ncheck()\ntry:\n  work()\nfinally:\n  pool.putconn(conn)\n',
    `${returned[0]}conn = pool.getconn()\nwork(conn)\n`,
  ])
    t.match(causeOf(line, { 'db.py': open + use }, true), {
      detail: /^All connections of the pool were taken/,
      advice: /"finally" block\. If you do, the pool is too small/,
    })
})

t.test('PDO that gets a URL names the line, and how to build a DSN', async (t) => {
  const log = 'PHP Fatal error:  Uncaught PDOException: could not find driver in /app/src/Database.php:12'
  const url = { 'src/Database.php': "<?php\n$db = new PDO(getenv('DATABASE_URL'));" }
  t.match(causeOf(log, url), { detail: /^src\/Database\.php:2 gives PDO/, advice: /"pgsql:host="/ })
  t.equal(causeOf(log, { 'a.php': "<?php new PDO('pgsql:host=db');" }), undefined)
})

t.test('a URL with another scheme in front is no host', async (t) => {
  t.match(causeOf('Caused by: java.net.UnknownHostException: app:app@127.0.0.1'), {
    detail: /^The driver does not understand its connection string/,
    advice: /DB_HOST/,
  })
})

t.test('DBAL that gets a URL is told how to parse it', async (t) => {
  const log = 'The options "driver" or "driverClass" are mandatory if no PDO instance is given to DriverManager'
  t.match(causeOf(log, {}, true)?.advice, /DsnParser/)
})
