import type { SecurityTable, SyntaxNode } from '../structure/syntax-tree.js'

/** Constant text, or a node whose value is put in. */
export type Part = string | SyntaxNode

/** `object.name(…)`, or without an object. */
export interface CallView {
  kind: 'call'
  node: SyntaxNode
  /** The whole name of what is called, dotted. */
  path: string
  name: string
  object: SyntaxNode | undefined
  args: SyntaxNode[]
  named: ReadonlyMap<string, SyntaxNode>
  isNew: boolean
  /** A template is what it is given: sql`…`. */
  isTagged: boolean
}

/** One of several values: by an operator such as `||`, by a condition, or by a `switch`. */
export interface ChoiceView {
  kind: 'choice'
  branches: SyntaxNode[]
  condition?: SyntaxNode | undefined
  operator?: string
}

/** What an expression is, in words that are the same for every language. */
export type View =
  | { kind: 'text'; value: string }
  | { kind: 'literal'; value: string }
  | { kind: 'composed'; parts: Part[] }
  | { kind: 'format'; format: SyntaxNode; values: SyntaxNode[] }
  | { kind: 'list'; items: SyntaxNode[] }
  | { kind: 'name'; name: string; path: string }
  | { kind: 'member'; object: SyntaxNode | undefined; name: string; path: string }
  /** `array[index]`. */
  | { kind: 'index'; object: SyntaxNode | undefined; path: string }
  | CallView
  | ChoiceView
  | { kind: 'function'; node: SyntaxNode }
  | { kind: 'other'; parts: SyntaxNode[] }

/** A dotted name in one form for all languages: `$this->db::query` and `this?.db.query` as `this.db.query`. */
export const plainPath = (text: string): string =>
  text
    .replace(/\s+/g, '')
    .replace(/\?->|->|::|\?\.|!\./g, '.')
    .replace(/\$(?=\w)/g, '')
    .replace(/<[\w,.?[\]]*>$/, '')

/** The last word of a dotted name. */
export const lastName = (path: string): string => /([\w$]+)[\])!?]*$/.exec(path)?.[1] ?? ''

const quoteBefore = /^\s*[a-zA-Z$@]{0,3}("{3,}|'{3}|["'`])/
const quoteAfter = /("{3,}|'{3}|["'`])\s*$/

/** A literal without its quotes and prefixes. */
export const unquote = (text: string): string => text.replace(quoteBefore, '').replace(quoteAfter, '')

/** Most operands of one chain that are looked at. */
const mostParts = 500

/** The parts of a string with holes, in turn: constant text, and nodes. */
function partsOfTemplate(node: SyntaxNode, table: SecurityTable): Part[] {
  if (node.type === 'concatenated_string') return node.named.flatMap((child) => partsOfTemplate(child, table))
  const body = node.type === 'heredoc' ? (node.in('value') ?? node) : node
  const parts: Part[] = []
  let from = body.start
  for (const hole of body.children.filter(({ type, isNamed }) => isNamed && table.holes.has(type))) {
    parts.push(body.source.slice(from, hole.start), hole)
    from = hole.end
  }
  parts.push(body.source.slice(from, body.end))
  if (body !== node) return parts
  return parts.map((part, index) => {
    if (typeof part !== 'string') return part
    const opened = index === 0 ? part.replace(quoteBefore, '') : part
    return index === parts.length - 1 ? opened.replace(quoteAfter, '') : opened
  })
}

function viewTemplate(node: SyntaxNode, table: SecurityTable): View {
  const parts = partsOfTemplate(node, table)
  const isConstant = parts.every((part) => typeof part === 'string')
  return isConstant ? { kind: 'text', value: parts.join('') } : { kind: 'composed', parts }
}

const operatorOf = (node: SyntaxNode): string | undefined =>
  node.in('operator')?.type ?? node.children.find(({ isNamed }) => !isNamed)?.type

/** All operands of `a + b + c`. A chain is as deep as it is long, therefore no recursion. */
function operandsOf(node: SyntaxNode, operators: readonly string[]): SyntaxNode[] {
  const parts: SyntaxNode[] = []
  let left = node
  while (left.type === node.type && operators.includes(operatorOf(left) ?? '') && parts.length < mostParts) {
    const [first, last] = [left.named[0], left.named.at(-1)]
    if (first === undefined || last === undefined) break
    parts.unshift(last)
    left = first
  }
  return [left, ...parts]
}

/** A node with an operator: a chain of concatenations, a choice between both sides, or nothing that matters. */
function viewOperator(node: SyntaxNode, table: SecurityTable): View | undefined {
  const operators = table.joins[node.type]
  const operator = operatorOf(node)
  if (operator === undefined) return undefined
  if (operators?.includes(operator)) return { kind: 'composed', parts: operandsOf(node, operators) }
  if (table.alternatives.has(operator) && node.named.length === 2)
    return { kind: 'choice', branches: node.named, operator }
  const [format, value] = node.named
  if (operator === '%' && (node.type === 'binary_operator' || node.type === 'binary') && format)
    return { kind: 'format', format, values: value ? [value] : [] }
  return undefined
}

const other = (node: SyntaxNode): View => ({ kind: 'other', parts: node.named })

/** An argument, with its name where it is given by name. */
function readArgument(node: SyntaxNode): { name?: string | undefined; value: SyntaxNode } {
  if (node.type === 'keyword_argument') return { name: node.in('name')?.text, value: node.in('value') ?? node }
  if (node.type === 'pair') return { name: node.in('key')?.text, value: node.in('value') ?? node }
  if (node.type !== 'argument') return { value: node }
  const colon = node.of('name_colon')
  const value = node.named.at(-1)
  const name = colon?.named[0]?.text ?? (node.named.length > 1 ? node.in('name')?.text : undefined)
  return { name, value: value ?? node }
}

/** A node whose type is one of the table's calls. */
export function viewCall(node: SyntaxNode, table: SecurityTable): CallView {
  const field = table.calls[node.type]
  const callee =
    (field ? node.in(field) : undefined) ??
    node.of('name', 'qualified_name', 'type_identifier', 'identifier', 'variable_name')
  const owner = node.in('object', 'scope', 'receiver')
  const list = node.in('arguments') ?? node.of('arguments', 'argument_list')
  const own = callee ? callee.tail : ''
  const isTagged = list?.type === 'template_string'
  const args: SyntaxNode[] = []
  const named = new Map<string, SyntaxNode>()
  for (const { name, value } of list === undefined || isTagged ? [] : argumentsOf(list)) {
    if (name === undefined) args.push(value)
    else named.set(name, value)
  }
  return {
    kind: 'call',
    node,
    path: plainPath(owner ? `${owner.tail}.${own}` : own),
    name: lastName(plainPath(own)),
    object: owner ?? (callee ? objectOf(callee, table) : undefined),
    args,
    named,
    isNew: /creation|^new_/.test(node.type),
    isTagged,
  }
}

/** A generator is the only argument, without brackets of its own. */
const argumentsOf = (list: SyntaxNode) =>
  list.type === 'generator_expression' ? [{ name: undefined, value: list }] : list.named.map(readArgument)

function objectOf(node: SyntaxNode, table: SecurityTable): SyntaxNode | undefined {
  const fields = table.members[node.type]
  if (node.type === 'conditional_access_expression') return node.in('condition')
  return fields?.[0] ? node.in(fields[0]) : undefined
}

function viewMember(node: SyntaxNode, table: SecurityTable): View {
  const path = plainPath(node.tail)
  return { kind: 'member', object: objectOf(node, table), name: lastName(path), path }
}

const armTypes = ['switch_rule', 'switch_expression_arm', 'match_conditional_expression', 'match_default_expression']

/** The values of a `switch` or `match` that is an expression. */
function viewSwitch(node: SyntaxNode): View {
  const arms = [node, ...node.named].flatMap(({ named }) => named).filter(({ type }) => armTypes.includes(type))
  const branches = arms.map((arm) => arm.in('return_expression') ?? arm.named.at(-1)).filter((arm) => arm !== undefined)
  return {
    kind: 'choice',
    branches: branches.map((branch) => (branch.type === 'expression_statement' ? (branch.named[0] ?? branch) : branch)),
  }
}

function viewChoice(node: SyntaxNode): View {
  const condition = node.in('condition') ?? (node.named.length === 3 ? node.named[1] : undefined)
  const branches = node.named.filter((child) => child !== condition)
  return { kind: 'choice', branches, condition }
}

const switches = new Set(['switch_expression', 'match_expression'])

const readers: readonly [
  matches: (node: SyntaxNode, table: SecurityTable) => boolean,
  view: (node: SyntaxNode, table: SecurityTable) => View,
][] = [
  [({ type }, table) => table.strings.has(type), ({ text }) => ({ kind: 'text', value: unquote(text) })],
  [({ type }, table) => table.templates.has(type), viewTemplate],
  [({ type }, table) => table.numbers.has(type), ({ tail }) => ({ kind: 'literal', value: tail })],
  [({ type }, table) => type in table.calls, viewCall],
  [({ type }, table) => type in table.members, viewMember],
  [
    ({ type }, table) => table.indexes.has(type),
    ({ named, tail }) => ({ kind: 'index', object: named[0], path: plainPath(tail) }),
  ],
  [
    ({ type }, table) => table.names.has(type),
    ({ tail }) => ({ kind: 'name', name: plainPath(tail), path: plainPath(tail) }),
  ],
  [({ type }, table) => table.choices.has(type), viewChoice],
  [({ type }) => switches.has(type), viewSwitch],
  [({ type }, table) => table.lists.has(type), ({ named }) => ({ kind: 'list', items: named })],
  [({ type }, table) => table.records.has(type), ({ named }) => ({ kind: 'list', items: named })],
  [
    ({ type }, table) => table.comprehensions?.has(type) ?? false,
    ({ named }) => ({ kind: 'list', items: named.slice(0, 1) }),
  ],
  [({ type }, table) => table.functions.has(type), (node) => ({ kind: 'function', node })],
]

/** Behind brackets, `await`, casts and the like; a cast to a number stays one. */
function unwrap(node: SyntaxNode, table: SecurityTable): SyntaxNode | undefined {
  let inner = node
  for (let i = 0; i < 50 && table.wraps.has(inner.type); i++) {
    const next = inner.named.at(
      inner.type === 'as_expression' ||
        inner.type === 'satisfies_expression' ||
        inner.type === 'interpolation' ||
        (inner.type === 'array_creation_expression' && inner.named.length < 2)
        ? 0
        : -1,
    )
    if (next === undefined) return inner
    if (
      /^cast/.test(inner.type) &&
      /^\(?\s*(?:int|long|float|double|bool|boolean|decimal|short)\b/.test(inner.named[0]?.tail ?? '')
    )
      return undefined
    inner = next
  }
  return inner
}

const pairTypes = new Set(['pair', 'array_element_initializer', 'keyword_argument'])

/** What an expression is in the words that the rules use, the same ones for every language. */
export function viewOf(node: SyntaxNode, table: SecurityTable): View {
  const inner = unwrap(node, table)
  if (inner === undefined) return { kind: 'literal', value: '' }
  if (pairTypes.has(inner.type)) {
    const value = inner.named.at(-1)
    return value === undefined ? other(inner) : viewOf(value, table)
  }
  const operator = viewOperator(inner, table)
  if (operator) return operator
  const reader = readers.find(([matches]) => matches(inner, table))
  return reader ? reader[1](inner, table) : other(inner)
}
