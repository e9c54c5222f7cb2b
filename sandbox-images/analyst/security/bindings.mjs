import { lastName, plainPath, unquote } from './plain-names.mjs'

const pattern = /pattern|tuple|list_literal|expression_list/

/** The names on the left of an assignment: one, or those of a pattern. */
function targetsOf(node, depth = 0) {
  if (!pattern.test(node.type) || node.type === 'shorthand_property_identifier_pattern' || depth > 5) return [node]
  if (node.type === 'pair_pattern' || node.type === 'object_assignment_pattern')
    return targetsOf(node.in('value', 'left') ?? node, depth + 1)
  return node.named.flatMap((child) => targetsOf(child, depth + 1))
}

/** Parts that stand in no field, by type: `[target, value]`. */
const unfielded = {
  variable_declarator: (node) => [node.named[0], node.of('equals_value_clause')?.named[0]],
  const_element: (node) => [node.named[0], node.named[1]],
  property_element: (node) => [
    node.named[0],
    node.named[1]?.type === 'property_initializer' ? node.named[1].named[0] : node.named[1],
  ],
  array_element_initializer: (node) => (node.named.length === 2 ? node.named : []),
  argument: (node) =>
    node.named.length === 2 ? [node.of('name_colon')?.named[0] ?? node.named[0], node.named[1]] : [],
}

function targetAndValue(node, table) {
  if (!(node.type in table.assignments))
    return node.type in unfielded && node.type !== 'variable_declarator' ? unfielded[node.type](node) : []
  const [left, right] = table.assignments[node.type]
  return left ? [node.in(left), node.in(right)] : unfielded[node.type](node)
}

const operatorOf = (node) =>
  node.of('assignment_operator')?.text.trim() ?? node.children.find(({ type }) => /=$/.test(type))?.type

/** `name` for a name, a property, or a constant key: `config['debug']` is `debug`. */
function nameOfTarget(target) {
  if (target.tail.endsWith('[]')) return lastName(plainPath(target.tail.slice(0, -2)))
  const bracket = /\[\s*(["'`][\w-]+["'`])\s*\]$/.exec(target.tail)
  return bracket ? unquote(bracket[1]) : lastName(plainPath(unquote(target.tail)))
}

/**
 * What an assignment, a declaration, a pair or a named argument gives to whom:
 * `{ name, path, value, isAppend, isMember }` for each name; empty for any other node.
 */
export function bindingsOf(node, table) {
  const isAppend =
    table.appends.has(node.type) || (node.type === 'assignment_expression' && /^[+.]=$/.test(operatorOf(node) ?? ''))
  const [target, value] = table.appends.has(node.type)
    ? [node.in('left'), node.in('right')]
    : targetAndValue(node, table)
  if (target === undefined || value === undefined || target === value) return []
  return targetsOf(target).map((one) => ({
    node,
    name: nameOfTarget(one),
    path: plainPath(one.tail),
    value,
    isAppend: isAppend || one.tail.endsWith('[]'),
    isMember: /[.[]/.test(plainPath(one.tail).replace(/\[\]$/, '')),
  }))
}

/** Loop variables, bound to what is walked through. */
export function loopBindingsOf(node, table) {
  const fields = table.loops[node.type]
  if (fields === undefined) return []
  const [left, right] = fields.length ? [node.in(fields[0]), node.in(fields[1])] : [node.named[1], node.named[0]]
  if (left === undefined || right === undefined) return []
  const names = left.type === 'pair' ? left.named : targetsOf(left)
  return names.map((one) => ({
    node,
    name: nameOfTarget(one),
    path: one.tail,
    value: right,
    isAppend: false,
    isMember: false,
  }))
}

/** The parameters of a function in order: `{ name, type, text }`. */
export function parametersOf(node) {
  const list = node.in('parameters', 'parameter')
  if (list === undefined) return []
  const each = list.children.length === 0 ? [list] : list.named
  return each.map((one) => {
    const target = one.in('name', 'pattern') ?? one.of('identifier', 'variable_name') ?? one
    return {
      name: lastName(plainPath(target.tail)),
      names: targetsOf(target).map(({ tail }) => lastName(plainPath(tail))),
      type: one.in('type')?.text ?? '',
      text: one.tail,
    }
  })
}
