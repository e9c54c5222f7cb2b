#!/usr/bin/env node
import { availableParallelism } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildMissingImages, openEngine } from './bootstrap/build-images.mjs'
import { checkSystem } from './bootstrap/check-host.mjs'
import { compileWithTests } from './bootstrap/compile.mjs'
import { ensureBrowsers } from './bootstrap/ensure-browser.mjs'
import { ensureEngine } from './bootstrap/ensure-engine.mjs'
import { installPackages } from './bootstrap/prepare.mjs'
import { lastLines, runProgram, SetupProblem, startProgress } from './bootstrap/run-program.mjs'
import { findNeeds, findQuickTests, findTests, needsImages, needsServers } from './testing/find-tests.mjs'
import { addResults, describeUsage, runTap, startMeter } from './testing/run-tap.mjs'
import { findLeftovers, listPodParts, startTestServers } from './testing/test-servers.mjs'

/** @import Docker from 'dockerode' */
/** @import { ProgramEnd } from './bootstrap/run-program.mjs' */
/** @import { TestResults } from './testing/run-tap.mjs' */

/**
 * `npm test`: checks types and style and runs all tests. Arguments name test files or folders; these alone are run
 * then, with no more set up than they need. `--check` (`npm run check`) leaves out the tests that start something. The
 * last line is the count.
 */

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const dataFolder = resolve(process.env.ASSAY_DATA_DIR || join(root, '.assay'))
const progress = startProgress()

/**
 * Runs two tasks beside each other and waits for both, even if one fails, so that nothing is left running.
 * @template First, Second
 * @param {() => Promise<First>} first
 * @param {() => Promise<Second>} second
 */
async function runTogether(first, second) {
  /** @type {[Promise<First>, Promise<Second>]} */
  const running = [first(), second()]
  await Promise.allSettled(running)
  return Promise.all(running)
}

/**
 * A check that has no count of its own, such as the linter, as the result of one test.
 * @param {string} name
 * @param {ProgramEnd} end
 * @returns {TestResults}
 */
function toResult(name, { exitCode, output }) {
  const passes = exitCode === 0
  if (!passes) progress.tell(`${name}: failed${lastLines(output, 40)}`)
  return { passed: 0, failed: passes ? 0 : 1, failures: passes ? [] : [`${name}: see above`], skipped: [], usage: [] }
}

/**
 * @param {string} name
 * @param {string} script
 */
const check = async (name, script) =>
  toResult(name, await runProgram('npm', ['run', '--silent', script], { cwd: root }))
/** What is compiled is checked by the compiler; the rest here. */
const checkStyle = async () => [
  await check('Types of scripts', 'typecheck:scripts'),
  await check('Format', 'format:check'),
  await check('Lint', 'lint'),
]

/**
 * @param {string[]} files
 * @param {NodeJS.ProcessEnv} environment
 */
const runFiles = async (files, environment) => (files.length === 0 ? [] : [await runTap(root, files, environment)])

/** The images of the test servers. */
const serverImages = ['postgres', 'redis']

/**
 * Runs tests that compute, tests that need servers, and tests that need all images, one kind after the other. Images
 * are built and style is checked beside the first two: the last kind measures, or starts pods.
 * @param {string[]} files
 * @param {{ needs: ReturnType<typeof findNeeds>, checksStyle: boolean }} options
 */
async function runInOrder(files, { needs, checksStyle }) {
  const docker = needs.servers ? await openEngine(root, process.env.DOCKER_HOST) : undefined
  const before = docker ? await listPodParts(docker) : []
  const servers = docker
    ? buildMissingImages(root, docker, progress, serverImages).then(() => startTestServers(root, process.env))
    : undefined
  servers?.catch(() => undefined) // thrown where they are awaited
  const prepare = async () => {
    await servers
    if (docker && needs.images) await buildMissingImages(root, docker, progress)
    return checksStyle ? checkStyle() : []
  }
  /**
   * @param {(file: string) => boolean} isMeant
   * @param {NodeJS.ProcessEnv} [environment]
   */
  const runThose = (isMeant, environment) => runFiles(files.filter(isMeant), environment ?? process.env)
  try {
    const [style, quick] = await runTogether(prepare, async () => [
      ...(await runThose((file) => !needsServers(file))),
      ...(await runThose((file) => needsServers(file) && !needsImages(file), (await servers)?.environment)),
    ])
    const slow = await runThose(needsImages, (await servers)?.environment)
    const leftovers = docker ? await checkLeftovers(docker, before) : []
    return [...style, ...quick, ...slow, ...leftovers]
  } finally {
    await servers?.then(
      ({ stop }) => stop(),
      () => undefined,
    )
  }
}

/**
 * What the tests leave behind counts as a failure.
 * @param {Docker} docker
 * @param {string[]} before
 */
async function checkLeftovers(docker, before) {
  const leftovers = await findLeftovers(docker, before)
  return [toResult('The tests leave nothing behind', { exitCode: leftovers.length, output: leftovers.join('\n') })]
}

/** @param {ReturnType<typeof findNeeds>} needs */
async function install(needs) {
  await runTogether(
    async () => {
      if (needs.browser) await ensureBrowsers({ progress })
      if (needs.servers)
        await ensureEngine({ dockerHost: process.env.DOCKER_HOST, logFolder: join(dataFolder, 'logs'), progress })
    },
    () => installPackages(root, progress),
  )
}

/**
 * @param {string[]} named
 * @param {boolean} isCheck
 */
async function runAll(named, isCheck) {
  const stopMeter = startMeter()
  const files = isCheck ? findQuickTests(root) : findTests(root, named)
  const needs = findNeeds(files)
  checkSystem()
  await install(needs)
  // The tests run compiled, and whoever compiles checks the types.
  const types = toResult('Types', await compileWithTests(root, progress))
  progress.tell('Tests')
  const results = await runInOrder(files, { needs, checksStyle: named.length === 0 })
  return { ...addResults([types, ...results]), meter: stopMeter() }
}

/**
 * @param {string} title
 * @param {string[]} lines
 */
const list = (title, lines) => {
  if (lines.length > 0) progress.tell(`${title}:\n${lines.map((line) => `  ${line}`).join('\n')}`)
}

try {
  const { passed, failed, failures, skipped, usage, meter } = await runAll(
    process.argv.slice(2).filter((argument) => argument !== '--check'),
    process.argv.includes('--check'),
  )
  list('Seconds and CPU seconds of each process, without its containers', describeUsage(usage))
  progress.tell(
    `Done: ${Math.round(meter.seconds)} s, ${Math.round(meter.cpuSeconds)} CPU s of the whole machine with ${availableParallelism()} cores`,
  )
  list('Failed tests', failures)
  list('Skipped tests', skipped)
  console.log(`${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`)
  process.exitCode = failed === 0 ? 0 : 1
} catch (error) {
  console.error(error instanceof SetupProblem ? error.message : error)
  console.log('0 passed, 1 failed')
  process.exitCode = 1
}
