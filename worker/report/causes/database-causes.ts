import type { SourceTree } from '../../../contracts/source-tree.js'
import { textOf } from '../../languages/project-files.js'
import { findSourceLines, type KnownCause } from './cause.js'
import { explainEmptyPool } from './lost-responses.js'
import { explainUnknownDriver } from './php.js'
import { useDatabaseUrl } from './unknown-hosts.js'

/** What drivers of databases print where a connection cannot be opened. */
export const loginCauses: readonly KnownCause[] = [
  {
    pattern:
      /password authentication failed for user|no pg_hba\.conf entry for host|(?:role|database) "[^"]+" does not exist|no password (?:supplied|was provided)|client password must be a string|No password has been provided|Access denied for user|ER_ACCESS_DENIED|Unknown database '/i,
    explain: ({ line, source }) => ({
      detail: `The database refused the login: ${line}`,
      advice: useDatabaseUrl + adviseOnOverride(source),
    }),
  },
  {
    pattern:
      /connection to server on socket "[^"]+" failed|\[2002\] No such file or directory|Can't connect to local (?:MySQL )?server through socket/,
    explain: ({ line }) => ({
      detail: `The driver looks for a socket file, as it does for the host "localhost": ${line}`,
      advice: `Connect to 127.0.0.1 over TCP. ${useDatabaseUrl}`,
    }),
  },
  {
    pattern:
      /No suitable driver found for (?:postgres|mysql)|invalid data source name|Format of the initialization string does not conform to specification|UnknownHostException: \S+@/,
    explain: ({ line }) => ({
      detail: `The driver does not understand its connection string: ${line}`,
      advice:
        'This driver does not accept the form of $DATABASE_URL. Build its connection string from DB_HOST, DB_PORT, DB_USER, DB_PASSWORD and DB_NAME.',
    }),
  },
  {
    pattern:
      /does not support SSL|SSL is not enabled on the server|does not support (?:secure connection|TLS)|(?:SSL|TLS) is required but the server/i,
    explain: ({ line }) => ({
      detail: `The database has no TLS here: ${line}`,
      advice: 'Connect without TLS: remove "ssl", or set sslmode=disable (SslMode=Disabled in .NET).',
    }),
  },
]

/** What they print where an open connection, or the pool of them, is not used as it has to be. */
export const connectionCauses: readonly KnownCause[] = [
  {
    pattern:
      /another operation is in progress|concurrent operations are not permitted|Packet sequence number wrong|(A command is already in progress|second operation was started on this context instance|This MySqlConnection is already in use)/,
    explain: ({ line, groups: [dotnet] }) => ({
      detail: `Several requests use one database connection at the same time: ${line}`,
      advice:
        dotnet === undefined
          ? 'Give each request a connection of its own, from a pool such as asyncpg.create_pool() or psycopg_pool.'
          : 'Give each request a connection, or DbContext, of its own: register it as scoped, not as a singleton.',
    }),
  },
  {
    pattern:
      /connection pool (?:is )?exhausted|connection pool has been exhausted|QueuePool limit of size|PoolTimeout: couldn't get a connection|Timeout acquiring a connection|ConnectionAcquireTimeoutError|Connection is not available, request timed out/i,
    explain: explainEmptyPool,
  },
  {
    // Of pg-pool, also where the database cannot be reached.
    pattern: /timeout exceeded when trying to connect/,
    explain: (match) => (match.origin && !match.origin.isDisturbed ? explainEmptyPool(match) : undefined),
  },
  {
    pattern: /InFailedSqlTransaction|current transaction is aborted, commands ignored/,
    explain: () => ({
      detail:
        'An earlier statement on the same connection failed, and its transaction was not rolled back: until then, every other statement fails, too.',
      advice:
        'Call rollback() where your code catches the exception of a statement, also in requests whose tests pass, and give each request a connection of its own.',
    }),
  },
  {
    pattern: /The asyncio extension requires an async driver/,
    explain: () => ({
      detail: '$DATABASE_URL begins with "postgresql://", for which SQLAlchemy loads psycopg2, which is not async.',
      advice:
        'Name the driver: os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+asyncpg://", 1), or "mysql+aiomysql://" for MariaDB.',
    }),
  },
  {
    pattern: /The options "driver" or "driverClass" are mandatory/,
    explain: () => ({
      detail: 'Doctrine DBAL 4, which is installed here, does not read the option "url".',
      advice:
        'Parse $DATABASE_URL first: (new DsnParser(["postgresql" => "pdo_pgsql", "mysql" => "pdo_mysql"]))->parse(getenv("DATABASE_URL")).',
    }),
  },
  {
    pattern: /could not find driver/,
    explain: ({ source }) => explainUnknownDriver(source),
  },
  {
    pattern: /This (?:ResultSet|statement) (?:is|has been) closed/,
    explain: ({ line, source }) => {
      const [kept] = findSourceLines(
        source,
        /\.java$/,
        /^\s*(?:(?:private|protected|public|static|final)\s+)+PreparedStatement\s+\w+\s*[;=]/,
      )
      return (
        kept && {
          detail: `${kept.path}:${kept.line} keeps a PreparedStatement, which requests at the same time use together: ${line}`,
          advice: 'Prepare a statement for each request, on a connection of its own, as from a pool.',
        }
      )
    },
  },
]

/** What to add to advice where dotenv puts the learner's own .env above the environment; empty where it does not. */
export function adviseOnOverride(source: SourceTree): string {
  if (!source.has('.env')) return ''
  const overrides = [...source.keys()].some(
    (path) => /\.([mc]?[jt]s|py)$/.test(path) && /dotenv[^]*\boverride\s*[:=]\s*true/i.test(textOf(source, path)),
  )
  return overrides ? ' Your .env overrides the environment: remove "override", or do not submit .env.' : ''
}
