import { readSource } from '../select-files.mjs'
import { findDeadCode } from './find-dead-code.mjs'
import { findDuplicates } from './find-duplicates.mjs'
import { listTokens } from './list-tokens.mjs'
import { measureFunctions } from './measure-functions.mjs'
import { parseFile } from './parse-file.mjs'

/** Facts of one kind that are told of a submission: more than any exercise needs, few enough for the limit of the output. */
const mostFacts = 20_000

/**
 * The shape of the files: lines of the protocol without nonce, `file`, `function`, `duplicate`, `unread`, and
 * `observation`s of dead code. `rules` are the rules of `assay` that are looked for.
 */
export async function readStructure({ root, language, files, rules }) {
  const lines = []
  const functions = []
  const parsed = []
  const tokens = []
  for (const path of files) {
    const file = await parseFile({ language, path, text: await readSource(root, path) })
    if (file === undefined) {
      lines.push({ type: 'unread', path, reason: 'The file takes too long to parse.' })
      continue
    }
    const measured = measureFunctions(file)
    lines.push({ type: 'file', path, lines: measured.lines })
    functions.push(...measured.functions.map((facts) => ({ type: 'function', path, ...facts })))
    tokens.push({ path, tokens: listTokens(file) })
    parsed.push(file)
  }
  lines.push(...functions.slice(0, mostFacts))
  lines.push(...findDuplicates(tokens).slice(0, mostFacts).map((duplicate) => ({ type: 'duplicate', ...duplicate })))
  for (const found of findDeadCode(parsed)) {
    if (rules.includes(found.rule)) lines.push({ type: 'observation', tool: 'assay', ...found })
    if (lines.length > 3 * mostFacts) break
  }
  return lines
}
