import type { TreeCursor } from 'web-tree-sitter'
import type { Language } from '../../../contracts/language.js'

/**
 * A node of a parsed file, copied out of the parser: walking it costs no call into WebAssembly.
 * Rows count from 0, as the parser counts them; `start` and `end` are offsets into the text.
 */
export class SyntaxNode {
  readonly type: string
  readonly isNamed: boolean
  readonly field: string | null
  readonly start: number
  readonly end: number
  readonly row: number
  readonly column: number
  readonly endRow: number
  readonly parent: SyntaxNode | undefined
  readonly source: string
  readonly children: SyntaxNode[] = []
  /** The function it stands in: set for all nodes of a file when the file is indexed, and not read before. */
  scope!: Scope

  constructor(cursor: TreeCursor, source: string, parent: SyntaxNode | undefined) {
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
  }

  get text(): string {
    return this.source.slice(this.start, this.end)
  }

  /**
   * Its text, of no more than 200 characters, the last ones: thousands of nested calls would otherwise be read
   * thousands of times.
   */
  get tail(): string {
    return this.source.slice(Math.max(this.start, this.end - 200), this.end)
  }

  /** The first child in one of the fields. */
  in(...fields: string[]): SyntaxNode | undefined {
    return this.children.find(({ field, isNamed }) => isNamed && field !== null && fields.includes(field))
  }

  /** The first child of one of the types. */
  of(...types: string[]): SyntaxNode | undefined {
    return this.children.find(({ type }) => types.includes(type))
  }

  get named(): SyntaxNode[] {
    return this.children.filter(({ isNamed, type }) => isNamed && !isComment(type))
  }
}

/** A function, or the file outside of functions, with what is known of the names in it. */
export interface Scope {
  node: SyntaxNode
  parent: Scope | undefined
  /** Empty where the function has no name of its own. */
  name: string
  parameters: Parameter[]
  bindings: Map<string, Binding[]>
  conditions: string[]
}

export interface Parameter {
  name: string
  /** More than one where it is a pattern. */
  names: string[]
  type: string
  text: string
}

/** What an assignment, a declaration, a pair, a loop or a named argument gives to a name. */
export interface Binding {
  node: SyntaxNode
  name: string
  path: string
  value: SyntaxNode
  isAppend: boolean
  isMember: boolean
}

export const isComment = (type: string): boolean =>
  type === 'comment' || type === 'line_comment' || type === 'block_comment'

/** Copies what the cursor stands on, with all below it. Without recursion: brackets may be nested 100,000 deep. */
export function copyTree(cursor: TreeCursor, source: string): SyntaxNode {
  const root = new SyntaxNode(cursor, source, undefined)
  let node: SyntaxNode = root
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
    const sibling: SyntaxNode = new SyntaxNode(cursor, source, node.parent)
    node.parent?.children.push(sibling)
    node = sibling
  }
}

/**
 * Calls `enter` before and `leave` after what is below a node; where `enter` returns false, nothing below is visited.
 */
export function walk(
  root: SyntaxNode,
  enter: (node: SyntaxNode) => boolean,
  leave: (node: SyntaxNode) => void = () => {},
): void {
  const open = [{ node: root, next: 0 }]
  if (!enter(root)) return
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const child = top.node.children[top.next++]
    if (child === undefined) {
      leave(top.node)
      open.pop()
    } else if (enter(child)) open.push({ node: child, next: 0 })
  }
}

/** All nodes from `root` down, in the order of the text. */
export function* descend(root: SyntaxNode): Generator<SyntaxNode> {
  const open = [root]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    yield node
    for (const child of node.children.toReversed()) open.push(child)
  }
}

/** Types of nodes, as the grammars of tree-sitter name them. */
type Types = ReadonlySet<string>

/** How a language names the nodes that are measured. */
export interface Grammar {
  /** The parser for a file with this extension. */
  parserOf: (extension: string) => string
  /** The text in the forms that the parser knows, without moving a character. */
  plain?: (text: string) => string
  functions: Types
  /** Whether one of these counts for the function around it, where there is one. */
  isPart?: (node: SyntaxNode) => boolean
  bodies: Types
  classes: Types
  declarations: Types
  imports: Types
  ifs: Types
  elseIfs: Types
  elses: Types
  loops: Types
  switches: Types
  cases: Types
  tries: Types
  catches: Types
  ternaries: Types
  /** Operators that branch, by what they do: equal values are one operator. */
  logicals: ReadonlyMap<string, string>
  binaries: Types
  jumps: Types
  jumpTargets: Types
  strings: Types
  blocks: Types
  ends: Types
  /** Statements that count from the start of the block, or do nothing. */
  hoisted: Types
  /** Whether only its own file or class can call a function. */
  isPrivate: (node: SyntaxNode) => boolean
}

/** Two fields of a node, or none where its parts stand in no field. */
type Fields = readonly [first: string, second: string] | readonly []

/** How a language writes what the security rules look at. */
export interface SecurityTable {
  strings: Types
  templates: Types
  holes: Types
  numbers: Types
  /** Operators that join text, by the type of node. */
  joins: Readonly<Record<string, readonly string[]>>
  choices: Types
  /** Operators whose value is one of both sides. */
  alternatives: ReadonlySet<string>
  /** The field of what is called, by the type of the call. */
  calls: Readonly<Record<string, string | undefined>>
  members: Readonly<Record<string, Fields>>
  indexes: Types
  names: Types
  lists: Types
  records: Types
  comprehensions?: Types
  /** What stands around a value without changing it. */
  wraps: Types
  assignments: Readonly<Record<string, Fields>>
  appends: Types
  loops: Readonly<Record<string, Fields>>
  functions: Types
  returns: Types
  conditions: Types
  thisNames: ReadonlySet<string>
}

export interface LanguageTables {
  grammar: Grammar
  table: SecurityTable
}

/** A file as a tree, with the tables of its language. */
export interface ParsedFile extends LanguageTables {
  path: string
  language: Language
  root: SyntaxNode
  text: string
}
