import { readSource } from '../select-files.mjs'
import { findUnreachableCode } from './find-dead-code.mjs'
import { findDuplicates, TokenRow } from './find-duplicates.mjs'
import { listTokens } from './list-tokens.mjs'
import { measureFunctions } from './measure-functions.mjs'
import { parseFile, parserVersions } from './parse-file.mjs'
import { UnusedFunctions } from './unused-functions.mjs'

const observe = (found) => ({ type: 'observation', tool: 'assay', ...found })

/**
 * The shape of the files: `file` and `function` of each, `observation`s of dead code, and `duplicate`s at the end, for
 * which no more is kept of a file than its tokens and the words in it.
 */
async function* readStructure({ root, files, language, rules }) {
  const tokens = new TokenRow()
  const unused = new UnusedFunctions()
  for (const path of files) {
    yield { type: 'reading', path }
    const file = await parseFile({ language, path, text: await readSource(root, path) })
    if (file === undefined) {
      yield { type: 'unread', path, reason: 'The file takes too long to parse.' }
      continue
    }
    const { functions, lines } = measureFunctions(file)
    yield { type: 'file', path, lines }
    yield* functions.map((facts) => ({ type: 'function', path, ...facts }))
    if (rules.includes('unreachable-code')) yield* findUnreachableCode(file).map((found) => observe({ path, ...found }))
    tokens.add(path, listTokens(file))
    unused.add(file)
  }
  if (rules.includes('unused-function')) yield* unused.list().map(observe)
  yield* findDuplicates(tokens).map((duplicate) => ({ type: 'duplicate', ...duplicate }))
}

export const reader = { versions: async () => parserVersions, read: readStructure }
