import { nameFunction } from './name-function.mjs'
import { isComment, walk } from './syntax-tree.mjs'

const topLevelName = 'code outside functions'

const isFunction = (node, grammar) =>
  grammar.functions.has(node.type) && node.children.some(({ type }) => grammar.bodies.has(type))
const operatorOf = (node) =>
  node.children.find(({ field, isNamed }) => field === 'operator' && !isNamed)?.type ?? node.children[1]?.type

/** An `if` that continues another one: directly in its `else`. */
function isElseIf(node, { ifs, elses, elseIfs }) {
  if (elseIfs.has(node.type)) return true
  if (!ifs.has(node.type)) return false
  return elses.has(node.parent?.type) || (node.field === 'alternative' && ifs.has(node.parent?.type))
}

/** An `else` with a body of its own, in whichever way the grammar tells it. */
function isPlainElse(node, { ifs, elses }) {
  if (elses.has(node.type)) return !node.named.some(({ type }) => ifs.has(type))
  return (
    elses.size === 0 &&
    node.isNamed &&
    node.field === 'alternative' &&
    ifs.has(node.parent?.type) &&
    !ifs.has(node.type)
  )
}

function isDefaultCase(node) {
  const first = node.children[0]
  return first?.type === 'default' || first?.type === 'discard' || first?.text === '_'
}

/** A new run of one operator: `a && b && c` is one, `a && b || c` are two. */
function startsSequence(node, grammar, operator) {
  const { parent } = node
  return !(parent && grammar.binaries.has(parent.type) && grammar.logicals.get(operatorOf(parent)) === operator)
}

/** A run of operators adds a path each, and effort once. */
function weighOperator(node, grammar) {
  const operator = grammar.logicals.get(operatorOf(node))
  if (operator === undefined) return undefined
  return { paths: 1, effort: operator !== 'or-else' && startsSequence(node, grammar, operator) ? 1 : 0 }
}

const isLabelledJump = (node, { jumps, jumpTargets }) =>
  jumps.has(node.type) && node.children.some(({ type }) => jumpTargets.has(type))

/** What a node adds: paths, effort to follow at the given nesting, and whether what is below it is nested deeper. */
function weighNode(node, grammar, nesting) {
  const { type } = node
  if (isElseIf(node, grammar)) return { paths: 1, effort: 1 }
  if (grammar.ifs.has(type) || grammar.loops.has(type))
    return { paths: 1, effort: 1 + nesting, isNesting: true, isBlock: true }
  if (grammar.switches.has(type)) return { paths: 0, effort: 1 + nesting, isNesting: true, isBlock: true }
  if (grammar.catches.has(type) || grammar.ternaries.has(type))
    return { paths: 1, effort: 1 + nesting, isNesting: true }
  if (grammar.tries.has(type)) return { paths: 0, effort: 0, isBlock: true }
  if (grammar.cases.has(type)) return { paths: isDefaultCase(node) ? 0 : 1, effort: 0 }
  if (grammar.binaries.has(type)) return weighOperator(node, grammar)
  if (isPlainElse(node, grammar) || isLabelledJump(node, grammar)) return { paths: 0, effort: 1 }
  return grammar.functions.has(type) ? { paths: 0, effort: 0, isNesting: true } : undefined
}

const openFrame = (node, name) => ({
  node,
  name,
  cyclomatic: 1,
  cognitive: 0,
  effortNesting: 0,
  blocks: 0,
  nesting: 0,
  rows: new Set(),
})

function factsOf(frame) {
  const { node, name, cyclomatic, cognitive, nesting, rows } = frame
  return { name, line: node.row + 1, endLine: node.endRow + 1, lines: rows.size, cyclomatic, cognitive, nesting }
}

/**
 * Code outside of functions counts where it branches, with the lines that do: declarations one after another are no
 * function.
 */
function topLevelFacts(frame) {
  if (frame.cognitive === 0 || frame.rows.size === 0) return []
  const rows = [...frame.rows].sort((a, b) => a - b)
  return [{ ...factsOf(frame), name: topLevelName, line: rows[0] + 1, endLine: rows[rows.length - 1] + 1 }]
}

/**
 * Measures every function with a body in braces, or as the language has it, alone: neither the lines nor the branches
 * of a function inside of it count for it. Cyclomatic complexity is McCabe's with the operators that branch; cognitive
 * complexity is SonarSource's ("Cognitive Complexity", 2023) without recursion.
 */
export function measureFunctions({ root, grammar }) {
  const functions = []
  const classNames = []
  const frames = [openFrame(root, topLevelName)]
  const weights = new Map()
  const fileRows = new Set()
  let declarations = 0

  const countRows = (node, frame) => {
    const isCounted = frames.length > 1 || (declarations === 0 && frame.blocks > 0)
    for (let row = node.row; row <= node.endRow; row++) {
      fileRows.add(row)
      if (isCounted) frame.rows.add(row)
    }
  }
  const enter = (node) => {
    if (isComment(node.type)) return false
    if (grammar.declarations.has(node.type) && frames.length === 1) declarations++
    if (grammar.classes.has(node.type)) classNames.push(node.in('name')?.text ?? classNames.at(-1))
    if (isFunction(node, grammar)) {
      frames.push(openFrame(node, nameFunction(node, classNames.at(-1))))
      return true
    }
    const frame = frames[frames.length - 1]
    if (node.children.length === 0 && node.end > node.start) countRows(node, frame)
    const weight = frames.length > 1 || declarations === 0 ? weighNode(node, grammar, frame.effortNesting) : undefined
    if (weight === undefined) return true
    weights.set(node, weight)
    frame.cyclomatic += weight.paths
    frame.cognitive += weight.effort
    if (weight.isNesting) frame.effortNesting++
    if (weight.isBlock) frame.nesting = Math.max(frame.nesting, ++frame.blocks)
    return true
  }
  const leave = (node) => {
    if (grammar.classes.has(node.type)) classNames.pop()
    const frame = frames[frames.length - 1]
    if (frame.node === node && frames.length > 1) functions.push(factsOf(frames.pop()))
    const weight = weights.get(node)
    if (weight?.isNesting) frame.effortNesting--
    if (weight?.isBlock) frame.blocks--
    if (grammar.declarations.has(node.type) && frames.length === 1) declarations--
  }
  walk(root, enter, leave)
  functions.push(...topLevelFacts(frames[0]))
  return { functions: functions.sort((a, b) => a.line - b.line || b.endLine - a.endLine), lines: fileRows.size }
}
