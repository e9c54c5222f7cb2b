import {
  descend,
  type Binding,
  type Parameter,
  type ParsedFile,
  type Scope,
  type SecurityTable,
  type SyntaxNode,
} from '../structure/syntax-tree.js'
import { lastName, plainPath, unquote, viewCall, type CallView } from './view.js'

const pattern = /pattern|tuple|list_literal|expression_list/

/** The names on the left of an assignment: one, or those of a pattern. */
function targetsOf(node: SyntaxNode, depth = 0): SyntaxNode[] {
  if (!pattern.test(node.type) || node.type === 'shorthand_property_identifier_pattern' || depth > 5) return [node]
  if (node.type === 'pair_pattern' || node.type === 'object_assignment_pattern')
    return targetsOf(node.in('value', 'left') ?? node, depth + 1)
  return node.named.flatMap((child) => targetsOf(child, depth + 1))
}

/** A target and what is given to it. */
type Sides = readonly (SyntaxNode | undefined)[]

/** Parts that stand in no field, by type. */
const unfielded: Readonly<Record<string, (node: SyntaxNode) => Sides>> = {
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

function sidesOf(node: SyntaxNode, table: SecurityTable): Sides {
  const fields = table.assignments[node.type]
  if (fields === undefined && node.type === 'variable_declarator') return []
  return fields?.[0] ? fields.map((field) => node.in(field)) : (unfielded[node.type]?.(node) ?? [])
}

const operatorOf = (node: SyntaxNode): string | undefined =>
  node.of('assignment_operator')?.text.trim() ?? node.children.find(({ type }) => /=$/.test(type))?.type

/** `name` for a name, a property, or a constant key: `config['debug']` is `debug`. */
function nameOfTarget(target: SyntaxNode): string {
  if (target.tail.endsWith('[]')) return lastName(plainPath(target.tail.slice(0, -2)))
  const bracket = /\[\s*(["'`][\w-]+["'`])\s*\]$/.exec(target.tail)
  return bracket?.[1] ? unquote(bracket[1]) : lastName(plainPath(unquote(target.tail)))
}

/** What a node gives to names; empty where it is none that does. */
function bindingsOf(node: SyntaxNode, table: SecurityTable): Binding[] {
  const isAppend =
    table.appends.has(node.type) || (node.type === 'assignment_expression' && /^[+.]=$/.test(operatorOf(node) ?? ''))
  const [target, value] = table.appends.has(node.type) ? [node.in('left'), node.in('right')] : sidesOf(node, table)
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
function loopBindingsOf(node: SyntaxNode, table: SecurityTable): Binding[] {
  const fields = table.loops[node.type]
  if (fields === undefined) return []
  const [left, right] = fields.length === 2 ? [node.in(fields[0]), node.in(fields[1])] : [node.named[1], node.named[0]]
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

/** The parameters of a function in order. */
function parametersOf(node: SyntaxNode): Parameter[] {
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

/** Conditions of one function that are remembered. */
const mostConditions = 100
const appendNames = new Set([
  'append',
  'Append',
  'AppendLine',
  'AppendFormat',
  'push',
  'add',
  'Add',
  'extend',
  'array_push',
  'unshift',
])

function openScope(node: SyntaxNode, parent: Scope | undefined): Scope {
  const parameters = parent === undefined ? [] : parametersOf(node)
  return { node, parent, name: node.in('name')?.tail ?? '', parameters, bindings: new Map(), conditions: [] }
}

function remember<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  map.set(key, [...(map.get(key) ?? []).slice(0, 50), value])
}

/** `sb.append(x)` adds to `sb` what `sb += x` does. */
function appendsOf(call: CallView): Binding[] {
  if (!appendNames.has(call.name) || call.object === undefined) return []
  const path = plainPath(call.object.tail)
  const name = /^[\w.$]+$/.test(path) ? lastName(path) : /^(\w+)\.append\(/.exec(path)?.[1]
  return name
    ? call.args.map((value) => ({
        node: call.node,
        name,
        path: name,
        value,
        isAppend: true,
        isMember: path.includes('.'),
      }))
    : []
}

/** What the rules ask of a file: all calls and bindings, and by their names fields, functions and calls. */
export interface FileIndex {
  text: string
  table: SecurityTable
  root: SyntaxNode
  /** The file outside of functions. */
  top: Scope
  calls: CallView[]
  bindings: Binding[]
  members: Map<string, Binding[]>
  functions: Map<string, SyntaxNode[]>
  callsByName: Map<string, CallView[]>
}

/** Marks each node with the scope it stands in, and each scope with the names bound in it. */
export function indexFile({ root, text, table }: ParsedFile): FileIndex {
  const top = openScope(root, undefined)
  const index: FileIndex = {
    text,
    table,
    root,
    top,
    calls: [],
    bindings: [],
    members: new Map(),
    functions: new Map(),
    callsByName: new Map(),
  }
  for (const node of descend(root)) {
    const around = node.parent === undefined ? top : node.parent.scope
    node.scope = around
    if (!node.isNamed) continue
    if (table.functions.has(node.type)) {
      node.scope = openScope(node, around)
      if (node.scope.name) remember(index.functions, node.scope.name, node)
    }
    if (node.type in table.calls) addCall(index, viewCall(node, table))
    addBindings(index, node, around)
    if (table.conditions.has(node.type) && around.conditions.length < mostConditions)
      around.conditions.push(node.source.slice(node.start, node.start + 300))
  }
  return index
}

function addCall(index: FileIndex, call: CallView): void {
  index.calls.push(call)
  remember(index.callsByName, call.name, call)
  const [key, value] = call.args
  if (call.path === 'define' && key && value)
    addBinding(
      index,
      { node: call.node, name: unquote(key.tail), path: key.tail, value, isAppend: false, isMember: true },
      call.node.scope,
    )
  for (const binding of appendsOf(call)) bind(index, binding, call.node.scope)
}

function addBinding(index: FileIndex, binding: Binding, scope: Scope): void {
  index.bindings.push(binding)
  bind(index, binding, scope)
  if (index.table.functions.has(binding.value.type)) remember(index.functions, binding.name, binding.value)
}

function addBindings(index: FileIndex, node: SyntaxNode, scope: Scope): void {
  for (const binding of bindingsOf(node, index.table)) addBinding(index, binding, scope)
  for (const binding of loopBindingsOf(node, index.table)) bind(index, binding, scope)
}

/** Properties belong to the file, whichever function assigns them; other names to the function they are assigned in. */
function bind(index: FileIndex, binding: Binding, scope: Scope): void {
  const isField =
    binding.isMember ||
    /field|const_element|property/.test(binding.node.parent?.type ?? '') ||
    /field|property/.test(binding.node.type)
  if (isField) remember(index.members, binding.name, binding)
  if (
    !binding.isMember &&
    !['pair', 'keyword_argument', 'array_element_initializer', 'argument'].includes(binding.node.type)
  )
    remember(scope.bindings, binding.name, binding)
}
