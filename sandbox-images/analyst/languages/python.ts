import type { Grammar, LanguageTables, SecurityTable } from '../structure/syntax-tree.js'

/** Nodes of tree-sitter's grammar for Python. */
const grammar: Grammar = {
  parserOf: () => 'python',
  functions: new Set(['function_definition']),
  bodies: new Set(['block']),
  classes: new Set(['class_definition']),
  declarations: new Set([
    'import_statement',
    'import_from_statement',
    'future_import_statement',
    'function_definition',
    'decorated_definition',
    'class_definition',
  ]),
  imports: new Set(['import_statement', 'import_from_statement', 'future_import_statement']),
  ifs: new Set(['if_statement']),
  elseIfs: new Set(['elif_clause']),
  elses: new Set(['else_clause']),
  loops: new Set(['for_statement', 'while_statement']),
  switches: new Set(['match_statement']),
  cases: new Set(['case_clause']),
  tries: new Set(['try_statement']),
  catches: new Set(['except_clause', 'except_group_clause']),
  ternaries: new Set(['conditional_expression']),
  logicals: new Map([
    ['and', 'and'],
    ['or', 'or'],
  ]),
  binaries: new Set(['boolean_operator']),
  jumps: new Set(),
  jumpTargets: new Set(),
  strings: new Set(['string']),
  blocks: new Set(['block', 'module']),
  ends: new Set(['return_statement', 'raise_statement', 'break_statement', 'continue_statement']),
  hoisted: new Set(),
  /** A method of a class with bases may be what a base calls. */
  isPrivate: (node) =>
    /^_(?!_)/.test(node.in('name')?.text ?? '') &&
    node.parent?.type !== 'decorated_definition' &&
    node.parent?.parent?.in('superclasses') === undefined,
}

/** How Python writes what the rules look at. */
const table: SecurityTable = {
  strings: new Set(),
  templates: new Set(['string', 'concatenated_string']),
  holes: new Set(['interpolation']),
  numbers: new Set(['integer', 'float', 'true', 'false', 'none']),
  joins: { binary_operator: ['+'] },
  choices: new Set(['conditional_expression']),
  alternatives: new Set(['or', 'and']),
  calls: { call: 'function' },
  members: { attribute: ['object', 'attribute'] },
  indexes: new Set(['subscript']),
  names: new Set(['identifier']),
  lists: new Set(['list', 'tuple', 'set', 'expression_list']),
  records: new Set(['dictionary']),
  comprehensions: new Set([
    'list_comprehension',
    'generator_expression',
    'set_comprehension',
    'dictionary_comprehension',
  ]),
  wraps: new Set([
    'await',
    'parenthesized_expression',
    'interpolation',
    'list_splat',
    'expression_statement',
    'unary_operator',
  ]),
  assignments: {
    assignment: ['left', 'right'],
    pair: ['key', 'value'],
    keyword_argument: ['name', 'value'],
    named_expression: ['name', 'value'],
    default_parameter: ['name', 'value'],
    typed_default_parameter: ['name', 'value'],
  },
  appends: new Set(['augmented_assignment']),
  loops: { for_statement: ['left', 'right'], for_in_clause: ['left', 'right'] },
  functions: new Set(['function_definition', 'lambda']),
  returns: new Set(['return_statement']),
  conditions: new Set(['if_statement', 'elif_clause', 'conditional_expression', 'assert_statement', 'if_clause']),
  thisNames: new Set(['self', 'cls']),
}

export const python: LanguageTables = { grammar, table }
