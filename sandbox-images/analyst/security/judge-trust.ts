import type { Language } from '../../../contracts/language.js'
import type { Parameter, Scope, SyntaxNode } from '../structure/syntax-tree.js'
import type { FileIndex } from './index-file.js'
import {
  asksForNumber,
  checkOf,
  cleans,
  filtersNumber,
  handsOn,
  makesNumber,
  numericType,
  requestData,
  trust,
  type Trust,
} from './origins.js'
import { lastName, viewCall, viewOf, type CallView, type ChoiceView, type Part, type View } from './view.js'

/** Steps of one question. What takes more is left open. */
const mostSteps = 400
const constantName = /^[A-Z][A-Z0-9_]*$/
const annotated =
  /@(?:RequestParam|PathVariable|RequestBody|QueryParam|PathParam|RequestHeader|CookieValue)|\[From(?:Query|Route|Body|Form|Header)/
const routeDecorator = /@\w+(?:\.\w+)*\.?(?:route|get|post|put|patch|delete|api_view)\(/
const mapsRoute = /\.(?:Map(?:Get|Post|Put|Patch|Delete|Methods)|map)$/
/** The operator's own words: the environment and the configuration. */
const fromOperator =
  /^(?:getenv|os\.getenv|os\.environ\.get|System\.getenv|System\.getProperty|Environment\.GetEnvironmentVariable|config(?:uration)?\.\w+)$/i
/**
 * Where the condition of a statement ends and its block begins; a quantifier in a pattern has no space at its brace.
 */
const blockStart = /\s\{|\{\s|\n\s*\n/
/** Takes one of several by its key: the key itself does not come out again. */
const picks = /^(?:get|Get|getOrDefault|GetValueOrDefault|pop|at)$/
const walksItems = new Set([
  'map',
  'forEach',
  'filter',
  'flatMap',
  'Select',
  'Where',
  'some',
  'every',
  'find',
  'anyMatch',
  'mapToObj',
  'reduce',
  'array_map',
  'array_filter',
  'array_walk',
])

const worse = (a: Trust, b: Trust): Trust => (a > b ? a : b)

type ViewOf<Kind extends View['kind']> = Extract<View, { kind: Kind }>

/**
 * How far the value of an expression can be trusted, following names inside the file: through assignments of the same
 * function, constants and fields, parameters of functions that the file itself calls, and what such functions return.
 */
export class TrustJudge {
  readonly index: FileIndex
  readonly source: RegExp
  steps = 0
  open = new Set<string>()
  returns: ReadonlyMap<SyntaxNode, readonly SyntaxNode[]> | undefined

  constructor(index: FileIndex, language: Language) {
    this.index = index
    this.source = requestData[language]
  }

  judge(node: SyntaxNode): Trust {
    this.steps = 0
    this.open.clear()
    return this.levelOf(node)
  }

  levelOf(node: SyntaxNode): Trust {
    if (this.steps++ > mostSteps || this.open.size > 60) return trust.opaque
    const view = viewOf(node, this.index.table)
    switch (view.kind) {
      case 'text':
      case 'literal':
        return trust.fixed
      case 'composed':
        return this.highest(view.parts)
      case 'format':
        return this.highest([view.format, ...view.values])
      case 'list':
        return this.highest(view.items)
      case 'choice':
        return this.choiceLevel(view)
      case 'member':
        return this.memberLevel(view)
      case 'index':
        return this.indexLevel(view)
      case 'name':
        return this.nameLevel(view, node)
      case 'call':
        return this.callLevel(view)
      case 'function':
        return this.returnLevel(view.node)
      case 'other':
        return this.otherLevel(view.parts, node)
    }
  }

  highest(nodes: readonly Part[]): Trust {
    let level: Trust = trust.fixed
    for (const node of nodes.slice(0, 100)) level = worse(level, typeof node === 'string' ? 0 : this.levelOf(node))
    return level
  }

  otherLevel(parts: readonly SyntaxNode[], { type }: SyntaxNode): Trust {
    if (/lambda|arrow_function|comparison|not_operator|instanceof|is_pattern|binary/.test(type)) return trust.fixed
    if (parts.length === 0 || parts.length >= 20) return trust.opaque
    const level = this.highest(parts)
    return level === trust.request ? trust.loose : level
  }

  choiceLevel({ branches, condition }: ChoiceView): Trust {
    const text = condition?.tail ?? ''
    const isKnown = (branch: SyntaxNode) =>
      /^\$?[A-Za-z_]\w*$/.test(branch.tail) && checkOf(lastName(branch.tail)).test(text)
    if (text) return this.highest(branches.filter((branch) => !isKnown(branch)))
    return this.highest(branches)
  }

  memberLevel({ object, name, path }: ViewOf<'member'>): Trust {
    if (this.source.test(path)) return trust.request
    if (name === 'length' || name === 'Length' || name === 'Count' || constantName.test(name))
      return this.fieldLevel(name, trust.fixed)
    if (/^(?:process\.env|os\.environ|env|config|settings|Config|Settings)\b/.test(path)) return trust.fixed
    const owner = object ? viewOf(object, this.index.table) : undefined
    const isOwn = owner?.kind === 'name' && this.index.table.thisNames.has(owner.name)
    if (isOwn || object === undefined) return this.fieldLevel(name, trust.opaque)
    const level = this.levelOf(object)
    return level === trust.opaque ? trust.loose : level
  }

  /** A field by its name: the worst that the file gives it. */
  fieldLevel(name: string, otherwise: Trust): Trust {
    const bindings = this.index.members.get(name) ?? this.index.top.bindings.get(name)
    if (bindings === undefined || this.open.has(`.${name}`)) return otherwise
    this.open.add(`.${name}`)
    const level = this.highest(bindings.map(({ value }) => value))
    this.open.delete(`.${name}`)
    return level
  }

  indexLevel({ object, path }: ViewOf<'index'>): Trust {
    if (this.source.test(path) || /^_(?:GET|POST|REQUEST|COOKIE|FILES|SERVER)\b/.test(path)) return trust.request
    if (/^(?:process\.env|os\.environ|_ENV)\b/.test(path)) return trust.fixed
    return object ? this.levelOf(object) : trust.opaque
  }

  nameLevel({ name, path }: ViewOf<'name'>, node: SyntaxNode): Trust {
    if (this.source.test(path) || /^_(?:GET|POST|REQUEST|COOKIE|FILES)$/.test(name)) return trust.request
    let scope: Scope | undefined = node.scope
    for (let i = 0; scope !== undefined && i < 50; scope = scope.parent, i++) {
      const bindings = scope.bindings.get(name)
      const position = scope.parameters.findIndex(
        (parameter) => parameter.name === name || parameter.names.includes(name),
      )
      if (bindings === undefined && position < 0) continue
      if (this.isChecked(name, scope)) return trust.fixed
      const key = `${scope.node.start}:${name}`
      if (this.open.has(key)) return trust.fixed
      this.open.add(key)
      const given = position < 0 ? trust.fixed : this.parameterLevel(scope, position)
      const level = worse(given, this.highest((bindings ?? []).map(({ value }) => value)))
      this.open.delete(key)
      return level
    }
    return this.fieldLevel(name, constantName.test(name) ? trust.fixed : trust.opaque)
  }

  /** Whether a condition of the function, or of one around it, lets only known values of the name through. */
  isChecked(name: string, scope: Scope): boolean {
    const check = checkOf(name)
    return scope.conditions.some((condition) => check.test(condition.split(blockStart)[0] as string))
  }

  parameterLevel(scope: Scope, position: number): Trust {
    const parameter = scope.parameters[position] as Parameter
    if (numericType.test(parameter.type)) return trust.fixed
    if (annotated.test(parameter.text)) return trust.request
    const { node } = scope
    const above = node.parent
    if (above?.type === 'decorated_definition' && routeDecorator.test(above.source.slice(above.start, node.start)))
      return trust.request
    const call = this.callAround(node)
    if (call) return this.levelInCall(call, node, position, parameter)
    return this.levelOfCallers(scope.name || this.givenName(node), position)
  }

  givenName(node: SyntaxNode): string {
    return [...this.index.functions].find(([, nodes]) => nodes.includes(node))?.[0] ?? ''
  }

  /** The call that a function is given to. */
  callAround(node: SyntaxNode): CallView | undefined {
    let above = node.parent
    for (let i = 0; i < 3 && above !== undefined; i++, above = above.parent) {
      if (above.type in this.index.table.calls) return viewCall(above, this.index.table)
      if (!/argument/.test(above.type)) return undefined
    }
    return undefined
  }

  levelInCall(call: CallView, node: SyntaxNode, position: number, parameter: Parameter): Trust {
    if (walksItems.has(call.name)) {
      const items =
        call.object && call.name !== 'array_map'
          ? [call.object]
          : call.args.filter((arg) => !node.parent || arg.start > node.end || arg.end < node.start)
      return position === 0 ? this.highest(items) : trust.fixed
    }
    if (mapsRoute.test(call.path) && /^string\??$/.test(parameter.type)) return trust.request
    return trust.loose
  }

  /** The worst that the file itself gives a parameter; `loose` where nobody in it calls the function. */
  levelOfCallers(name: string, position: number): Trust {
    const calls = name ? (this.index.callsByName.get(name) ?? []) : []
    const given = calls.map(({ args }) => args[position]).filter((arg) => arg !== undefined)
    return given.length > 0 ? this.highest(given) : trust.loose
  }

  callLevel(call: CallView): Trust {
    if (filtersNumber(call) || asksForNumber.test(call.path)) return trust.fixed
    if (this.source.test(call.path)) return trust.request
    if ([fromOperator, makesNumber, cleans].some((harmless) => harmless.test(call.path))) return trust.fixed
    const [own] =
      call.object === undefined || this.index.table.thisNames.has(call.object.tail.replace('$', ''))
        ? (this.index.functions.get(call.name) ?? [])
        : []
    if (own) return this.returnLevel(own)
    if (picks.test(call.name) && call.object && !this.isTypeName(call.object))
      return this.highest([call.object, ...call.args.slice(1)])
    return this.levelOfGiven(call)
  }

  /** What comes out of a function of somewhere else, by what goes in. */
  levelOfGiven(call: CallView): Trust {
    const given = [
      ...(call.object && viewOf(call.object, this.index.table).kind !== 'other' ? [call.object] : []),
      ...call.args,
      ...call.named.values(),
    ]
    if (handsOn.test(call.path) || handsOn.test(call.name))
      return this.highest(given.filter((arg) => !this.isTypeName(arg)))
    const object = call.object ? this.levelOf(call.object) : trust.opaque
    return object === trust.request ? trust.request : trust.opaque
  }

  isTypeName(node: SyntaxNode): boolean {
    return /^(?:String|string|Array|Object|List|Arrays|Path|Paths|StringBuilder|Stream|Collectors|Enumerable|Collections|os\.path|path|Map|Set|Json|JSON|self|this|\$this)$/.test(
      lastName(node.tail) === node.tail ? node.tail : node.tail.trim(),
    )
  }

  /** What a function of the file returns. */
  returnLevel(node: SyntaxNode): Trust {
    const key = `return ${node.start}`
    if (this.open.has(key)) return trust.fixed
    this.open.add(key)
    const body = node.in('body')
    const values =
      body && !/block|compound/.test(body.type)
        ? [(body.type === 'arrow_expression_clause' ? body.named[0] : undefined) ?? body]
        : this.returnsOf(node)
    const level = values.length > 0 ? this.highest(values) : trust.opaque
    this.open.delete(key)
    return level
  }

  returnsOf(node: SyntaxNode): readonly SyntaxNode[] {
    this.returns ??= collectReturns(this.index)
    return this.returns.get(node) ?? []
  }
}

function collectReturns({ root, table }: FileIndex): ReadonlyMap<SyntaxNode, readonly SyntaxNode[]> {
  const returns = new Map<SyntaxNode, SyntaxNode[]>()
  const open = [root]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const value = table.returns.has(node.type) ? node.named[0] : undefined
    if (value) returns.set(node.scope.node, [...(returns.get(node.scope.node) ?? []).slice(0, 20), value])
    for (const child of node.children) if (child.isNamed) open.push(child)
  }
  return returns
}
