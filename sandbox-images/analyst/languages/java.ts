import type { Grammar, LanguageTables, SecurityTable } from '../structure/syntax-tree.js'

/** Nodes of tree-sitter's grammar for Java. */
const grammar: Grammar = {
  parserOf: () => 'java',
  functions: new Set([
    'method_declaration',
    'constructor_declaration',
    'compact_constructor_declaration',
    'lambda_expression',
    'static_initializer',
  ]),
  bodies: new Set(['block', 'constructor_body']),
  classes: new Set([
    'class_declaration',
    'class_body',
    'interface_declaration',
    'enum_declaration',
    'record_declaration',
  ]),
  declarations: new Set([
    'package_declaration',
    'import_declaration',
    'class_declaration',
    'interface_declaration',
    'enum_declaration',
    'record_declaration',
    'annotation_type_declaration',
  ]),
  imports: new Set(['package_declaration', 'import_declaration']),
  ifs: new Set(['if_statement']),
  elseIfs: new Set(),
  elses: new Set(),
  loops: new Set(['for_statement', 'enhanced_for_statement', 'while_statement', 'do_statement']),
  switches: new Set(['switch_expression', 'switch_statement']),
  cases: new Set(['switch_label']),
  tries: new Set(['try_statement', 'try_with_resources_statement']),
  catches: new Set(['catch_clause']),
  ternaries: new Set(['ternary_expression']),
  logicals: new Map([
    ['&&', 'and'],
    ['||', 'or'],
  ]),
  binaries: new Set(['binary_expression']),
  jumps: new Set(['break_statement', 'continue_statement']),
  jumpTargets: new Set(['identifier']),
  strings: new Set(['string_literal']),
  blocks: new Set(['block', 'constructor_body', 'switch_block_statement_group']),
  ends: new Set(['return_statement', 'throw_statement', 'break_statement', 'continue_statement', 'yield_statement']),
  hoisted: new Set(['class_declaration', 'empty_statement']),
  isPrivate: (node) => {
    const modifiers = node.type === 'method_declaration' ? node.of('modifiers') : undefined
    return (
      modifiers !== undefined &&
      modifiers.of('private') !== undefined &&
      modifiers.of('annotation', 'marker_annotation') === undefined
    )
  },
}

/** How Java writes what the rules look at. */
const table: SecurityTable = {
  strings: new Set(['string_literal', 'character_literal']),
  templates: new Set(),
  holes: new Set(),
  numbers: new Set([
    'decimal_integer_literal',
    'hex_integer_literal',
    'decimal_floating_point_literal',
    'true',
    'false',
    'null_literal',
    'class_literal',
  ]),
  joins: { binary_expression: ['+'] },
  choices: new Set(['ternary_expression']),
  alternatives: new Set(),
  calls: { method_invocation: 'name', object_creation_expression: 'type' },
  members: { field_access: ['object', 'field'], scoped_type_identifier: [] },
  indexes: new Set(['array_access']),
  names: new Set(['identifier', 'this', 'type_identifier']),
  lists: new Set(['array_initializer']),
  records: new Set(),
  wraps: new Set([
    'parenthesized_expression',
    'cast_expression',
    'array_creation_expression',
    'expression_statement',
    'unary_expression',
  ]),
  assignments: {
    variable_declarator: ['name', 'value'],
    assignment_expression: ['left', 'right'],
    resource: ['name', 'value'],
  },
  appends: new Set(),
  loops: { enhanced_for_statement: ['name', 'value'] },
  functions: new Set(['method_declaration', 'constructor_declaration', 'lambda_expression']),
  returns: new Set(['return_statement']),
  conditions: new Set(['if_statement', 'ternary_expression']),
  thisNames: new Set(['this']),
}

export const java: LanguageTables = { grammar, table }
