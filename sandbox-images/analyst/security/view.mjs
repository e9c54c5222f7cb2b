import { lastName, plainPath, unquote } from './plain-names.mjs'
import { viewOperator, viewTemplate, viewText } from './view-strings.mjs'

const other = (node) => ({ kind: 'other', parts: node.named })

/** An argument, with its name where it is given by name. */
function readArgument(node) {
  if (node.type === 'keyword_argument') return { name: node.in('name').text, value: node.in('value') }
  if (node.type !== 'argument') return { value: node }
  const colon = node.of('name_colon')
  const value = node.named.at(-1)
  const name = colon?.named[0]?.text ?? (node.named.length > 1 ? node.in('name')?.text : undefined)
  return { name, value: value ?? node }
}

function viewCall(node, table) {
  const field = table.calls[node.type]
  const callee =
    (field ? node.in(field) : undefined) ??
    node.of('name', 'qualified_name', 'type_identifier', 'identifier', 'variable_name')
  const object = node.in('object', 'scope') ?? (callee ? objectOf(callee, table) : undefined)
  const list = node.in('arguments') ?? node.of('arguments', 'argument_list')
  const own = callee ? callee.tail : ''
  const isOne = list?.type === 'generator_expression'
  const given =
    list === undefined || list.type === 'template_string'
      ? []
      : isOne
        ? [{ value: list }]
        : list.named.map(readArgument)
  return {
    kind: 'call',
    node,
    path: plainPath(node.in('object', 'scope') ? `${object.tail}.${own}` : own),
    name: lastName(plainPath(own)),
    object,
    args: given.filter(({ name }) => name === undefined).map(({ value }) => value),
    named: new Map(given.filter(({ name }) => name !== undefined).map(({ name, value }) => [name, value])),
    isNew: /creation|^new_/.test(node.type),
    isTagged: list?.type === 'template_string',
    initializer: node.in('initializer'),
  }
}

function objectOf(node, table) {
  const fields = table.members[node.type]
  if (node.type === 'conditional_access_expression') return node.in('condition')
  return fields?.length ? node.in(fields[0]) : undefined
}

function viewMember(node, table) {
  const path = plainPath(node.tail)
  return { kind: 'member', object: objectOf(node, table), name: lastName(path), path }
}

/** `array[index]`, and the key where it is constant. */
function viewIndex(node) {
  const [object, index] = node.named
  const key = index
    ? unquote(plainPath(index.type === 'bracketed_argument_list' ? (index.named[0]?.tail ?? '') : index.tail))
    : ''
  return { kind: 'index', object, index, key, path: plainPath(node.tail) }
}

const armTypes = ['switch_rule', 'switch_expression_arm', 'match_conditional_expression', 'match_default_expression']

/** The values of a `switch` or `match` that is an expression. */
function viewSwitch(node) {
  const arms = [node, ...node.named].flatMap(({ named }) => named).filter(({ type }) => armTypes.includes(type))
  const branches = arms.map((arm) => arm.in('return_expression') ?? arm.named.at(-1)).filter((arm) => arm !== undefined)
  return {
    kind: 'choice',
    branches: branches.map((branch) => (branch.type === 'expression_statement' ? (branch.named[0] ?? branch) : branch)),
  }
}

function viewChoice(node) {
  const condition = node.in('condition') ?? (node.named.length === 3 ? node.named[1] : undefined)
  const branches = node.named.filter((child) => child !== condition)
  return { kind: 'choice', branches, condition }
}

const switches = new Set(['switch_expression', 'match_expression'])

const readers = [
  [(node, table) => table.strings.has(node.type), viewText],
  [(node, table) => table.templates.has(node.type), viewTemplate],
  [(node, table) => table.numbers.has(node.type), (node) => ({ kind: 'literal', value: node.tail })],
  [(node, table) => node.type in table.calls, viewCall],
  [(node, table) => node.type in table.members, viewMember],
  [(node, table) => table.indexes.has(node.type), viewIndex],
  [
    (node, table) => table.names.has(node.type),
    (node) => ({ kind: 'name', name: plainPath(node.tail), path: plainPath(node.tail) }),
  ],
  [(node, table) => table.choices.has(node.type), viewChoice],
  [(node) => switches.has(node.type), viewSwitch],
  [(node, table) => table.lists.has(node.type), (node) => ({ kind: 'list', items: node.named })],
  [(node, table) => table.records.has(node.type), (node) => ({ kind: 'list', items: node.named })],
  [(node, table) => table.comprehensions?.has(node.type), (node) => ({ kind: 'list', items: node.named.slice(0, 1) })],
  [(node, table) => table.functions.has(node.type), (node) => ({ kind: 'function', node })],
]

/** Behind brackets, `await`, casts and the like; a cast to a number stays one. */
function unwrap(node, table) {
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
export function viewOf(node, table) {
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
