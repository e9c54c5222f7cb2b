import { isComment, descend } from './syntax-tree.mjs'

/** `raise …` followed by `yield` makes a generator that never yields: an idiom, not a mistake. */
const isYield = (node) => node.type === 'expression_statement' && node.named[0]?.type === 'yield'

const isEnd = (node, { ends }) =>
  ends.has(node.type) || (node.type === 'expression_statement' && (node.named[0]?.type === 'throw_expression' || node.named[0]?.type === 'throw_statement'))

const isLive = (node, grammar) =>
  grammar.hoisted.has(node.type) || isYield(node) || node.type === 'ERROR' || (node.type === 'variable_declaration' && !node.text.includes('='))

function findUnreachable(node, grammar) {
  const statements = node.children.filter(({ isNamed, type }) => isNamed && !isComment(type))
  const end = statements.findIndex((statement) => isEnd(statement, grammar))
  if (end < 0) return undefined
  const dead = statements.slice(end + 1).filter((statement) => !isLive(statement, grammar))
  if (dead.length === 0) return undefined
  const word = statements[end].text.match(/^\w+/)?.[0] ?? 'end'
  return {
    rule: 'unreachable-code',
    line: dead[0].row + 1,
    column: dead[0].column + 1,
    endLine: dead.at(-1).endRow + 1,
    message: `Nothing after this ${word} on line ${statements[end].row + 1} ever runs.`,
  }
}

function describeUnused(node) {
  const name = node.in('name')
  return {
    rule: 'unused-function',
    line: node.row + 1,
    column: node.column + 1,
    endLine: node.endRow + 1,
    message: `The function ${name.text.slice(0, 100)} is never used: nothing outside can call it, and nothing here does.`,
  }
}

/** How often each word stands anywhere in the texts, comments and strings included: a name that is mentioned is not called dead. */
function countWords(texts) {
  const counts = new Map()
  for (const text of texts) for (const [word] of text.matchAll(/[\p{L}\p{N}_$]+/gu)) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

/**
 * Code that surely never runs: statements behind the end of their block, and functions that only their own file (or
 * class) can call and that the whole submission mentions once. `parsed` are all files; yields `{ path, ... }`.
 */
export function* findDeadCode(parsed) {
  const words = countWords(parsed.map(({ text }) => text))
  for (const { path, root, grammar } of parsed) {
    for (const node of descend(root)) {
      const unreachable = grammar.blocks.has(node.type) ? findUnreachable(node, grammar) : undefined
      if (unreachable) yield { path, ...unreachable }
      const name = grammar.functions.has(node.type) ? node.in('name')?.text : undefined
      if (name && words.get(name) === 1 && grammar.isPrivate(node)) yield { path, ...describeUnused(node) }
    }
  }
}
