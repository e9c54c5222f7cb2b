import type { SourceTree } from '../../../contracts/source-tree.js'
import { beginningOf, readPackageJson } from '../../languages/project-files.js'
import { type Cause, findSourceLines, folderOf, globPattern, isIn, joinPaths, pathIn, readLooseJson } from './cause.js'

/**
 * Of a file that Node did not find: what the TypeScript compiler wrote instead, as far as its settings say so.
 * Undefined where it would have written this file, or none of that name.
 */
export function explainCompiled(file: string, source: SourceTree): Cause | undefined {
  const wanted = file.replace(/^\/app\//, '')
  const settings = source.has(wanted) ? undefined : readSettings(source)
  if (settings === undefined) return undefined
  const compiled = listCompiled(settings, source)
  const twin = findTwin(wanted, [...compiled.keys()])
  if (twin === undefined) return undefined
  if (settings.noEmit)
    return {
      detail: `There is no ${wanted}: ${settings.path} sets "noEmit", so the build checks ${twin} and writes nothing.`,
      advice: 'Remove "noEmit", or let the build run "tsc --noEmit false".',
    }
  const root = settings.rootDir ?? commonFolder([...compiled.keys()])
  if (!isIn(root, twin)) return undefined
  const written = nameOutput(joinPaths(settings.outDir ?? root, pathIn(root, twin)))
  if (stem(written) === stem(wanted)) return undefined
  const why = explainPlace(twin, wanted, settings, compiled)
  return {
    detail: `There is no ${wanted}: the build wrote ${written}${why.reason}.`,
    advice: `Start ${written} instead${why.other}.`,
  }
}

interface Settings {
  path: string
  outDir: string | undefined
  rootDir: string | undefined
  noEmit: boolean
  include: readonly string[]
  exclude: readonly string[]
  extensions: RegExp
}

/** Undefined where something else than the compiler builds, or its settings are nowhere to be read. */
function readSettings(source: SourceTree): Settings | undefined {
  const call = readCall(readPackageJson(source.get('package.json')).scripts.build ?? 'tsc -p .')
  const project = call?.option('(?:-p|--project)') ?? '.'
  const path = project.endsWith('.json') ? joinPaths(project) : joinPaths(project, 'tsconfig.json')
  const config = call && readConfig(path, source, mostParents)
  return config && mergeSettings(path, config, call)
}

interface CompilerCall {
  text: string
  option: (name: string) => string | undefined
}

function readCall(build: string): CompilerCall | undefined {
  const text = /(?:^|&&|;)\s*(?:npx\s+)?tsc\b([^&|;]*)/.exec(build)?.[1]
  return text === undefined || /\s(?:-b|--build)\b/.test(text)
    ? undefined
    : { text, option: (name) => new RegExp(String.raw`\s${name}[ =]+["']?([^\s"']+)`, 'i').exec(text)?.[1] }
}

/** Options of the call go before those of the file, whose paths are relative to its folder. */
function mergeSettings(path: string, config: Config, { text, option }: CompilerCall): Settings {
  const { compilerOptions: options, include, exclude = [], files } = config
  const folder = folderOf(path)
  const read = (name: string) => {
    const value = options[name]
    return option(`--${name}`) ?? (typeof value === 'string' ? joinPaths(folder, value) : undefined)
  }
  const outDir = read('outDir')
  return {
    path,
    outDir,
    rootDir: read('rootDir') ?? (options['composite'] === true ? folder : undefined),
    noEmit: option('--noEmit') !== 'false' && (options['noEmit'] === true || /\s--noEmit\b/i.test(text)),
    include: [...(include ?? (files ? [] : ['**/*'])), ...(files ?? [])].map((each) => joinPaths(folder, each)),
    exclude: [...exclude.map((each) => joinPaths(folder, each)), ...(outDir === undefined ? [] : [outDir])],
    extensions: options['allowJs'] === true ? /(?<!\.d)\.[mc]?[tj]sx?$/ : /(?<!\.d)\.[mc]?tsx?$/,
  }
}

const mostParents = 5

interface Config {
  compilerOptions: Record<string, unknown>
  include?: readonly string[]
  exclude?: readonly string[]
  files?: readonly string[]
}

/** With what it extends. Paths of a parent in another folder are relative to that one: such a project is left alone. */
function readConfig(path: string, source: SourceTree, parents: number): Config | undefined {
  const own = readLooseJson(source.get(path))
  if (own === undefined) return undefined
  const parentName = own['extends']
  if (parentName !== undefined && typeof parentName !== 'string') return undefined
  const isOwn = parentName?.startsWith('.') === true
  const parentPath = isOwn ? joinPaths(folderOf(path), parentName.replace(/(\.json)?$/, '.json')) : undefined
  const parent =
    parentPath === undefined || parents === 0 || folderOf(parentPath) !== folderOf(path)
      ? undefined
      : readConfig(parentPath, source, parents - 1)
  if (isOwn && parent === undefined) return undefined
  const isList = (value: unknown): value is string[] =>
    Array.isArray(value) && value.every((each) => typeof each === 'string')
  const lists = ['include', 'exclude', 'files'].flatMap((name) => (isList(own[name]) ? [[name, own[name]]] : []))
  return {
    ...parent,
    ...(Object.fromEntries(lists) as Partial<Config>),
    compilerOptions: { ...parent?.compilerOptions, ...(own['compilerOptions'] as object | undefined) },
  }
}

/** Every file that goes into the output, by path, with the file that imports it where only an import brings it in. */
function listCompiled(settings: Settings, source: SourceTree): Map<string, string | undefined> {
  const [included, excluded] = [settings.include, settings.exclude].map((patterns) => patterns.map(globPattern))
  const compiled = new Map<string, string | undefined>()
  for (const path of source.keys()) {
    const isIn = settings.extensions.test(path) && included?.some((pattern) => pattern.test(path))
    if (isIn && !/(^|\/)node_modules\//.test(path) && !excluded?.some((pattern) => pattern.test(path)))
      compiled.set(path, undefined)
  }
  // A map gives what is added while it is read, too.
  for (const [path] of compiled) {
    if (path.endsWith('.json')) continue
    for (const [, name = ''] of beginningOf(source, path).matchAll(relativeImports)) {
      const found = candidates(joinPaths(folderOf(path), name)).find(
        (each) => source.has(each) && (each.endsWith('.json') || settings.extensions.test(each)),
      )
      if (found !== undefined && !compiled.has(found)) compiled.set(found, path)
    }
  }
  return compiled
}

const relativeImports = /(?:\bfrom|\bimport|\brequire\()\s*['"](\.{1,2}\/[^'"\n]+)['"]/g
const candidates = (path: string) => [
  ...['', '.ts', '.tsx', '/index.ts'].map((ending) => path + ending),
  path.replace(/js(x?)$/, 'ts$1'),
]

const stem = (path: string) => path.replace(/\.[mc]?jsx?$/, '')
const nameOutput = (path: string) => path.replace(/\.([mc]?)tsx?$/, '.$1js')
const partsOf = (path: string) => stem(nameOutput(path)).split('/').reverse()

/** The file whose path ends most like the wanted one; undefined where none has its name, or several are as like. */
function findTwin(wanted: string, paths: readonly string[]): string | undefined {
  const parts = partsOf(wanted)
  const likeness = (path: string) => {
    const differs = partsOf(path).findIndex((part, index) => part !== parts[index])
    return differs === -1 ? partsOf(path).length : differs
  }
  const most = Math.max(0, ...paths.map(likeness))
  const [twin, ...others] = most === 0 ? [] : paths.filter((path) => likeness(path) === most)
  return others.length === 0 ? twin : undefined
}

function commonFolder(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map((path) => path.split('/').slice(0, -1))
  const differs = first.findIndex((part, index) => others.some((other) => other[index] !== part))
  return first.slice(0, differs === -1 ? undefined : differs).join('/')
}

/** Which setting makes the difference, if one does, and what else there is to do about it. */
function explainPlace(
  twin: string,
  wanted: string,
  { path, rootDir, outDir }: Settings,
  compiled: ReadonlyMap<string, string | undefined>,
): { reason: string; other: string } {
  if (outDir === undefined) return { reason: `, because ${path} has no "outDir"`, other: ', or set "outDir"' }
  if (!wanted.startsWith(`${outDir}/`)) return { reason: `, because ${path} sets "outDir" to "${outDir}"`, other: '' }
  if (rootDir !== undefined)
    return { reason: `, because its "rootDir" is "${rootDir || '.'}"`, other: ', or change "rootDir"' }
  const folder = twin.split('/')[0] as string
  const [outside, importer] = [...compiled].find(([each]) => !each.startsWith(`${folder}/`)) ?? []
  if (outside === undefined)
    return {
      reason: `, because ${path} has no "rootDir" and all sources are in ${commonFolder([...compiled.keys()])}`,
      other: '',
    }
  return importer === undefined
    ? {
        reason: `, because ${path} has no "rootDir" and also compiles ${outside}`,
        other: `, or compile only ${folder}: "include": ["${folder}"]`,
      }
    : {
        reason: `, because ${path} has no "rootDir" and ${importer} imports ${outside}`,
        other: `, or import nothing from outside ${folder}`,
      }
}

/** A name for the learner's own files that only their compiler knows. */
interface Alias {
  config: string
  /** With at most one `*`. */
  pattern: string
  targets: readonly string[]
}

/**
 * Of a name that Node did not find: undefined where it is no alias. Of `@/db/pool`, Node may name only `@/db`, as if it
 * were a package.
 */
export function explainAlias(name: string, source: SourceTree): Cause | undefined {
  const aliases = readAliases(source).slice(0, mostAliases)
  const imports = findSourceLines(
    source,
    /\.[mc]?[jt]sx?$/,
    /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\(\s*)['"]([^'"]+)['"]/,
  )
  for (const {
    path,
    line,
    groups: [wanted = ''],
  } of imports.filter(({ groups: [each] }) => each === name || each?.startsWith(`${name}/`)).slice(0, mostImports)) {
    const found = aliases
      .map((alias) => ({ alias, file: resolveAlias(wanted, alias, source) }))
      .find(({ file }) => file !== undefined)
    if (found?.file !== undefined) {
      return {
        detail: `"${wanted}" is your own file ${found.file}: an alias in ${found.alias.config}. Node does not know such aliases, and tsc does not replace them in its output.`,
        advice: `Write "${relativeImport(path, found.file, source)}" in ${path}, line ${line}, and change the other imports of this kind in the same way. ${orImports}`,
      }
    }
  }
  if (!/^[@~]\//.test(name)) return undefined
  return {
    detail: `"${name}" is no package: a name that begins with "${name.slice(0, 2)}" is an alias for your own files, which Node does not know. tsc does not replace aliases in its output.`,
    advice: `Import the file by its relative path, as in "./db/pool". ${orImports}`,
  }
}

const mostImports = 10
const mostAliases = 100

const orImports = 'Or define names that begin with "#" under "imports" in package.json: Node knows these.'

const readAliases = (source: SourceTree): Alias[] =>
  [...source]
    .filter(([path]) => /(^|\/)[jt]sconfig[^/]*\.json$/.test(path))
    .flatMap(([config, bytes]) => {
      const { paths, baseUrl } = (readLooseJson(bytes)?.compilerOptions ?? {}) as {
        paths?: Record<string, unknown>
        baseUrl?: unknown
      }
      const base = joinPaths(folderOf(config), typeof baseUrl === 'string' ? baseUrl : '.')
      const named = Object.entries(paths ?? {}).map(([pattern, targets]) => ({
        config,
        pattern,
        targets: Array.isArray(targets) ? targets.map((target) => joinPaths(base, String(target))) : [],
      }))
      return typeof baseUrl === 'string' ? [...named, { config, pattern: '*', targets: [joinPaths(base, '*')] }] : named
    })

function resolveAlias(wanted: string, { pattern, targets }: Alias, source: SourceTree): string | undefined {
  const [before = '', after] = pattern.split('*')
  const isMatch = after === undefined ? wanted === before : wanted.startsWith(before) && wanted.endsWith(after)
  if (!isMatch) return undefined
  const rest = after === undefined ? '' : wanted.slice(before.length, wanted.length - after.length)
  return targets
    .map((target) => target.replace('*', () => rest))
    .flatMap((path) => endings.map((ending) => path.replace(/\.js$/, '') + ending))
    .find((path) => source.has(path))
}

const endings = ['', '.ts', '.tsx', '.js', '.mts', '.mjs', '/index.ts', '/index.js']

/** An ES module needs the whole name of the compiled file; `require` does not. */
function relativeImport(from: string, file: string, source: SourceTree): string {
  const isModule = readLooseJson(source.get('package.json'))?.type === 'module' || from.endsWith('.mts')
  return relativePath(folderOf(from), isModule ? file.replace(/ts(x?)$/, 'js') : file.replace(/(\/index)?\.\w+$/, ''))
}

/** As an import is written: it begins with a dot. */
function relativePath(folder: string, file: string): string {
  const [from, to] = [joinPaths(folder).split('/').filter(Boolean), file.split('/')]
  const differs = from.findIndex((part, index) => part !== to[index])
  const shared = differs === -1 ? from.length : differs
  return [...(shared === from.length ? ['.'] : from.slice(shared).map(() => '..')), ...to.slice(shared)].join('/')
}
