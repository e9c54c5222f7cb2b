#!/usr/bin/env node
// run-own-tests <nonce> [--compiled]: runs `npm test` in this folder, then tells in one line how it went: the nonce,
// then JSON. V8 itself counts what was run, in every process that the tests start. Files that none of them loaded
// count, too; of what is compiled, only those of the kind that the tests load: sources or results.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'

const [nonce, option] = process.argv.slice(2)
const folder = '/data/.own-tests'
const keptCharacters = 64 * 1024
const configFile = '/opt/assay/c8.json'
/** Where compilers put what they make. */
const results = ['dist', 'build', 'out']
const config = JSON.parse(readFileSync(configFile, 'utf8'))

/** How the runners of npm end what they print: passed, failed. None of them counts in a form that all share. */
const summaries = [
  { runner: 'node:test', passed: /^(?:#|ℹ) pass (\d+)$/m, failed: /^(?:#|ℹ) fail (\d+)$/m },
  { runner: 'mocha', passed: /^\s+(\d+) passing\b/m, failed: /^\s+(\d+) failing\b/m },
]

const { exitCode, printed } = await runTests()
process.stdout.write(`\nown-tests ${nonce} ${JSON.stringify({ ...readCounts(printed), coverage: readCoverage() })}\n`)
process.exitCode = exitCode

async function runTests() {
  const tests = spawn('npm', ['test'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_V8_COVERAGE: `${folder}/v8` },
  })
  let printed = ''
  const keep = (/** @type {NodeJS.WritableStream} */ stream) => (/** @type {Buffer} */ chunk) => {
    stream.write(chunk)
    printed = (printed + chunk).slice(-keptCharacters)
  }
  tests.stdout.on('data', keep(process.stdout))
  tests.stderr.on('data', keep(process.stderr))
  const [code] = await once(tests, 'close')
  return { exitCode: code ?? 1, printed }
}

/** @param {string} printed */
function readCounts(printed) {
  const text = printed.replace(/\u001b\[[0-9;]*m/g, '')
  const found = summaries.find(({ passed, failed }) => passed.test(text) || failed.test(text))
  const count = (/** @type {RegExp} */ pattern) => Number(pattern.exec(text)?.[1] ?? 0)
  return found ? { passed: count(found.passed), failed: count(found.failed) } : { passed: null, failed: null }
}

/** Percent of lines; `null` where there is nothing to count, or no telling which files are sources. */
function readCoverage() {
  try {
    const { total } = option === '--compiled' ? reportCompiled() : report(['--all'])
    return total.lines.total === 0 ? null : total.lines.pct
  } catch {
    return null
  }
}

function reportCompiled() {
  const { total, ...loaded } = report([])
  const paths = Object.keys(loaded).map((path) => relative(process.cwd(), path))
  if (paths.length === 0) return { total }
  /** @param {string} path */
  const isResult = (path) => results.includes(path.split('/')[0] ?? '')
  const haveRunResults = paths.some(isResult)
  if (haveRunResults && !paths.every(isResult)) throw new Error('Sources and results were loaded')
  const kinds = new Set(paths.map((path) => (/\.[mc]?tsx?$/.test(path) ? 'ts' : 'js')))
  const extensions = [...kinds].flatMap((kind) => [`.${kind}`, `.m${kind}`, `.c${kind}`, `.${kind}x`])
  // A source map leads from a result to its source, which is what all of this is about.
  return report([
    '--all',
    '--exclude-after-remap',
    ...extensions.map((extension) => `--extension=${extension}`),
    ...(haveRunResults
      ? results.map((name) => `--include=${name}/**`)
      : [...config.exclude, ...results.map((name) => `${name}/**`)].map((pattern) => `--exclude=${pattern}`)),
  ])
}

/**
 * What c8 sums up, by file and in total.
 * @param {string[]} options
 */
function report(options) {
  const places = ['--temp-directory', `${folder}/v8`, '--reports-dir', `${folder}/report`]
  spawnSync('c8', ['report', `--config=${configFile}`, ...places, ...options], { stdio: 'ignore' })
  return JSON.parse(readFileSync(`${folder}/report/coverage-summary.json`, 'utf8'))
}
