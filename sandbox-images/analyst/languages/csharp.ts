import type { Grammar, LanguageTables, SecurityTable, SyntaxNode } from '../structure/syntax-tree.js'

/** Every character but line ends as a blank, so that offsets stay. */
const blank = (text: string): string => text.replace(/[^\r\n]/g, ' ')

/** `"""raw"""` as `@" raw"`, and with holes as `$@"`, of the same length. */
function plainRawString(whole: string, dollars: string, quotes: string, body: string): string {
  const holes =
    dollars.length > 1
      ? body
          .replaceAll('{'.repeat(dollars.length), `${' '.repeat(dollars.length - 1)}{`)
          .replaceAll('}'.repeat(dollars.length), `}${' '.repeat(dollars.length - 1)}`)
      : body
  const opening = `${dollars ? '$' : ''}@"`.padEnd(dollars.length + quotes.length, ' ')
  return `${opening}${holes.replaceAll('"', "'")}"`.padEnd(whole.length, ' ')
}

/** The offset behind the bracket that closes the one at `start`; -1 where none does. */
function findClosing(text: string, start: number): number {
  let depth = 0
  for (let i = start; i < text.length; i++) {
    if (text[i] === '(') depth++
    else if (text[i] === ')' && --depth === 0) return i + 1
    else if (text[i] === ';') return -1
  }
  return -1
}

/** Parameters between a class's name and its body, and arguments for its base, as blanks. */
function withoutPrimaryConstructors(text: string): string {
  const head = /\b(?:class|struct)\s+\w+(?:<[\w\s,]+>)?\s*(?=\()/g
  let plain = ''
  let from = 0
  for (let match = head.exec(text); match !== null; match = head.exec(text)) {
    const open = match.index + match[0].length
    const close = findClosing(text, open)
    if (close < 0) continue
    const base = /^\s*:\s*[\w.<>]+(?=\()/.exec(text.slice(close, close + 300))
    const baseClose = base ? findClosing(text, close + base[0].length) : -1
    plain += text.slice(from, open) + blank(text.slice(open, close))
    from = close
    if (base && baseClose > 0) {
      plain += text.slice(close, close + base[0].length) + blank(text.slice(close + base[0].length, baseClose))
      from = baseClose
    }
    head.lastIndex = from
  }
  return plain + text.slice(from)
}

/**
 * C# 11 and 12 written in the forms that the grammar knows, without moving a character: raw strings and primary
 * constructors.
 */
function plainCsharp(text: string): string {
  return withoutPrimaryConstructors(text.replace(/(\$*)("{3,})([\s\S]*?)\2/g, plainRawString))
}

const modifiersOf = (node: SyntaxNode): string[] =>
  node.children.filter(({ type }) => type === 'modifier').map(({ text }) => text)

/** Nodes of tree-sitter's grammar for C#. */
const grammar: Grammar = {
  parserOf: () => 'c_sharp',
  plain: plainCsharp,
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

/** How C# writes what the rules look at. */
const table: SecurityTable = {
  strings: new Set(['string_literal', 'verbatim_string_literal', 'raw_string_literal', 'character_literal']),
  templates: new Set(['interpolated_string_expression']),
  holes: new Set(['interpolation']),
  numbers: new Set(['integer_literal', 'real_literal', 'boolean_literal', 'null_literal', 'typeof_expression']),
  joins: { binary_expression: ['+'] },
  choices: new Set(['conditional_expression']),
  alternatives: new Set(['??', '||', '&&']),
  calls: {
    invocation_expression: 'function',
    object_creation_expression: 'type',
    implicit_object_creation_expression: undefined,
  },
  members: { member_access_expression: ['expression', 'name'], conditional_access_expression: [] },
  indexes: new Set(['element_access_expression']),
  names: new Set(['identifier', 'this_expression', 'this', 'predefined_type']),
  lists: new Set(['initializer_expression', 'collection_expression']),
  records: new Set(),
  wraps: new Set([
    'await_expression',
    'parenthesized_expression',
    'cast_expression',
    'argument',
    'interpolation',
    'postfix_unary_expression',
    'expression_statement',
    'implicit_array_creation_expression',
    'array_creation_expression',
    'arrow_expression_clause',
    'as_expression',
    'prefix_unary_expression',
    'equals_value_clause',
  ]),
  assignments: {
    variable_declarator: [],
    assignment_expression: ['left', 'right'],
    property_declaration: ['name', 'value'],
  },
  appends: new Set(),
  loops: { for_each_statement: ['left', 'right'] },
  functions: new Set([
    'method_declaration',
    'constructor_declaration',
    'local_function_statement',
    'lambda_expression',
    'anonymous_method_expression',
  ]),
  returns: new Set(['return_statement']),
  conditions: new Set(['if_statement', 'conditional_expression', 'switch_expression_arm']),
  thisNames: new Set(['this']),
}

export const csharp: LanguageTables = { grammar, table }
