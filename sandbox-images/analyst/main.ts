import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { analystLimits } from '../../contracts/protocol/analyst-limits.js'
import type { AnalystRequest } from '../../contracts/protocol/analyst.js'
import { readFiles, ReaderProcess, type ReaderRun } from './reader-process.js'
import {
  boundLines,
  isLinter,
  parseRequest,
  readersOf,
  type AnswerLine,
  type ReaderName,
  type ReadTask,
} from './readers.js'
import { selectFiles } from './select-files.js'

/**
 * Files of ours, one for each language, that every reader is known to read. The image has the folders of a checkout:
 * its compiled files in `dist/`, and beside it what is not compiled.
 */
const knownGood = fileURLToPath(new URL('../../../sandbox-images/analyst/known-good', import.meta.url))

/**
 * CPU time for all readers together: what the container has of time is longer, so that only a busy machine exceeds it.
 */
const analysisSeconds = 30
/** CPU time for the files of ours. */
const proofSeconds = 15

/**
 * Reads a submission with every reader of its language, one after the other: memory is for one. The last line is
 * `analysed`, or there is one `fault`.
 */
async function analyse(root: string, { language, rules }: AnalystRequest): Promise<AnswerLine[]> {
  const { files, unread } = await selectFiles(root, language)
  const lines: AnswerLine[] = unread.map((file) => ({ type: 'unread', ...file }))
  const tools: Record<string, string> = {}
  let leftSeconds = analysisSeconds
  const rulesFor = (name: ReaderName): readonly string[] => rules[isLinter(name) ? name : 'assay'] ?? []
  const names = readersOf[language].filter((name) => !isLinter(name) || rulesFor(name).length > 0)
  for (const [index, name] of names.entries()) {
    const task = { root, files, language, rules: rulesFor(name) }
    try {
      const found = await readWith(name, task, leftSeconds / (names.length - index))
      leftSeconds -= found.seconds
      lines.push(...boundLines(found.lines))
      Object.assign(tools, found.versions)
    } catch (error) {
      const message = `${name}: ${(error as Error).message}`.slice(0, analystLimits.faultLength)
      return [{ type: 'fault', message }]
    }
  }
  return [...inOrder(lines), { type: 'analysed', tools }]
}

/**
 * What a reader finds. Where a file was too much for it, it has to read a file of ours: else it is the reader that is
 * broken.
 */
async function readWith(
  name: ReaderName,
  task: ReadTask,
  shareSeconds: number,
): Promise<Pick<ReaderRun, 'lines' | 'versions' | 'seconds'>> {
  const found = await readFiles(
    (files, limitSeconds) => new ReaderProcess(name, { ...task, files }, limitSeconds),
    task.files,
    shareSeconds,
  )
  if (found.lines.some(({ type }) => type === 'unread')) await proveReader(name, task)
  return found
}

async function proveReader(name: ReaderName, { language, rules }: ReadTask): Promise<void> {
  const { files } = await selectFiles(knownGood, language)
  const proof = await new ReaderProcess(name, { root: knownGood, files, language, rules }, proofSeconds).run()
  const unread = proof.lines.find((line) => line.type === 'unread')
  if (proof.failure !== undefined) throw new Error(`does not read a file that it is known to read: ${proof.failure}`)
  if (unread !== undefined) throw new Error(`does not read ${unread.path}, which it is known to read: ${unread.reason}`)
}

/** In one order for one source, whatever the readers tell first. */
const inOrder = (lines: readonly AnswerLine[]): AnswerLine[] =>
  lines
    .map((line) => ({ line, order: orderOf(line) }))
    .sort(({ order: a }, { order: b }) => compareOrders(a, b))
    .map(({ line }) => line)

type Order = readonly [type: string, path: string, line: number, text: string]

function orderOf(line: AnswerLine): Order {
  const place = line.type === 'duplicate' ? line.places[0] : line
  const path = 'path' in place ? place.path : ''
  return [line.type, path, 'line' in place ? place.line : 0, JSON.stringify(line)]
}

function compareOrders(a: Order, b: Order): number {
  for (const index of [0, 1, 2, 3] as const) if (a[index] !== b[index]) return a[index] < b[index] ? -1 : 1
  return 0
}

/** Where the submission lies, read-only, unless another folder is named. */
const root = process.argv[2] ?? '/app'

const [input] = (await once(createInterface({ input: process.stdin }), 'line')) as [string]
const request = parseRequest(input)
for (const line of await analyse(root, request)) {
  process.stdout.write(`${JSON.stringify({ ...line, nonce: request.nonce })}\n`)
}
// It stays open on the other side.
process.stdin.destroy()
