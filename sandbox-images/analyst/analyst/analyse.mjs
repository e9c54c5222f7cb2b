import { fileURLToPath } from 'node:url'
import { linters, readersOf } from '../readers.mjs'
import { selectFiles } from '../select-files.mjs'
import { boundLines } from './bound-lines.mjs'
import { readFiles } from './read-files.mjs'
import { ReaderProcess } from './reader-process.mjs'

/** Files of ours, one for each language, that every reader is known to read. */
const knownGood = fileURLToPath(new URL('./known-good', import.meta.url))

/**
 * CPU time for all readers together: what the container has of time is longer, so that only a busy machine exceeds it.
 */
const analysisSeconds = 30
/** CPU time for the files of ours. */
const proofSeconds = 15

/**
 * Reads a submission with every reader of its language, one after the other: memory is for one.
 * @returns {Promise<object[]>} lines of contracts/analyst-protocol.ts without their nonce: the last is `analysed`, or
 *   there
 *   is one `fault`
 */
export async function analyse(root, { language, rules }) {
  const { files, unread } = await selectFiles(root, language)
  const lines = unread.map((file) => ({ type: 'unread', ...file }))
  const tools = {}
  let leftSeconds = analysisSeconds
  const names = readersOf[language].filter((name) => !linters.has(name) || rules[name]?.length > 0)
  for (const [index, name] of names.entries()) {
    const task = { root, files, language, rules: rules[linters.has(name) ? name : 'assay'] ?? [] }
    const found = await readWith(name, task, leftSeconds / (names.length - index)).catch((error) => ({
      fault: error.message,
    }))
    if (found.fault !== undefined) return [{ type: 'fault', message: `${name}: ${found.fault}`.slice(0, 2000) }]
    leftSeconds -= found.seconds
    lines.push(...boundLines(found.lines))
    Object.assign(tools, found.versions)
  }
  return [...inOrder(lines), { type: 'analysed', tools }]
}

/**
 * What a reader finds. Where a file was too much for it, it has to read a file of ours: else it is the reader that is
 * broken.
 */
async function readWith(name, task, shareSeconds) {
  const found = await readFiles(
    (files, limitSeconds) => new ReaderProcess(name, { ...task, files }, limitSeconds),
    task.files,
    shareSeconds,
  )
  if (found.lines.some(({ type }) => type === 'unread')) await proveReader(name, task)
  return found
}

async function proveReader(name, { language, rules }) {
  const { files } = await selectFiles(knownGood, language)
  const proof = await new ReaderProcess(name, { root: knownGood, files, language, rules }, proofSeconds).run()
  const unread = proof.lines.find(({ type }) => type === 'unread')
  if (proof.failure !== undefined) throw new Error(`does not read a file that it is known to read: ${proof.failure}`)
  if (unread !== undefined) throw new Error(`does not read ${unread.path}, which it is known to read: ${unread.reason}`)
}

/** In one order for one source, whatever the readers tell first. */
const inOrder = (lines) =>
  lines
    .map((line) => ({ line, order: orderOf(line) }))
    .sort(compareOrders)
    .map(({ line }) => line)

const orderOf = (line) => [
  line.type,
  line.path ?? line.places?.[0].path ?? '',
  line.line ?? line.places?.[0].line ?? 0,
  JSON.stringify(line),
]

function compareOrders({ order: a }, { order: b }) {
  const index = a.findIndex((value, position) => value !== b[position])
  if (index === -1) return 0
  return a[index] < b[index] ? -1 : 1
}
