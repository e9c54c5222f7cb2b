import { once } from 'node:events'
import { Parser } from 'tap-parser'

/**
 * Reads the stream of TAP to its end: `{ passed, failed, failures }`, where `failures` has a line for each assertion that
 * did not pass, with its place in the source where tap tells it. What was skipped or left to do has not passed. A stream
 * that breaks off counts as one more failure, since nothing it said can be trusted to be all.
 */
export async function readTapResults(stream) {
  const parser = new Parser()
  let passed = 0
  const failures = []
  parser.on('pass', () => (passed += 1))
  parser.on('fail', (result) => failures.push(describeResult(result)))
  parser.on('skip', (result) => failures.push(`${describeResult(result)}: skipped`))
  parser.on('todo', (result) => failures.push(`${describeResult(result)}: to do`))
  const [{ ok, plan }] = await once(stream.pipe(parser), 'complete')
  if (!(plan.end > 0) || (!ok && failures.length === 0)) failures.push('The output of the tests breaks off.')
  return { passed, failed: failures.length, failures }
}

function describeResult({ fullname, diag }) {
  const { fileName, lineNumber } = diag?.at ?? {}
  return fileName === undefined ? fullname : `${fullname} (${fileName}:${lineNumber})`
}
