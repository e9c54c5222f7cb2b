import { dropClosingQuote, dropOpeningQuote, unquote } from './plain-names.mjs'

/** Most operands of one chain that are looked at. */
const mostParts = 500

/** The parts of a string with holes, in turn: constant text, and nodes. */
export function partsOfTemplate(node, table) {
  if (node.type === 'concatenated_string') return node.named.flatMap((child) => partsOfTemplate(child, table))
  const body = node.type === 'heredoc' ? (node.in('value') ?? node) : node
  const parts = []
  let from = body.start
  for (const hole of body.children.filter(({ type, isNamed }) => isNamed && table.holes.has(type))) {
    parts.push(body.source.slice(from, hole.start), hole)
    from = hole.end
  }
  parts.push(body.source.slice(from, body.end))
  if (body !== node) return parts
  if (typeof parts[0] === 'string') parts[0] = dropOpeningQuote(parts[0])
  const last = parts.length - 1
  parts[last] = dropClosingQuote(parts[last])
  return parts
}

export function viewTemplate(node, table) {
  const parts = partsOfTemplate(node, table)
  const isConstant = parts.every((part) => typeof part === 'string')
  return isConstant ? { kind: 'text', value: parts.join('') } : { kind: 'composed', parts }
}

export const viewText = (node) => ({ kind: 'text', value: unquote(node.text) })

const operatorOf = (node) => node.in('operator')?.type ?? node.children.find(({ isNamed }) => !isNamed)?.type

/** All operands of `a + b + c`. A chain is as deep as it is long, therefore no recursion. */
function operandsOf(node, operators) {
  const parts = []
  let left = node
  while (left.type === node.type && operators.includes(operatorOf(left)) && parts.length < mostParts) {
    const named = left.named
    parts.unshift(named[named.length - 1])
    left = named[0]
  }
  return [left, ...parts]
}

/** A node with an operator: a chain of concatenations, a choice between both sides, or nothing that matters. */
export function viewOperator(node, table) {
  const operators = table.joins[node.type]
  const operator = operatorOf(node)
  if (operators?.includes(operator)) return { kind: 'composed', parts: operandsOf(node, operators) }
  if (table.alternatives.has(operator) && node.named.length === 2)
    return { kind: 'choice', branches: node.named, operator }
  if (operator === '%' && node.type === 'binary_operator')
    return { kind: 'format', format: node.named[0], values: node.named[1] ? [node.named[1]] : [] }
  return undefined
}
