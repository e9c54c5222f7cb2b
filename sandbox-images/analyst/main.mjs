import { text } from 'node:stream/consumers'
import { analyse } from './analyst/analyse.mjs'
import { parseRequest } from './analyst/parse-request.mjs'

/** Where the submission lies, read-only, unless another folder is named. */
const root = process.argv[2] ?? '/app'

const request = parseRequest(await text(process.stdin))
for (const line of await analyse(root, request)) {
  process.stdout.write(`${JSON.stringify({ ...line, nonce: request.nonce })}\n`)
}
