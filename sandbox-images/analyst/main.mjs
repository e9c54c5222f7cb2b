import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { analyse } from './analyst/analyse.mjs'
import { parseRequest } from './analyst/parse-request.mjs'

/** Where the submission lies, read-only, unless another folder is named. */
const root = process.argv[2] ?? '/app'

const [input] = await once(createInterface({ input: process.stdin }), 'line')
const request = parseRequest(input)
for (const line of await analyse(root, request)) {
  process.stdout.write(`${JSON.stringify({ ...line, nonce: request.nonce })}\n`)
}
// It stays open on the other side.
process.stdin.destroy()
