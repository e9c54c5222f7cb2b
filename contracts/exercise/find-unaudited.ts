import { posix } from 'node:path'
import type { AnyNode, CallExpression, Expression, ObjectExpression, Property, SpreadElement } from 'acorn'
import { full, simple } from 'acorn-walk'
import type { ProblemDetail } from '../errors.js'
import { isScenarioFile } from '../hidden-tests.js'
import { parseModule } from './parse-module.js'
import type { SourceTree } from '../source-tree.js'

/** Methods that only read, as the kit has them. */
const reading = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE'])

/**
 * The scenarios of a package that write, or may write for all that their source shows, and have no audit: a service
 * could acknowledge their requests and keep nothing. Read without running it; a file that cannot be parsed is named
 * elsewhere.
 */
export function findUnaudited(files: SourceTree): ProblemDetail[] {
  return [...files.keys()].filter(isScenarioFile).flatMap((path) => {
    const program = parse(path, files)
    if (!program) return []
    const calls = findCalls(program)
    const helpers = () =>
      findMethods(program, calls).concat(findImported(path, files).flatMap((imported) => findMethods(imported, [])))
    return calls.flatMap((call) => {
      const methods = hasAudit(call) ? [] : findWritingMethods(call, helpers)
      if (methods.length === 0) return []
      const title = call.arguments[0]?.type === 'Literal' ? `"${String(call.arguments[0].value)}"` : 'here'
      const detail = `The scenario ${title} sends ${[...new Set(methods)].join(', ')} and has no "audit": ${advice}`
      return [{ pointer: `${path}:${call.loc?.start.line ?? 1}`, detail }]
    })
  })
}

const advice =
  'a service that acknowledges such requests and saves nothing would earn its points. Add one, or add "writes: false" to a kind of request that only reads.'

const parse = (path: string, files: SourceTree): AnyNode | undefined =>
  parseModule(path, files.get(path)?.toString('utf8') ?? '').program

function findCalls(program: AnyNode): CallExpression[] {
  const names = new Set(['scenario'])
  const calls: CallExpression[] = []
  simple(program, {
    ImportSpecifier({ imported, local }) {
      if (imported.type === 'Identifier' && imported.name === 'scenario') names.add(local.name)
    },
  })
  simple(program, {
    CallExpression(call) {
      const called = call.callee.type === 'MemberExpression' ? call.callee.property : call.callee
      if (called.type === 'Identifier' && names.has(called.name)) calls.push(call)
    },
  })
  return calls
}

/** Modules of the package that a file imports, with what these import. */
function findImported(path: string, files: SourceTree, seen = new Set([path])): AnyNode[] {
  const program = parse(path, files)
  const found: AnyNode[] = []
  if (!program) return found
  simple(program, {
    ImportDeclaration({ source }) {
      const imported = posix.join(posix.dirname(path), String(source.value))
      if (!String(source.value).startsWith('.') || seen.has(imported)) return
      seen.add(imported)
      const module = parse(imported, files)
      if (module) found.push(module, ...findImported(imported, files, seen))
    },
  })
  return found
}

const nameOf = (key: Expression | Property['key']) =>
  key.type === 'Identifier' ? key.name : key.type === 'Literal' ? key.value : null

const isNamed =
  (name: string) =>
  (property: Property | SpreadElement): property is Property =>
    property.type === 'Property' &&
    (!property.computed || property.key.type === 'Literal') &&
    nameOf(property.key) === name

const findValue = ({ properties }: ObjectExpression, name: string): Expression | undefined =>
  properties.find(isNamed(name))?.value

const optionsOf = (call: CallExpression): ObjectExpression | undefined =>
  call.arguments.find((argument) => argument.type === 'ObjectExpression')

function hasAudit(call: CallExpression): boolean {
  const audit = optionsOf(call) && findValue(optionsOf(call) as ObjectExpression, 'audit')
  return audit !== undefined && audit.type !== 'Literal'
}

/**
 * Of each kind of request by itself, where it is written out; else of the whole scenario and all code that it may call.
 */
function findWritingMethods(call: CallExpression, helpers: () => string[]): string[] {
  const options = optionsOf(call)
  const requests = options && findValue(options, 'requests')
  if (requests?.type !== 'ArrayExpression') return [...findMethods(call, []), ...helpers()]
  return requests.elements.flatMap((kind) => {
    if (kind?.type !== 'ObjectExpression') return [...(kind ? findMethods(kind, []) : []), ...helpers()]
    const writes = findValue(kind, 'writes')
    if (writes?.type === 'Literal' && writes.value === false) return []
    return [...findMethods(kind, []), ...(isWrittenOut(findValue(kind, 'make')) ? [] : helpers())]
  })
}

/**
 * Whether a function makes its request by itself: it says the path, takes nothing over, and hands it to no other
 * function.
 */
function isWrittenOut(make: Expression | undefined): boolean {
  let hasPath = false
  let takesOver = false
  if (make) {
    simple(make, {
      ObjectExpression(object) {
        hasPath ||= object.properties.some(isNamed('path'))
        takesOver ||= object.properties.some(({ type }) => type === 'SpreadElement')
      },
      CallExpression(call) {
        takesOver ||= call.arguments.some(
          (argument) => argument.type === 'ObjectExpression' && argument.properties.some(isNamed('path')),
        )
      },
    })
  }
  return hasPath && !takesOver
}

/** Methods that are named somewhere in a piece of code and do not only read. What is no plain text may be any. */
function findMethods(code: AnyNode, without: readonly AnyNode[]): string[] {
  const methods: string[] = []
  const add = (value: AnyNode) => {
    if (without.some(({ start, end }) => start <= value.start && value.end <= end)) return
    const method =
      value.type === 'Literal' && typeof value.value === 'string' ? value.value.toUpperCase() : 'some method'
    if (!reading.has(method)) methods.push(method)
  }
  full(code, (node) => {
    const visited = node as AnyNode
    if (visited.type === 'ObjectExpression')
      for (const { value } of visited.properties.filter(isNamed('method'))) add(value)
    if (visited.type !== 'AssignmentExpression' || visited.left.type !== 'MemberExpression') return
    const { property } = visited.left
    if (property.type !== 'PrivateIdentifier' && nameOf(property) === 'method') add(visited.right)
  })
  return methods
}
