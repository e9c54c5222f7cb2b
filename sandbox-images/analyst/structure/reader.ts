import { readSource } from '../select-files.js'
import type { Reader, ReaderLine, ReadTask } from '../readers.js'
import { findDuplicates, TokenRow } from './find-duplicates.js'
import { measureFunctions } from './measure-functions.js'
import { parseFile, parserVersions } from './parse-file.js'
import { descend, isComment, type Grammar, type ParsedFile, type SyntaxNode } from './syntax-tree.js'

type Observed = Extract<ReaderLine, { type: 'observation' }>

function observe(rule: string, path: string, first: SyntaxNode, last: SyntaxNode, message: string): Observed {
  const position = { line: first.row + 1, column: first.column + 1, endLine: last.endRow + 1 }
  return { type: 'observation', tool: 'assay', path, rule, ...position, message }
}

/** `raise …` followed by `yield` makes a generator that never yields: an idiom, not a mistake. */
const isYield = (node: SyntaxNode): boolean => node.type === 'expression_statement' && node.named[0]?.type === 'yield'

const isEnd = (node: SyntaxNode, { ends }: Grammar): boolean =>
  ends.has(node.type) ||
  (node.type === 'expression_statement' &&
    (node.named[0]?.type === 'throw_expression' || node.named[0]?.type === 'throw_statement'))

const isLive = (node: SyntaxNode, grammar: Grammar): boolean =>
  grammar.hoisted.has(node.type) ||
  isYield(node) ||
  node.type === 'ERROR' ||
  (node.type === 'variable_declaration' && !node.text.includes('='))

function findUnreachable(path: string, block: SyntaxNode, grammar: Grammar): Observed | undefined {
  const statements = block.children.filter(({ isNamed, type }) => isNamed && !isComment(type))
  const index = statements.findIndex((statement) => isEnd(statement, grammar))
  const end = statements[index]
  if (end === undefined) return undefined
  const dead = statements.slice(index + 1).filter((statement) => !isLive(statement, grammar))
  const [first, last] = [dead[0], dead.at(-1)]
  if (first === undefined || last === undefined) return undefined
  const word = end.text.match(/^\w+/)?.[0] ?? 'end'
  const message = `Nothing after this ${word} on line ${end.row + 1} ever runs.`
  return observe('unreachable-code', path, first, last, message)
}

/** Statements behind the end of their block. */
function findUnreachableCode({ path, root, grammar }: ParsedFile): Observed[] {
  const blocks = [...descend(root)].filter(({ type }) => grammar.blocks.has(type))
  return blocks.flatMap((block) => findUnreachable(path, block, grammar) ?? [])
}

/** Calls of a method by a name that is put together: then no method of the file is surely unused. */
const callsByName =
  /->\{?\$\w+\}?\(|->\{"|\bmethod_exists\b|\bcall_user_func|\bgetattr\(|\beval\(|\bGetMethod\(|\bgetDeclaredMethod|\bsend\(:|\b(?:public_send|__send__|define_method)\b/

/**
 * Collects, file by file, functions that only their own file or class can call, and how often each word is mentioned
 * anywhere, comments and strings included: a name that is mentioned is not called unused.
 */
class UnusedFunctions {
  #mentions = new Map<string, number>()
  #candidates: { name: string; found: Observed }[] = []

  add({ path, root, grammar, text }: ParsedFile): void {
    for (const [word] of text.matchAll(/[\p{L}\p{N}_$]+/gu))
      this.#mentions.set(word, (this.#mentions.get(word) ?? 0) + 1)
    if (callsByName.test(text)) return
    for (const node of descend(root)) {
      const name = grammar.functions.has(node.type) ? node.in('name')?.text : undefined
      if (!name || !grammar.isPrivate(node)) continue
      const message = `The function ${name.slice(0, 100)} is never used: it cannot be called from outside, and nothing here calls it.`
      this.#candidates.push({ name, found: observe('unused-function', path, node, node, message) })
    }
  }

  list(): Observed[] {
    return this.#candidates.filter(({ name }) => this.#mentions.get(name) === 1).map(({ found }) => found)
  }
}

/**
 * The shape of the files: `file` and `function` of each, `observation`s of dead code, and `duplicate`s at the end, for
 * which no more is kept of a file than its tokens and the words in it.
 */
async function* readStructure({ root, files, language, rules }: ReadTask): ReturnType<Reader['read']> {
  const tokens = new TokenRow()
  const unused = new UnusedFunctions()
  for (const path of files) {
    yield { type: 'reading', path }
    const file = await parseFile(language, path, await readSource(root, path))
    if (file === undefined) {
      yield { type: 'unread', path, reason: 'The file takes too long to parse.' }
      continue
    }
    const { functions, lines } = measureFunctions(file)
    yield { type: 'file', path, lines }
    yield* functions.map((facts) => ({ type: 'function' as const, path, ...facts }))
    if (rules.includes('unreachable-code')) yield* findUnreachableCode(file)
    tokens.add(file)
    unused.add(file)
  }
  if (rules.includes('unused-function')) yield* unused.list()
  yield* findDuplicates(tokens).map((duplicate) => ({ type: 'duplicate' as const, ...duplicate }))
}

export const reader: Reader = { versions: async () => parserVersions, read: readStructure }
