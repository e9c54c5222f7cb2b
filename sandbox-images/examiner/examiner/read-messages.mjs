const longestLine = 128 * 1024 * 1024
const newline = 10

/**
 * The worker's lines as objects. Throws for a line that is no JSON object: the worker is ours, so
 * that is a fault.
 * @param {AsyncIterable<Buffer>} input
 */
export async function* readMessages(input) {
  let pending = []
  let pendingBytes = 0
  for await (const chunk of input) {
    let rest = chunk
    for (let at = rest.indexOf(newline); at !== -1; at = rest.indexOf(newline)) {
      yield parseLine(Buffer.concat([...pending, rest.subarray(0, at)]))
      pending = []
      pendingBytes = 0
      rest = rest.subarray(at + 1)
    }
    pending.push(rest)
    pendingBytes += rest.length
    if (pendingBytes > longestLine) throw new Error('A line from the worker is too long.')
  }
}

function parseLine(line) {
  const message = JSON.parse(line.toString('utf8'))
  if (typeof message?.type !== 'string') throw new Error('A line from the worker has no type.')
  return message
}
