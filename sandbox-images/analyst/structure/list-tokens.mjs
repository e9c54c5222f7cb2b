import { isComment, walk } from './syntax-tree.mjs'

/** The tokens of a file with the rows they stand on. Strings are one token each, imports and comments are left out. */
export function listTokens({ root, grammar }) {
  const tokens = []
  walk(root, (node) => {
    if (isComment(node.type) || grammar.imports.has(node.type)) return false
    const isWhole = node.children.length === 0 || grammar.strings.has(node.type)
    if (isWhole && node.end > node.start) tokens.push({ text: node.text, row: node.row, endRow: node.endRow })
    return !isWhole
  })
  return tokens
}
