#!/usr/bin/env node
// run-own-tests <nonce> [--all]: runs `npm test` in this folder, then tells in one line how it went: the nonce, then
// JSON. V8 itself counts what was run, in every process that the tests start; --all counts files that none of them
// loaded.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'

const [nonce, ...options] = process.argv.slice(2)
const folder = '/data/.own-tests'
const keptCharacters = 64 * 1024

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

/** Percent of lines. */
function readCoverage() {
  const places = ['--temp-directory', `${folder}/v8`, '--reports-dir', `${folder}/report`]
  spawnSync('c8', ['report', '--config=/opt/assay/c8.json', ...places, ...options], { stdio: 'ignore' })
  try {
    const { lines } = JSON.parse(readFileSync(`${folder}/report/coverage-summary.json`, 'utf8')).total
    return lines.total === 0 ? null : lines.pct
  } catch {
    return null
  }
}
