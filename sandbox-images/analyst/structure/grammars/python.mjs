/** Nodes of tree-sitter's grammar for Python. */
export const python = {
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
    node.parent.type !== 'decorated_definition' &&
    node.parent.parent?.in('superclasses') === undefined,
}
