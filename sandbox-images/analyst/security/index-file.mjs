import { descend } from '../structure/syntax-tree.mjs'
import { bindingsOf, loopBindingsOf, parametersOf } from './bindings.mjs'
import { lastName, plainPath, unquote } from './plain-names.mjs'
import { viewOf } from './view.mjs'

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

function openScope(node, parent) {
  const parameters = node.parent === undefined ? [] : parametersOf(node)
  return {
    node,
    parent,
    name: node.in('name')?.tail ?? '',
    parameters,
    bindings: new Map(),
    conditions: [],
    words: undefined,
  }
}

const remember = (map, key, value) => map.set(key, [...(map.get(key) ?? []).slice(0, 50), value])

/** `sb.append(x)` adds to `sb` what `sb += x` does. */
function appendsOf(call) {
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

/**
 * What the rules ask of a file: each function with the names bound in it, all calls, all bindings, and functions by
 * name. Marks each node with the scope it stands in.
 */
export function indexFile({ path, root, text }, table) {
  const top = openScope(root, undefined)
  const index = {
    path,
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
    if (node.type in table.calls) addCall(index, viewOf(node, table))
    addBindings(index, node, around)
    if (table.conditions.has(node.type) && around.conditions.length < mostConditions)
      around.conditions.push((node.in('condition') ?? node).source.slice(node.start, node.start + 300))
  }
  return index
}

function addCall(index, call) {
  index.calls.push(call)
  remember(index.callsByName, call.name, call)
  const [key, value] = call.args
  if (call.path === 'define' && value)
    addBinding(
      index,
      { node: call.node, name: unquote(key.tail), path: key.tail, value, isAppend: false, isMember: true },
      call.node.scope,
    )
  for (const binding of appendsOf(call)) bind(index, binding, call.node.scope)
}

function addBinding(index, binding, scope) {
  index.bindings.push(binding)
  bind(index, binding, scope)
  if (index.table.functions.has(binding.value.type)) remember(index.functions, binding.name, binding.value)
}

function addBindings(index, node, scope) {
  for (const binding of bindingsOf(node, index.table)) addBinding(index, binding, scope)
  for (const binding of loopBindingsOf(node, index.table)) bind(index, binding, scope)
}

/** Properties belong to the file, whichever function assigns them; other names to the function they are assigned in. */
function bind(index, binding, scope) {
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
