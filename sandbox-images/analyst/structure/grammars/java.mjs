/** Nodes of tree-sitter's grammar for Java. */
export const java = {
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
