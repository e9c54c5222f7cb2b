import type { Binding, Scope, SyntaxNode } from '../structure/syntax-tree.js'
import type { FileIndex } from './index-file.js'
import { viewOf, type CallView, type ChoiceView, type Part, type View } from './view.js'

/** Pieces of one text that are looked at, and names that are followed in it. */
const mostPieces = 400
const mostDepth = 12

const formats = /^(?:format|Format|formatted|sprintf|vsprintf|AppendFormat)$/
const carriesText = new Set([
  'toString',
  'ToString',
  'String',
  'trim',
  'Trim',
  'strip',
  'dedent',
  'StringBuilder',
  'encode',
  'text',
  'stripIndent',
  'stripMargin',
])
const joins = new Set(['join', 'Join', 'implode', 'concat', 'Concat', 'append', 'Append', 'AppendLine', 'joining'])
const numberPlace = /%\d*[dfiu]$/
const places = /(%(?:\d+\$)?[-\w.]*[sdfiuvn]|\{[^{}]*\})/

/** A piece of a text: constant, or a hole that the value of a node is put in. */
export type Piece = { text: string; hole?: undefined } | { hole: SyntaxNode; text?: undefined }

/** The text that an expression makes, in order. */
export class TextComposer {
  readonly index: FileIndex
  pieces: Piece[] = []
  seen = new Set<SyntaxNode>()

  constructor(index: FileIndex) {
    this.index = index
  }

  compose(node: SyntaxNode): Piece[] {
    this.pieces = []
    this.seen = new Set()
    this.add(node, 0)
    return this.pieces
  }

  add(node: Part, depth: number): void {
    if (this.pieces.length >= mostPieces) return
    if (typeof node === 'string') return void this.pieces.push({ text: node })
    if (depth > mostDepth) return void this.pieces.push({ hole: node })
    const view = viewOf(node, this.index.table)
    if (view.kind === 'text') this.pieces.push({ text: view.value })
    else if (view.kind === 'literal') this.pieces.push({ text: '0' })
    else if (view.kind === 'composed') for (const part of view.parts) this.add(part, depth + 1)
    else if (view.kind === 'format') this.addFormat(view.format, this.valuesOf(view.values), depth)
    else if (view.kind === 'choice') this.addChoice(view, node, depth)
    else if (view.kind === 'call') this.addCall(view, node, depth)
    else if (view.kind === 'list') this.addList(view.items, depth)
    else if (view.kind === 'name' || view.kind === 'member') this.addName(view, node, depth)
    else this.pieces.push({ hole: node })
  }

  /** One after the other: each is a way that the text may go on. */
  addChoice({ branches, condition }: ChoiceView, node: SyntaxNode, depth: number): void {
    const composed = branches.filter((branch) =>
      ['composed', 'text', 'format', 'call', 'choice'].includes(viewOf(branch, this.index.table).kind),
    )
    if (condition === undefined || composed.length === 0) return void this.pieces.push({ hole: node })
    const before = this.pieces.at(-1)
    for (const branch of branches) {
      if (before?.text !== undefined && this.pieces.at(-1) !== before)
        this.pieces.push({ text: before.text.slice(-30) })
      this.add(branch, depth + 1)
    }
  }

  addList(items: readonly SyntaxNode[], depth: number): void {
    for (const item of items) {
      this.add(item, depth + 1)
      this.pieces.push({ text: ' ' })
    }
  }

  valuesOf(nodes: readonly SyntaxNode[]): SyntaxNode[] {
    return nodes.flatMap((node) => {
      const view = viewOf(node, this.index.table)
      return view.kind === 'list' ? view.items : [node]
    })
  }

  /** A format's text with its values at their places; those of numbers hold nothing else. */
  addFormat(format: SyntaxNode, values: readonly SyntaxNode[], depth: number): void {
    const view = viewOf(format, this.index.table)
    const text = view.kind === 'text' ? view.value : this.constantOf(format)
    if (text === undefined) return void this.pieces.push({ hole: format }, ...values.map((hole) => ({ hole })))
    let next = 0
    for (const part of text.split(places)) {
      if (!places.test(part)) this.pieces.push({ text: part })
      else if (numberPlace.test(part)) next++
      else {
        const value = values[next]
        if (value === undefined) continue
        next++
        this.add(value, depth + 1)
      }
    }
  }

  constantOf(node: SyntaxNode): string | undefined {
    const [binding] = this.bindingsOf(viewOf(node, this.index.table), node)
    const view = binding ? viewOf(binding.value, this.index.table) : undefined
    return view?.kind === 'text' ? view.value : undefined
  }

  addCall(call: CallView, node: SyntaxNode, depth: number): void {
    const { name, object, args, named } = call
    if (formats.test(name)) {
      const onText = object !== undefined && !/^(?:String|string)$/.test(object.tail)
      const [format, ...values] = onText && name !== 'AppendFormat' ? [object, ...args] : args
      if (format) return this.addFormat(format, [...this.valuesOf(values), ...named.values()], depth)
    }
    if (joins.has(name)) return this.addJoin(call, depth)
    if (carriesText.has(name)) {
      const given = call.isNew || args.length > 0 ? args : [object]
      if (given[0]) this.add(given[0], depth + 1)
      return
    }
    this.pieces.push({ hole: node })
  }

  addJoin({ name, object, args }: CallView, depth: number): void {
    const given = name === 'joining' ? args : [object, ...args]
    for (const part of given) {
      if (part === undefined || /^(?:String|string)$/.test(part.tail)) continue
      const { kind } = viewOf(part, this.index.table)
      if (kind === 'text' && given.length > 1 && name !== 'append' && name !== 'Append' && name !== 'concat') continue
      this.add(part, depth + 1)
    }
  }

  /** Whether an expression puts text together, and does not only fetch some. */
  makesText(node: SyntaxNode): boolean {
    const view = viewOf(node, this.index.table)
    if (view.kind === 'call')
      return (
        formats.test(view.name) ||
        joins.has(view.name) ||
        (carriesText.has(view.name) && view.isNew) ||
        /^(?:dedent|text)$/.test(view.name)
      )
    if (view.kind === 'choice')
      return (
        view.condition !== undefined &&
        view.branches.some((branch) => viewOf(branch, this.index.table).kind === 'composed')
      )
    return ['composed', 'text', 'format', 'list'].includes(view.kind)
  }

  bindingsOf(view: View, node: SyntaxNode): Binding[] {
    if (!('name' in view)) return []
    const { kind, name } = view
    if (kind === 'member') return this.index.members.get(name) ?? []
    let scope: Scope | undefined = node.scope
    for (let i = 0; scope !== undefined && i < 50; scope = scope.parent, i++) {
      const bindings = scope.bindings.get(name)
      if (bindings) return bindings
      if (scope.parameters.some((parameter) => parameter.name === name || parameter.names.includes(name))) return []
    }
    return this.index.members.get(name) ?? []
  }

  /** A name stands for all that it is given, where that is text in the making. */
  addName(view: View, node: SyntaxNode, depth: number): void {
    const bindings = this.bindingsOf(view, node)
    const isText = bindings.length > 0 && bindings.every(({ value, isAppend }) => isAppend || this.makesText(value))
    const key = bindings[0]?.node
    if (!isText || key === undefined || this.seen.has(key)) {
      if (key === undefined || !this.seen.has(key)) this.pieces.push({ hole: node })
      return
    }
    this.seen.add(key)
    for (const { value } of bindings) if (node.end <= value.start || value.end <= node.start) this.add(value, depth + 1)
  }
}

/** Only the constant pieces, joined. */
export const constantTextOf = (pieces: readonly Piece[]): string => pieces.map(({ text }) => text ?? ' ').join('')
