const modifiersOf = (node) => node.children.filter(({ type }) => type === 'modifier').map(({ text }) => text)

/** Nodes of tree-sitter's grammar for C#. */
export const csharp = {
  parserOf: () => 'c_sharp',
  functions: new Set([
    'method_declaration',
    'constructor_declaration',
    'local_function_statement',
    'lambda_expression',
    'anonymous_method_expression',
    'accessor_declaration',
    'operator_declaration',
    'destructor_declaration',
  ]),
  bodies: new Set(['block', 'arrow_expression_clause']),
  classes: new Set(['class_declaration', 'struct_declaration', 'record_declaration', 'interface_declaration']),
  declarations: new Set([
    'using_directive',
    'namespace_declaration',
    'file_scoped_namespace_declaration',
    'class_declaration',
    'struct_declaration',
    'record_declaration',
    'interface_declaration',
    'enum_declaration',
    'delegate_declaration',
    'global_attribute',
  ]),
  imports: new Set(['using_directive', 'file_scoped_namespace_declaration']),
  ifs: new Set(['if_statement']),
  elseIfs: new Set(),
  elses: new Set(),
  loops: new Set(['for_statement', 'for_each_statement', 'while_statement', 'do_statement']),
  switches: new Set(['switch_statement', 'switch_expression']),
  cases: new Set(['case_switch_label', 'case_pattern_switch_label', 'switch_expression_arm']),
  tries: new Set(['try_statement']),
  catches: new Set(['catch_clause']),
  ternaries: new Set(['conditional_expression']),
  logicals: new Map([
    ['&&', 'and'],
    ['||', 'or'],
    ['??', 'or-else'],
  ]),
  binaries: new Set(['binary_expression']),
  jumps: new Set(['goto_statement']),
  jumpTargets: new Set(['identifier']),
  strings: new Set([
    'string_literal',
    'verbatim_string_literal',
    'interpolated_string_expression',
    'raw_string_literal',
    'character_literal',
  ]),
  blocks: new Set(['block', 'switch_section']),
  ends: new Set(['return_statement', 'throw_statement', 'break_statement', 'continue_statement', 'goto_statement']),
  hoisted: new Set(['local_function_statement', 'empty_statement', 'labeled_statement', 'break_statement']),
  isPrivate: (node) => {
    if (node.type !== 'method_declaration' || node.of('attribute_list', 'explicit_interface_specifier')) return false
    const modifiers = modifiersOf(node)
    return modifiers.includes('private') && !modifiers.includes('partial')
  },
}
