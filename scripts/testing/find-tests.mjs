import { readdirSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { SetupProblem } from '../bootstrap/run-program.mjs'

/** @param {string} path */
const isTest = (path) => /\.test\.tsx?$/.test(path)

/**
 * The test files among what is named, files or folders; without a name, all. Answers their compiled files as paths from
 * the root, sorted. A file may be named by its source or by what it compiles to. Throws a `SetupProblem` for a name
 * without tests.
 * @param {string} root
 * @param {string[]} named
 */
export function findTests(root, named) {
  const files = (named.length === 0 ? ['tests'] : named).flatMap((name) => findIn(root, name))
  return [...new Set(files)].sort()
}

/**
 * @param {string} root
 * @param {string} name
 */
function findIn(root, name) {
  const path = relative(root, resolve(root, name)).replace(/^dist\//, '')
  const candidates = path.endsWith('.js') ? [path.replace(/\.js$/, '.ts'), path.replace(/\.js$/, '.tsx')] : [path]
  const sources = candidates.flatMap((candidate) => listTests(root, candidate))
  if (sources.length > 0) return sources.map((source) => join('dist', source.replace(/\.tsx?$/, '.js')))
  throw new SetupProblem(
    `There are no tests in ${name}. Name a test file or a folder, such as tests/api/cursor.test.ts or tests/api.`,
  )
}

/**
 * @param {string} root
 * @param {string} path
 */
function listTests(root, path) {
  const stats = statSync(join(root, path), { throwIfNoEntry: false })
  if (stats?.isFile()) return isTest(path) ? [path] : []
  if (!stats?.isDirectory()) return []
  return readdirSync(join(root, path), { recursive: true, encoding: 'utf8' })
    .filter(isTest)
    .map((file) => join(path, file))
}

/**
 * What test files need besides compiled sources: `{ browser, servers, images }`. `servers` stands for Docker with
 * PostgreSQL and Redis, `images` for all sandbox images, too. The folder of a test decides, and
 * `tests/boundaries.test.ts` checks that it is right.
 * @param {string[]} files
 */
export const findNeeds = (files) => ({
  browser: files.some((file) => /^dist\/tests\/(browser|integration\/pages)\//.test(file)),
  servers: files.some(needsServers),
  images: files.some(needsImages),
})

/** The folders whose tests start no program and no server. */
const onlyComputing = ['api', 'boundaries.test.ts', 'cli', 'contracts', 'docs', 'exercises', 'storage', 'worker']

/** Of these, the tests that unpack hundreds of megabytes, which takes longer than a look between two changes should. */
const unpacksMuch = /\/hostile-archives\//

/**
 * The tests of `npm run check`.
 * @param {string} root
 */
export const findQuickTests = (root) =>
  findTests(
    root,
    onlyComputing.map((name) => join('tests', name)),
  ).filter((file) => !unpacksMuch.test(file))

/**
 * Whether a test file needs Docker, and servers in it.
 * @param {string} file
 */
export const needsServers = (file) => /^dist\/tests\/(integration|hostile)\//.test(file)

/**
 * Whether a test file needs the sandbox images, too.
 * @param {string} file
 */
export const needsImages = (file) => needsServers(file) && !onlyStartsApi(file)

/** Tests that start pods or programs leave their process with everything it holds, so each has its own. */
const alone = /^dist\/tests\/(integration|hostile|examiner)\//

/** Of these, the tests that only start an API: loading one takes two seconds, as long as many of these files run. */
const sharesApi = /^dist\/tests\/integration\/(api|lms|pages|queue)\//

/** Tests there that open a browser, start programs, stop servers, or measure how long the event loop is blocked. */
const startsMore = /\/(end-to-end|killed|large-and-slow|overload|process|walk-\w+|\w+-loss)\.test\.js$/

/** @param {string} file */
const onlyStartsApi = (file) => sharesApi.test(file) && !startsMore.test(file)

/** Every API keeps running until its process ends. */
const mostApis = 8

/**
 * Which test files share a process: those of one folder of `tests/`, as `[{ name, files }]`, in the order of the files.
 * Starting a process and loading tap takes a second, longer than most files run.
 * @param {string[]} files
 */
export function groupTests(files) {
  /** @type {Map<string, string[]>} */
  const groups = new Map()
  for (const file of files) {
    const name = nameGroup(file, groups)
    groups.set(name, [...(groups.get(name) ?? []), file])
  }
  return [...groups].map(([name, members]) => ({ name, files: members }))
}

/**
 * @param {string} file
 * @param {Map<string, string[]>} groups
 */
function nameGroup(file, groups) {
  if (!alone.test(file)) return file.split('/').slice(0, 3).join('/')
  if (!onlyStartsApi(file)) return file
  const folder = file.split('/').slice(0, 4).join('/')
  for (let number = 1; ; number += 1) {
    const name = `${folder} (${number})`
    if ((groups.get(name)?.length ?? 0) < mostApis) return name
  }
}
