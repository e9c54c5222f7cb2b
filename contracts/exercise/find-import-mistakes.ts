import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import type { ImportDeclaration, Pattern, Program } from 'acorn'
import { full } from 'acorn-walk'
import type { ProblemDetail } from '../errors.js'
import { parseModule } from './parse-module.js'
import type { SourceTree } from '../source-tree.js'

/** What `@assay/kit` exports; a test compares it with the kit. */
export const kitExports: ReadonlySet<string> = new Set(['expect', 'HttpFailure', 'scenario', 'test'])

/** The packages that hidden tests find; a test compares them with the examiner's. */
export const examinerPackages: ReadonlySet<string> = new Set([
  '@assay/kit',
  'ajv',
  'ajv-formats',
  'expect',
  'ioredis',
  'mysql2',
  'pg',
  'yaml',
])

/**
 * Imports that would fail when these modules load, read without running them: of files, packages and names there are
 * not. The modules that they import are read, too. `isRead`: a module whose syntax was checked before.
 */
export function findImportMistakes(
  modules: readonly string[],
  files: SourceTree,
  isRead: (path: string) => boolean,
): ProblemDetail[] {
  const programs = new Map<string, Program | undefined>()
  const mistakes: ProblemDetail[] = []
  const parse = (path: string) => {
    if (programs.has(path)) return programs.get(path)
    const { program, mistake } = parseModule(path, files.get(path)?.toString('utf8') ?? '')
    programs.set(path, program)
    if (mistake && !isRead(path)) mistakes.push(mistake)
    return program
  }
  const left = [...modules]
  const seen = new Set(left)
  for (let path = left.shift(); path !== undefined; path = left.shift()) {
    const program = parse(path)
    for (const found of program ? listImports(program) : []) {
      const { name, line, names } = found
      const report = (detail: string) => mistakes.push({ pointer: `${path}:${line}`, detail })
      if (!name.startsWith('.')) {
        const problem = judgePackage(name, names)
        if (problem) report(problem)
        continue
      }
      const target = posix.join(posix.dirname(path), name)
      if (!files.has(target)) report(`The package has no file ${target}.`)
      else if (!target.startsWith('hidden/'))
        report(`${target} is not in hidden/: hidden tests find only what is there.`)
      else if (target.endsWith('.mjs')) {
        if (!seen.has(target)) left.push(target)
        seen.add(target)
        const lost = findLostName(names, exportsOf(parse(target)))
        if (lost !== undefined) report(`${target} does not export "${lost}".`)
      }
    }
  }
  return mistakes
}

function judgePackage(name: string, names: readonly string[]): string | undefined {
  if (isBuiltin(name)) return undefined
  const packageName = name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/')
  if (!examinerPackages.has(packageName))
    return `Hidden tests do not find the package "${packageName}": they have @assay/kit, the modules of Node and the files in hidden/.`
  const lost = name === '@assay/kit' ? findLostName(names, kitExports) : undefined
  return lost === undefined ? undefined : `@assay/kit does not export "${lost}": it has ${[...kitExports].join(', ')}.`
}

const findLostName = (names: readonly string[], known: ReadonlySet<string> | null) =>
  known ? names.find((name) => !known.has(name)) : undefined

interface Import {
  name: string
  line: number
  /** The names it needs of the module. */
  names: readonly string[]
}

function listImports(program: Program): Import[] {
  const found: Import[] = []
  full(program, (node) => {
    const { source } = node as {
      source?: { type: string; value?: unknown; loc?: { start: { line: number } } | null } | null
    }
    if (!/^(Import|Export)/.test(node.type) || source?.type !== 'Literal') return
    found.push({
      name: String(source.value),
      line: node.loc?.start.line ?? 1,
      names: node.type === 'ImportDeclaration' ? namesOf(node as ImportDeclaration) : [],
    })
  })
  return found
}

const namesOf = ({ specifiers }: ImportDeclaration): string[] =>
  specifiers.flatMap((specifier) => {
    if (specifier.type === 'ImportNamespaceSpecifier') return []
    return specifier.type === 'ImportDefaultSpecifier' ? ['default'] : [nameOf(specifier.imported)]
  })

const nameOf = (node: { type: string; name?: string; value?: unknown }): string =>
  node.type === 'Identifier' ? (node.name ?? '') : String(node.value)

/** The names that a module exports; `null` where its source alone does not tell. */
function exportsOf(program: Program | undefined): ReadonlySet<string> | null {
  if (!program || program.body.some((node) => node.type === 'ExportAllDeclaration' && !node.exported)) return null
  return new Set(program.body.flatMap(exportedBy))
}

function exportedBy(node: Program['body'][number]): string[] {
  if (node.type === 'ExportAllDeclaration') return node.exported ? [nameOf(node.exported)] : []
  if (node.type === 'ExportDefaultDeclaration') return ['default']
  if (node.type !== 'ExportNamedDeclaration') return []
  const { declaration, specifiers } = node
  if (declaration?.type === 'VariableDeclaration') return declaration.declarations.flatMap(({ id }) => boundBy(id))
  return declaration ? [declaration.id.name] : specifiers.map(({ exported }) => nameOf(exported))
}

/** The names that `const {…} =` and its like declare. */
function boundBy(pattern: Pattern): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name]
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        boundBy(property.type === 'Property' ? property.value : property.argument),
      )
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? boundBy(element) : []))
    case 'AssignmentPattern':
      return boundBy(pattern.left)
    case 'RestElement':
      return boundBy(pattern.argument)
    default:
      return []
  }
}
