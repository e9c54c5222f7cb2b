import type { Grammar, LanguageTables, SecurityTable } from '../structure/syntax-tree.js'

/** Nodes of tree-sitter's grammar for PHP. */
const grammar: Grammar = {
  parserOf: () => 'php',
  functions: new Set(['function_definition', 'method_declaration', 'anonymous_function_creation_expression']),
  bodies: new Set(['compound_statement']),
  classes: new Set(['class_declaration', 'declaration_list', 'trait_declaration', 'enum_declaration']),
  declarations: new Set([
    'php_tag',
    'text_interpolation',
    'text',
    'declare_statement',
    'namespace_definition',
    'namespace_use_declaration',
    'class_declaration',
    'interface_declaration',
    'trait_declaration',
    'enum_declaration',
    'function_definition',
    'const_declaration',
  ]),
  imports: new Set(['declare_statement', 'namespace_definition', 'namespace_use_declaration']),
  ifs: new Set(['if_statement']),
  elseIfs: new Set(['else_if_clause']),
  elses: new Set(['else_clause']),
  loops: new Set(['for_statement', 'foreach_statement', 'while_statement', 'do_statement']),
  switches: new Set(['switch_statement', 'match_expression']),
  cases: new Set(['case_statement', 'match_conditional_expression']),
  tries: new Set(['try_statement']),
  catches: new Set(['catch_clause']),
  ternaries: new Set(['conditional_expression']),
  logicals: new Map([
    ['&&', 'and'],
    ['and', 'and'],
    ['||', 'or'],
    ['or', 'or'],
    ['xor', 'xor'],
    ['??', 'or-else'],
  ]),
  binaries: new Set(['binary_expression']),
  jumps: new Set(['goto_statement']),
  jumpTargets: new Set(['name']),
  strings: new Set(['string', 'encapsed_string', 'heredoc', 'nowdoc']),
  blocks: new Set(['compound_statement', 'case_statement', 'default_statement']),
  ends: new Set(['return_statement', 'throw_statement', 'break_statement', 'continue_statement', 'exit_statement']),
  hoisted: new Set([
    'function_definition',
    'class_declaration',
    'empty_statement',
    'break_statement',
    'text_interpolation',
    'named_label_statement',
  ]),
  isPrivate: (node) =>
    node.type === 'method_declaration' &&
    node.of('visibility_modifier')?.text === 'private' &&
    !node.in('name')?.text.startsWith('__') &&
    node.of('attribute_list') === undefined,
}

/** How PHP writes what the rules look at. */
const table: SecurityTable = {
  strings: new Set(['string', 'nowdoc']),
  templates: new Set(['encapsed_string', 'heredoc', 'heredoc_body', 'shell_command_expression']),
  holes: new Set([
    'variable_name',
    'member_access_expression',
    'subscript_expression',
    'member_call_expression',
    'dynamic_variable_name',
  ]),
  numbers: new Set(['integer', 'float', 'boolean', 'null']),
  joins: { binary_expression: ['.'] },
  choices: new Set(['conditional_expression']),
  alternatives: new Set(['??', '?:', '||', '&&']),
  calls: {
    function_call_expression: 'function',
    member_call_expression: 'name',
    nullsafe_member_call_expression: 'name',
    scoped_call_expression: 'name',
    object_creation_expression: undefined,
  },
  members: {
    member_access_expression: ['object', 'name'],
    nullsafe_member_access_expression: ['object', 'name'],
    class_constant_access_expression: [],
    scoped_property_access_expression: ['scope', 'name'],
  },
  indexes: new Set(['subscript_expression']),
  names: new Set(['variable_name', 'name']),
  lists: new Set(['array_creation_expression']),
  records: new Set(),
  wraps: new Set([
    'parenthesized_expression',
    'cast_expression',
    'argument',
    'variadic_unpacking',
    'expression_statement',
    'unary_op_expression',
  ]),
  assignments: {
    assignment_expression: ['left', 'right'],
    const_element: [],
    property_element: [],
    simple_parameter: ['name', 'default_value'],
  },
  appends: new Set(['augmented_assignment_expression']),
  loops: { foreach_statement: [] },
  functions: new Set([
    'function_definition',
    'method_declaration',
    'anonymous_function_creation_expression',
    'arrow_function',
  ]),
  returns: new Set(['return_statement']),
  conditions: new Set(['if_statement', 'else_if_clause', 'conditional_expression', 'match_condition_list']),
  thisNames: new Set(['this', 'self', 'static']),
}

export const php: LanguageTables = { grammar, table }
