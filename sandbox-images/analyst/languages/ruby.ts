import type { Grammar, LanguageTables, SecurityTable, SyntaxNode } from '../structure/syntax-tree.js'

/** Methods that the language or a framework calls by itself. */
const calledByOthers =
  /^(?:initialize\w*|method_missing|respond_to_missing|inherited|included|extended|prepended|call)$/

/** Calls without a receiver whose block runs at once, as part of the method around it. */
const runsAtOnce = /^(?:loop|tap|then|catch|synchronize|transaction)$/

/** Whether the block of a call is run by it, and not kept for later as that of a route is. */
function isPart({ type, parent }: SyntaxNode): boolean {
  return (
    type === 'do_block' && (parent?.in('receiver') !== undefined || runsAtOnce.test(parent?.in('method')?.text ?? ''))
  )
}

/** Below a line `private`, or behind that word. */
function isPrivate(node: SyntaxNode): boolean {
  const name = node.in('name')?.text ?? ''
  if (node.type !== 'method' || calledByOthers.test(name)) return false
  if (node.parent?.type === 'argument_list') return node.parent.parent?.in('method')?.text === 'private'
  const before = node.parent?.children.filter(({ start, type }) => start < node.start && type === 'identifier') ?? []
  return before.findLast(({ text }) => /^(?:private|public|protected)$/.test(text))?.text === 'private'
}

/** Nodes of tree-sitter's grammar for Ruby. */
const grammar: Grammar = {
  parserOf: () => 'ruby',
  functions: new Set(['method', 'singleton_method', 'do_block']),
  isPart,
  bodies: new Set(['body_statement']),
  classes: new Set(['class', 'module']),
  declarations: new Set(['class', 'module', 'method', 'singleton_method']),
  imports: new Set(),
  ifs: new Set(['if', 'unless', 'elsif', 'if_modifier', 'unless_modifier']),
  elseIfs: new Set(['elsif']),
  // The default of a `case` has the same name: an `else` is told by where it stands.
  elses: new Set(),
  loops: new Set(['while', 'until', 'for', 'while_modifier', 'until_modifier']),
  switches: new Set(['case', 'case_match']),
  cases: new Set(['when', 'in_clause']),
  tries: new Set(['begin']),
  catches: new Set(['rescue', 'rescue_modifier']),
  ternaries: new Set(['conditional']),
  logicals: new Map([
    ['&&', 'and'],
    ['and', 'and'],
    ['||', 'or'],
    ['or', 'or'],
  ]),
  binaries: new Set(['binary']),
  jumps: new Set(),
  jumpTargets: new Set(),
  strings: new Set(['string', 'heredoc_body', 'string_array', 'symbol_array', 'regex', 'subshell']),
  blocks: new Set(['body_statement', 'block_body', 'then', 'do', 'program']),
  ends: new Set(['return', 'break', 'next', 'redo', 'retry']),
  hoisted: new Set(['method', 'class', 'module', 'rescue', 'else', 'ensure', 'heredoc_body', 'uninterpreted']),
  isPrivate,
}

/** How Ruby writes what the rules look at. */
const table: SecurityTable = {
  strings: new Set(['simple_symbol', 'hash_key_symbol']),
  templates: new Set(['string', 'heredoc_body', 'subshell']),
  holes: new Set(['interpolation']),
  numbers: new Set(['integer', 'float', 'true', 'false', 'nil']),
  joins: { binary: ['+', '<<'] },
  choices: new Set(['conditional']),
  alternatives: new Set(['||', '&&', 'or', 'and']),
  calls: { call: 'method' },
  members: { scope_resolution: ['scope', 'name'] },
  indexes: new Set(['element_reference']),
  names: new Set(['identifier', 'constant', 'instance_variable', 'class_variable', 'global_variable']),
  lists: new Set(['array', 'string_array']),
  records: new Set(['hash']),
  wraps: new Set(['parenthesized_statements', 'interpolation', 'splat_argument', 'hash_splat_argument', 'unary']),
  assignments: {
    assignment: ['left', 'right'],
    pair: ['key', 'value'],
    optional_parameter: ['name', 'value'],
    keyword_parameter: ['name', 'value'],
  },
  appends: new Set(['operator_assignment']),
  loops: { for: ['pattern', 'value'] },
  functions: new Set(['method', 'singleton_method', 'do_block', 'block', 'lambda']),
  returns: new Set(['return']),
  conditions: new Set(['if', 'unless', 'elsif', 'conditional', 'if_modifier', 'unless_modifier', 'case']),
  thisNames: new Set(['self']),
}

export const ruby: LanguageTables = { grammar, table }
