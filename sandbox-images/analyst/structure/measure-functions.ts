import { analystLimits } from '../../../contracts/protocol/analyst-limits.js'
import type { FileFacts, FunctionFacts } from '../../../contracts/protocol/analyst.js'
import { isComment, walk, type Grammar, type ParsedFile, type SyntaxNode } from './syntax-tree.js'

/** Fields that carry a name, where the function is a value: of a variable, a property, a target of an assignment. */
const namingFields = ['name', 'key', 'left', 'property']

function nameOfCall(node: SyntaxNode): string | undefined {
  const callee = node.in('function', 'name', 'constructor', 'method')
  const first = node.in('arguments')?.named[0]?.text ?? ''
  return callee ? `function passed to ${callee.text.slice(-60)}(${first.length <= 60 ? first : '…'})` : undefined
}

/** The name of a value: of what it is assigned to, or of the call that it is an argument of. */
function nameOfValue(node: SyntaxNode): string | undefined {
  let above = node.parent
  for (let i = 0; i < 4 && above !== undefined; i++) {
    if (above.in('arguments')) return nameOfCall(above)
    const name = above.in(...namingFields)
    if (name && name !== node) return name.text
    const declared = above.type === 'variable_declarator' ? above.named[0] : undefined
    if (declared && declared !== node) return declared.text
    above = above.parent
  }
  return undefined
}

/** What a function is called in the source, with its class before it. */
function nameFunction(node: SyntaxNode, className: string | undefined): string {
  const own =
    node.in('name')?.text ?? (node.type === 'accessor_declaration' ? node.parent?.parent?.in('name')?.text : undefined)
  const name = own ?? nameOfValue(node) ?? 'anonymous function'
  return (own && className ? `${className}.${name}` : name).replace(/\s+/g, ' ').slice(0, analystLimits.nameLength)
}

const topLevelName = 'code outside functions'

const isFunction = (node: SyntaxNode, grammar: Grammar): boolean =>
  grammar.functions.has(node.type) && node.children.some(({ type }) => grammar.bodies.has(type))
const operatorOf = (node: SyntaxNode): string | undefined =>
  node.children.find(({ field, isNamed }) => field === 'operator' && !isNamed)?.type ?? node.children[1]?.type

/** What a node adds: paths, effort to follow at the given nesting, and whether what is below it is nested deeper. */
interface Weight {
  paths: number
  effort: number
  isNesting?: boolean
  isBlock?: boolean
}

/** An `if` that continues another one: directly in its `else`. */
function isElseIf(node: SyntaxNode, { ifs, elses, elseIfs }: Grammar): boolean {
  if (elseIfs.has(node.type)) return true
  if (!ifs.has(node.type)) return false
  const around = node.parent?.type ?? ''
  return elses.has(around) || (node.field === 'alternative' && ifs.has(around))
}

/** An `else` with a body of its own, in whichever way the grammar tells it. */
function isPlainElse(node: SyntaxNode, { ifs, elses }: Grammar): boolean {
  if (elses.has(node.type)) return !node.named.some(({ type }) => ifs.has(type))
  return (
    elses.size === 0 &&
    node.isNamed &&
    node.field === 'alternative' &&
    ifs.has(node.parent?.type ?? '') &&
    !ifs.has(node.type)
  )
}

function isDefaultCase(node: SyntaxNode): boolean {
  const first = node.children[0]
  return first?.type === 'default' || first?.type === 'discard' || first?.text === '_'
}

/** A new run of one operator: `a && b && c` is one, `a && b || c` are two. */
function startsSequence({ parent }: SyntaxNode, grammar: Grammar, operator: string): boolean {
  return !(parent && grammar.binaries.has(parent.type) && logicalOf(parent, grammar) === operator)
}

const logicalOf = (node: SyntaxNode, { logicals }: Grammar): string | undefined => logicals.get(operatorOf(node) ?? '')

/** A run of operators adds a path each, and effort once. */
function weighOperator(node: SyntaxNode, grammar: Grammar): Weight | undefined {
  const operator = logicalOf(node, grammar)
  if (operator === undefined) return undefined
  return { paths: 1, effort: operator !== 'or-else' && startsSequence(node, grammar, operator) ? 1 : 0 }
}

const isLabelledJump = (node: SyntaxNode, { jumps, jumpTargets }: Grammar): boolean =>
  jumps.has(node.type) && node.children.some(({ type }) => jumpTargets.has(type))

function weighNode(node: SyntaxNode, grammar: Grammar, nesting: number): Weight | undefined {
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

const openFrame = (node: SyntaxNode, name: string) => ({
  node,
  name,
  cyclomatic: 1,
  cognitive: 0,
  effortNesting: 0,
  blocks: 0,
  nesting: 0,
  rows: new Set<number>(),
})

/** A function that is being measured, or the code outside of functions. */
type Frame = ReturnType<typeof openFrame>
type Measures = Omit<FunctionFacts, 'type' | 'nonce' | 'path'>

function factsOf({ node, name, cyclomatic, cognitive, nesting, rows }: Frame): Measures {
  return { name, line: node.row + 1, endLine: node.endRow + 1, lines: rows.size, cyclomatic, cognitive, nesting }
}

/**
 * Code outside of functions counts where it branches, with the lines that do: declarations one after another are no
 * function.
 */
function topLevelFacts(frame: Frame): Measures[] {
  const [first, ...others] = [...frame.rows].sort((a, b) => a - b)
  if (frame.cognitive === 0 || first === undefined) return []
  return [{ ...factsOf(frame), line: first + 1, endLine: (others.at(-1) ?? first) + 1 }]
}

/**
 * Measures every function with a body in braces, or as the language has it, alone: neither the lines nor the branches
 * of a function inside of it count for it. Cyclomatic complexity is McCabe's with the operators that branch; cognitive
 * complexity is SonarSource's ("Cognitive Complexity", 2023) without recursion.
 */
export function measureFunctions({ root, grammar }: ParsedFile): { functions: Measures[] } & Pick<FileFacts, 'lines'> {
  const functions: Measures[] = []
  const classNames: (string | undefined)[] = []
  const topLevel = openFrame(root, topLevelName)
  /** Functions around, the innermost last. */
  const frames: Frame[] = []
  const weights = new Map<SyntaxNode, Weight>()
  const fileRows = new Set<number>()
  let declarations = 0

  const countRows = (node: SyntaxNode, frame: Frame) => {
    const isCounted = frame !== topLevel || (declarations === 0 && frame.blocks > 0)
    for (let row = node.row; row <= node.endRow; row++) {
      fileRows.add(row)
      if (isCounted) frame.rows.add(row)
    }
  }
  const addWeight = (node: SyntaxNode, frame: Frame) => {
    // Ruby's grammar names a statement like its first word.
    if (!node.isNamed) return
    const weight = frame !== topLevel || declarations === 0 ? weighNode(node, grammar, frame.effortNesting) : undefined
    if (weight === undefined) return
    weights.set(node, weight)
    frame.cyclomatic += weight.paths
    frame.cognitive += weight.effort
    if (weight.isNesting) frame.effortNesting++
    if (weight.isBlock) frame.nesting = Math.max(frame.nesting, ++frame.blocks)
  }
  const enter = (node: SyntaxNode): boolean => {
    if (isComment(node.type)) return false
    if (grammar.declarations.has(node.type) && frames.length === 0) declarations++
    if (grammar.classes.has(node.type)) classNames.push(node.in('name')?.text ?? classNames.at(-1))
    if (isFunction(node, grammar) && !(frames.length > 0 && grammar.isPart?.(node))) {
      frames.push(openFrame(node, nameFunction(node, classNames.at(-1))))
      return true
    }
    const frame = frames.at(-1) ?? topLevel
    if (node.children.length === 0 && node.end > node.start) countRows(node, frame)
    addWeight(node, frame)
    return true
  }
  const leave = (node: SyntaxNode): void => {
    if (grammar.classes.has(node.type)) classNames.pop()
    const frame = frames.at(-1) ?? topLevel
    if (frame.node === node && frame !== topLevel) {
      functions.push(factsOf(frame))
      frames.pop()
    }
    const weight = weights.get(node)
    if (weight?.isNesting) frame.effortNesting--
    if (weight?.isBlock) frame.blocks--
    if (grammar.declarations.has(node.type) && frames.length === 0) declarations--
  }
  walk(root, enter, leave)
  functions.push(...topLevelFacts(topLevel))
  return { functions: functions.sort((a, b) => a.line - b.line || b.endLine - a.endLine), lines: fileRows.size }
}
