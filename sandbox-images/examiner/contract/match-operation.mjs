/**
 * A path of the contract as a pattern: `{name}` stands for anything inside one segment.
 * `literals` counts the segments without one: where two templates match, the more literal wins.
 */
export function compileTemplate(path) {
  const source = path
    .split(/(\{[^/{}]+\})/)
    .map((part) => (part.startsWith('{') ? '[^/]+?' : part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)))
    .join('')
  return {
    pattern: new RegExp(`^${source}/?$`),
    literals: path.split('/').filter((segment) => !segment.includes('{')).length,
  }
}

/**
 * The operation that a request was for, if the contract has it.
 * @param {import('./load-contract.mjs').Operation[]} operations
 * @param {{ method: string, path: string }} request
 */
export function matchOperation(operations, { method, path }) {
  const pathname = path.split(/[?#]/, 1)[0]
  const [best] = operations
    .filter((operation) => operation.method === method && operation.template.pattern.test(pathname))
    .sort((a, b) => b.template.literals - a.template.literals)
  return best
}
