import { descend } from './syntax-tree.mjs'

function describe(node, name) {
  return {
    rule: 'unused-function',
    line: node.row + 1,
    column: node.column + 1,
    endLine: node.endRow + 1,
    message: `The function ${name.slice(0, 100)} is never used: it cannot be called from outside, and nothing here calls it.`,
  }
}

/** Calls of a method by a name that is put together: then no method of the file is surely unused. */
const callsByName =
  /->\{?\$\w+\}?\(|->\{"|\bmethod_exists\b|\bcall_user_func|\bgetattr\(|\beval\(|\bGetMethod\(|\bgetDeclaredMethod/

/**
 * Collects, file by file, functions that only their own file or class can call, and how often each word is mentioned
 * anywhere, comments and strings included: a name that is mentioned is not called unused.
 */
export class UnusedFunctions {
  #mentions = new Map()
  #candidates = []

  add({ path, root, grammar, text }) {
    for (const [word] of text.matchAll(/[\p{L}\p{N}_$]+/gu))
      this.#mentions.set(word, (this.#mentions.get(word) ?? 0) + 1)
    if (callsByName.test(text)) return
    for (const node of descend(root)) {
      const name = grammar.functions.has(node.type) ? node.in('name')?.text : undefined
      if (name && grammar.isPrivate(node)) this.#candidates.push({ name, found: { path, ...describe(node, name) } })
    }
  }

  list() {
    return this.#candidates.filter(({ name }) => this.#mentions.get(name) === 1).map(({ found }) => found)
  }
}
