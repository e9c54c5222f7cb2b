import { isComment, descend } from './syntax-tree.mjs'

/** `raise …` followed by `yield` makes a generator that never yields: an idiom, not a mistake. */
const isYield = (node) => node.type === 'expression_statement' && node.named[0]?.type === 'yield'

const isEnd = (node, { ends }) =>
  ends.has(node.type) ||
  (node.type === 'expression_statement' &&
    (node.named[0]?.type === 'throw_expression' || node.named[0]?.type === 'throw_statement'))

const isLive = (node, grammar) =>
  grammar.hoisted.has(node.type) ||
  isYield(node) ||
  node.type === 'ERROR' ||
  (node.type === 'variable_declaration' && !node.text.includes('='))

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

/** Statements behind the end of their block. */
export function findUnreachableCode({ root, grammar }) {
  const found = []
  for (const node of descend(root)) {
    const unreachable = grammar.blocks.has(node.type) ? findUnreachable(node, grammar) : undefined
    if (unreachable) found.push(unreachable)
  }
  return found
}
