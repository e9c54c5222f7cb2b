import { createHash } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Suite, SuiteRunner } from '../../../contracts/exercise/suite.js'
import { suitePackages, suitesFolder } from '../examiner/exam-folder.js'
import { heapMb } from '../examiner/runner-process.js'
import type { Services } from '../kit/fixtures/create-database.js'
import { sessionSettings, startupOptions } from '../kit/fixtures/postgres.js'
import { defaults } from '../kit/test.js'
import type { SuiteRun } from './suite-process.js'

/** What runs inside of other test runners, and is not compiled. */
const runnersFolder = join(suitesFolder, 'runners')
const newmanFile = fileURLToPath(new URL('runners/newman.js', import.meta.url))
const ownFile = (name: string) => join(runnersFolder, name)
const packageFile = (name: string) => join(suitePackages, name)

/** Bytes that one connection may bring: more than a suite can want, less than would take a runner down. */
const longestConnection = 16 * 1024 * 1024

/** A run of a suite; `root` is the exam's folder. */
export interface RunFacts {
  root: string
  seed: string
  isListing: boolean
  planFile?: string
}

interface Place {
  /** The suite, where it is one file. */
  file: string | undefined
  hasConfig: boolean
}

type Command = Pick<SuiteRun, 'command'> & { args: (string | number)[] }

/** As long as a test on the kit has; runners have less by habit, which a busy machine may need. */
const testMs = defaults.timeoutMs

const node = (...args: (string | number)[]): Command => ({
  command: process.execPath,
  args: [`--max-old-space-size=${heapMb}`, '--require', ownFile('bound-connections.cjs'), ...args],
})

/** How each runner is called, in the folder of the suite: with its own configuration where there is one. */
const commands: Readonly<Record<SuiteRunner, (run: RunFacts & Place) => Command>> = {
  newman: ({ planFile }) => node(newmanFile, planFile ?? ''),
  mocha: ({ isListing, file, hasConfig }) => {
    const specs = file ? [file] : hasConfig ? [] : ['**/*.{test,spec}.{js,cjs,mjs}', '--recursive']
    const listing = isListing ? ['--dry-run'] : []
    return node(
      packageFile('mocha/bin/mocha.js'),
      ...specs,
      ...listing,
      '--reporter',
      ownFile('mocha-reporter.cjs'),
      '--timeout',
      testMs,
      '--exit',
      '--no-parallel',
    )
  },
  jest: ({ isListing, file, hasConfig, seed, root }) => {
    const config = hasConfig ? [] : ['--config', '{}', '--rootDir', '.']
    const files = file ? ['--runTestsByPath', file] : []
    // Jest cannot only list: with a pattern that no name matches, it loads every file and runs no test.
    const listing = isListing ? ['--testNamePattern', '(?!)'] : []
    return node(
      packageFile('jest/bin/jest.js'),
      '--runInBand',
      '--ci',
      '--forceExit',
      '--watchman=false',
      ...config,
      ...files,
      ...listing,
      '--reporters',
      ownFile('jest-reporter.cjs'),
      '--cacheDirectory',
      join(root, 'jest-cache'),
      '--testTimeout',
      testMs,
      '--seed',
      toInteger(seed),
    )
  },
  pytest: ({ isListing, file }) => ({
    command: 'python3',
    args: [
      '-B',
      '-m',
      'pytest',
      '-p',
      'assay_pytest',
      '-p',
      'no:cacheprovider',
      ...(isListing ? ['--collect-only'] : []),
      '-q',
      '--color=no',
      file ?? '.',
    ],
  }),
}

/** Names of the files by which a runner is configured; where there is one, it says which files are tests. */
const configNames: Readonly<Record<SuiteRunner, RegExp>> = {
  newman: /^$/,
  mocha: /^(\.mocharc\..+|package\.json)$/,
  jest: /^(jest\.config\..+|package\.json)$/,
  pytest: /^$/,
}

/** The command line of a suite's runner. */
export function describeCommand(
  { runner, path }: Pick<Suite, 'runner' | 'path'>,
  run: RunFacts,
): Omit<SuiteRun, 'env'> {
  const place = join(run.root, path)
  const isFolder = statSync(place).isDirectory()
  const cwd = isFolder ? place : dirname(place)
  const hasConfig = readdirSync(cwd).some((name) => configNames[runner].test(name))
  const { command, args } = commands[runner]({ ...run, file: isFolder ? undefined : basename(place), hasConfig })
  return { command, args: args.map(String), cwd }
}

/** The environment that every runner needs, whatever the suite is told. */
export const runnerEnvironment = ({ root, isListing }: RunFacts): Record<string, string> => ({
  PATH: '/usr/local/bin:/usr/bin:/bin',
  HOME: root,
  TMPDIR: root,
  LANG: 'C.UTF-8',
  NO_COLOR: '1',
  PYTHONPATH: runnersFolder,
  PYTHONDONTWRITEBYTECODE: '1',
  EXAM_MODE: isListing ? 'list' : 'run',
  // For the plugin of pytest; the other runners are told.
  EXAM_TEST_SECONDS: String(testMs / 1000),
  EXAM_CONNECTION_BYTES: String(longestConnection),
})

/** Jest's seed is a 32-bit integer. */
const toInteger = (seed: string): number => createHash('sha256').update(seed).digest().readInt32LE(0)

/** A suite writes names of tables as they are, and waits as long as it likes. */
const suiteOptions = startupOptions({
  ...sessionSettings,
  search_path: 'pg_catalog,public',
  statement_timeout: '0',
  idle_in_transaction_session_timeout: '0',
})

/**
 * What a suite is told: the address of the service, the seed of the run, and the examiner's own way into the databases,
 * by the names that clients of the database read by themselves.
 */
export function describeEnvironment({
  baseUrl,
  baseUrlName,
  seed,
  services,
}: {
  baseUrl: string
  baseUrlName?: string | undefined
  seed: string
  services: Services
}): Record<string, string> {
  const { postgres, mariadb, redis } = services
  return {
    BASE_URL: baseUrl,
    baseUrl,
    base_url: baseUrl,
    ...(baseUrlName && { [baseUrlName]: baseUrl }),
    SEED: seed,
    ...(postgres && { PGHOST: postgres.host ?? '', PGUSER: 'looker', PGDATABASE: 'app', PGOPTIONS: suiteOptions }),
    ...(mariadb && { MARIADB_SOCKET: mariadb.path ?? '', MARIADB_USER: 'looker', MARIADB_DATABASE: 'app' }),
    ...(redis && {
      REDIS_SOCKET: redis.path ?? '',
      REDIS_USERNAME: redis.username ?? '',
      REDIS_PASSWORD: redis.password ?? '',
    }),
  }
}
