/**
 * A node of a parsed file, copied out of the parser: walking it costs no call into WebAssembly.
 * Rows count from 0, as the parser counts them; `start` and `end` are offsets into the text.
 */
export class SyntaxNode {
  constructor(cursor, source, parent) {
    this.type = cursor.nodeType
    this.isNamed = cursor.nodeIsNamed
    this.field = cursor.currentFieldName
    this.start = cursor.startIndex
    this.end = cursor.endIndex
    const { row, column } = cursor.startPosition
    this.row = row
    this.column = column
    this.endRow = cursor.endPosition.row
    this.parent = parent
    this.source = source
    this.children = []
    /** The function it stands in, where a reader has told. */
    this.scope = undefined
  }

  get text() {
    return this.source.slice(this.start, this.end)
  }

  /**
   * Its text, of no more than 200 characters, the last ones: thousands of nested calls would otherwise be read
   * thousands of times.
   */
  get tail() {
    return this.source.slice(Math.max(this.start, this.end - 200), this.end)
  }

  /** The first child in one of the fields. */
  in(...fields) {
    return this.children.find(({ field, isNamed }) => isNamed && fields.includes(field))
  }

  /** The first child of one of the types. */
  of(...types) {
    return this.children.find(({ type }) => types.includes(type))
  }

  get named() {
    return this.children.filter(({ isNamed, type }) => isNamed && !isComment(type))
  }
}

export const isComment = (type) => type === 'comment' || type === 'line_comment' || type === 'block_comment'

/** Copies what the cursor stands on, with all below it. Without recursion: brackets may be nested 100,000 deep. */
export function copyTree(cursor, source) {
  const root = new SyntaxNode(cursor, source, undefined)
  let node = root
  for (;;) {
    if (cursor.gotoFirstChild()) {
      const child = new SyntaxNode(cursor, source, node)
      node.children.push(child)
      node = child
      continue
    }
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent() || node.parent === undefined) return root
      node = node.parent
      if (node === root) return root
    }
    const sibling = new SyntaxNode(cursor, source, node.parent)
    node.parent.children.push(sibling)
    node = sibling
  }
}

/**
 * Calls `enter` before and `leave` after what is below a node; where `enter` returns false, nothing below is visited.
 */
export function walk(root, enter, leave = () => {}) {
  const open = [{ node: root, next: 0 }]
  if (enter(root) === false) return
  while (open.length > 0) {
    const top = open[open.length - 1]
    const child = top.node.children[top.next++]
    if (child === undefined) {
      leave(top.node)
      open.pop()
    } else if (enter(child) !== false) open.push({ node: child, next: 0 })
  }
}

/** All nodes from `root` down, in the order of the text. */
export function* descend(root) {
  const open = [root]
  while (open.length > 0) {
    const node = open.pop()
    yield node
    for (let i = node.children.length - 1; i >= 0; i--) open.push(node.children[i])
  }
}
