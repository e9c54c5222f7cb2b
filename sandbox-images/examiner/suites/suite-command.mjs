import { createHash } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { heapMb } from '../examiner/runner-process.mjs'
import { defaults } from '../kit/test.mjs'
import { longestConnection } from './runners/longest-connection.cjs'

const runnersFolder = fileURLToPath(new URL('runners', import.meta.url))
const packagesFolder = fileURLToPath(new URL('packages/node_modules', import.meta.url))
const ownFile = (name) => join(runnersFolder, name)
const packageFile = (name) => join(packagesFolder, name)

/** As long as a test on the kit has; runners have less by habit, which a busy machine may need. */
const testMs = defaults.timeoutMs

const node = (...args) => ({
  command: process.execPath,
  args: [`--max-old-space-size=${heapMb}`, '--require', ownFile('bound-connections.cjs'), ...args],
})

/** How each runner is called, in the folder of the suite: with its own configuration where there is one. */
const commands = {
  newman: ({ planFile }) => node(ownFile('newman.mjs'), planFile),
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
const configNames = {
  newman: /^$/,
  mocha: /^(\.mocharc\..+|package\.json)$/,
  jest: /^(jest\.config\..+|package\.json)$/,
  pytest: /^$/,
}

/**
 * The command line of a suite's runner.
 * @param {import('./list-suite.mjs').SuitePlan} suite
 * @param {{ root: string, isListing: boolean, planFile?: string, seed: string }} run `root` is the exam's folder
 */
export function describeCommand({ runner, path }, run) {
  const place = join(run.root, path)
  const isFolder = statSync(place).isDirectory()
  const cwd = isFolder ? place : dirname(place)
  const hasConfig = readdirSync(cwd).some((name) => configNames[runner].test(name))
  const { command, args } = commands[runner]({ ...run, file: isFolder ? undefined : basename(place), hasConfig })
  return { command, args: args.map(String), cwd }
}

/** The environment that every runner needs, whatever the suite is told. */
export const runnerEnvironment = ({ root, isListing }) => ({
  PATH: '/usr/local/bin:/usr/bin:/bin',
  HOME: root,
  TMPDIR: root,
  LANG: 'C.UTF-8',
  NO_COLOR: '1',
  PYTHONPATH: runnersFolder,
  PYTHONDONTWRITEBYTECODE: '1',
  EXAM_MODE: isListing ? 'list' : 'run',
  // For the plugin of pytest; the other runners are told, or load it.
  EXAM_TEST_SECONDS: String(testMs / 1000),
  EXAM_CONNECTION_BYTES: String(longestConnection),
})

/** Jest's seed is a 32-bit integer. */
const toInteger = (seed) => createHash('sha256').update(seed).digest().readInt32LE(0)
