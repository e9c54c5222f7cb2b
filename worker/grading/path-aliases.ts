import type { SourceTree } from '../../contracts/source-tree.js'
import type { Cause } from './cause.js'
import { folderOf, joinPaths } from './paths.js'
import { findSourceLines, readLooseJson } from './source-lines.js'

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
