import { once } from 'node:events'
import { Parser } from 'tap-parser'
/** @import { Result } from 'tap-parser' */

/** @typedef {{ passed: number, failed: number, failures: string[], skipped: string[] }} TapResults */

/**
 * Reads a stream of TAP to its end: `{ passed, failed, failures, skipped }`. `failures` has a line for each assertion
 * that did not pass, with its place in the source where tap names it; `skipped` has a line for each test that did not
 * run, with its reason. A skip without a reason is a failure, and so is a test that is left to do. A stream that breaks
 * off counts as one more failure, since it may not be complete.
 * @param {import('node:stream').Readable} stream
 * @returns {Promise<TapResults>}
 */
export async function readTapResults(stream) {
  const parser = new Parser()
  let passed = 0
  /** @type {string[]} */
  const failures = []
  /** @type {string[]} */
  const skipped = []
  parser.on('pass', () => (passed += 1))
  parser.on('fail', (result) => failures.push(describeResult(result)))
  parser.on('skip', (result) => {
    if (typeof result.skip === 'string') skipped.push(`${describeResult(result)}: ${result.skip}`)
    else failures.push(`${describeResult(result)}: skipped without a reason`)
  })
  parser.on('todo', (result) => failures.push(`${describeResult(result)}: to do`))
  const [{ ok, plan }] = await once(stream.pipe(parser), 'complete')
  if (!(plan.end > 0) || (!ok && failures.length === 0)) failures.push('The output of the tests is incomplete.')
  return { passed, failed: failures.length, failures, skipped }
}

/** @param {Result} result */
function describeResult({ fullname, diag }) {
  const { fileName, lineNumber } = diag?.at ?? {}
  return fileName === undefined ? fullname : `${fullname} (${fileName}:${lineNumber})`
}
