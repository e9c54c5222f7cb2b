#!/usr/bin/env node
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compileWithTests } from './bootstrap/compile.mjs'
import { ensureBrowser } from './bootstrap/ensure-browser.mjs'
import { prepare } from './bootstrap/prepare.mjs'
import { startProgress } from './bootstrap/progress.mjs'
import { lastLines, runProgram } from './bootstrap/run-program.mjs'
import { SetupProblem } from './bootstrap/setup-problem.mjs'
import { findTests } from './testing/find-tests.mjs'
import { findLeftovers, listPodParts } from './testing/leftovers.mjs'
import { runTap } from './testing/run-tap.mjs'
import { startTestServers } from './testing/test-servers.mjs'

/** `npm test`: sets up what is missing, then types, lint and all tests. The last line is the count. Arguments narrow to some test files. */

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const dataFolder = resolve(process.env.ASSAY_DATA_DIR || join(root, '.assay'))
const progress = startProgress()

/** How many failures one of the checks is worth, that have no count of their own. */
function countFailures(name, { exitCode, output }) {
  if (exitCode === 0) return 0
  progress.tell(`${name}: failed${lastLines(output, 40)}`)
  return 1
}

const indent = (lines) => lines.map((line) => `  ${line}`).join('\n')

async function runTests(named) {
  const files = findTests(root, named)
  const servers = await startTestServers(root, process.env)
  try {
    return await runTap(root, files, servers.environment)
  } finally {
    await servers.stop()
  }
}

async function runAll() {
  await ensureBrowser({ progress })
  let failed = 0
  // The tests run compiled, and whoever compiles checks the types. Neither that nor the linter has use for a second core.
  const compile = async () => {
    const [types, lint] = await Promise.all([compileWithTests(root, progress), runProgram('npm', ['run', '--silent', 'lint'], { cwd: root })])
    failed += countFailures('Types', types) + countFailures('Lint', lint)
  }
  const docker = await prepare({ root, dataFolder, environment: process.env, progress, compile })
  const before = await listPodParts(docker)
  progress.tell('Tests')
  const tests = await runTests(process.argv.slice(2))
  failed += tests.failed
  if (tests.failures.length > 0) progress.tell(`Failed tests:\n${indent(tests.failures)}`)
  const leftovers = await findLeftovers(docker, before)
  if (leftovers.length > 0) {
    progress.tell(`Left behind by the tests: ${leftovers.join(', ')}`)
    failed += 1
  }
  if (tests.skipped.length > 0) progress.tell(`Skipped tests:\n${indent(tests.skipped)}`)
  progress.tell(`Done`)
  console.log(`${tests.passed} passed, ${failed} failed${tests.skipped.length > 0 ? `, ${tests.skipped.length} skipped` : ''}`)
  return failed === 0 ? 0 : 1
}

try {
  process.exitCode = await runAll()
} catch (error) {
  console.error(error instanceof SetupProblem ? error.message : error)
  console.log('0 passed, 1 failed')
  process.exitCode = 1
}
