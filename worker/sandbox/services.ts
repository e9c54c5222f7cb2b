import type { ServiceAccess } from '../../contracts/protocol/examiner.js'
import type { ServiceName } from '../../contracts/exercise/manifest.js'

/** What a kind of service needs, and how each side reaches it. */
export interface ServiceKind {
  port: number
  memoryMb: number
  dataMb: number
  /** What it prints once it listens. Trusted only before a subject exists that could make it print. */
  readyLine: RegExp
  readySeconds: number
  env(examinerPassword: string): Record<string, string>
  /**
   * The subject's way in: a plain role that owns one database. The password guards nothing: a pod has no other caller.
   */
  subjectEnv: Record<string, string>
  /** The examiner's way in: a unix socket on a volume the subject lacks. */
  access(socketDir: string, examinerPassword: string): ServiceAccess
}

/** Where a service puts its socket, as it sees it itself. */
export const ownSocketDir = '/run/service'
/** The same folder as the examiner sees it. */
export const socketDirOf = (name: ServiceName): string => `/run/service/${name}`

/**
 * What courses and frameworks call the parts of a database's address: they agree on no one name for the user and the
 * database.
 */
const databaseVariables = (port: string) => ({
  DB_HOST: '127.0.0.1',
  DB_PORT: port,
  DB_USER: 'app',
  DB_USERNAME: 'app',
  DB_PASSWORD: 'app',
  DB_PASS: 'app',
  DB_NAME: 'app',
  DB_DATABASE: 'app',
})

/** The first five are what libpq, and every driver that follows it, takes for what a program leaves open. */
const postgresVariables = {
  PGHOST: '127.0.0.1',
  PGPORT: '5432',
  PGUSER: 'app',
  PGPASSWORD: 'app',
  PGDATABASE: 'app',
  POSTGRES_HOST: '127.0.0.1',
  POSTGRES_PORT: '5432',
  POSTGRES_USER: 'app',
  POSTGRES_PASSWORD: 'app',
  POSTGRES_DB: 'app',
}

const mysqlVariables = {
  MYSQL_HOST: '127.0.0.1',
  MYSQL_PORT: '3306',
  MYSQL_USER: 'app',
  MYSQL_PASSWORD: 'app',
  MYSQL_DATABASE: 'app',
}

export const serviceKinds: Readonly<Record<ServiceName, ServiceKind>> = {
  postgres: {
    port: 5432,
    memoryMb: 384,
    dataMb: 192,
    readyLine: /database system is ready to accept connections/,
    readySeconds: 60,
    env: () => ({}),
    subjectEnv: {
      DATABASE_URL: 'postgresql://app:app@127.0.0.1:5432/app',
      ...postgresVariables,
      ...databaseVariables('5432'),
    },
    access: (socketDir) => ({ host: socketDir }),
  },
  mariadb: {
    port: 3306,
    memoryMb: 384,
    dataMb: 192,
    readyLine: /mariadbd: ready for connections/,
    readySeconds: 60,
    env: () => ({}),
    subjectEnv: { DATABASE_URL: 'mysql://app:app@127.0.0.1:3306/app', ...mysqlVariables, ...databaseVariables('3306') },
    access: (socketDir) => ({ path: `${socketDir}/mariadb.sock` }),
  },
  redis: {
    port: 6379,
    memoryMb: 128,
    dataMb: 16,
    readyLine: /Ready to accept connections/,
    readySeconds: 60,
    env: (examinerPassword) => ({ EXAMINER_PASSWORD: examinerPassword }),
    subjectEnv: { REDIS_URL: 'redis://app:app@127.0.0.1:6379' },
    access: (socketDir, examinerPassword) => ({
      path: `${socketDir}/redis.sock`,
      username: 'examiner',
      password: examinerPassword,
    }),
  },
}
