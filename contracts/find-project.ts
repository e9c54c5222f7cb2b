/** What tells, by names alone, that a folder is the top of a project. */
const manifests =
  /^(package\.json|composer\.json|requirements\.txt|pyproject\.toml|Pipfile|setup\.py|manage\.py|pom\.xml|(build|settings)\.gradle(\.kts)?|[^/]+\.(csproj|sln)|Gemfile|config\.ru|Procfile)$/i
const mainFiles =
  /^((server|index|app|main)\.[cm]?[jt]s|(main|app|run|wsgi|server)\.py|(app|main|server)\.rb|(public\/)?index\.php|Main\.java|Program\.cs)$/

/**
 * Whether the files of a folder, by their paths in it, look like a project. A Python package has no life outside of its
 * folder.
 */
export function looksLikeProject(paths: readonly string[]): boolean {
  if (paths.some((path) => manifests.test(path))) return true
  return paths.some((path) => mainFiles.test(path)) && !paths.includes('__init__.py')
}

/** Folders of a project that have files named like those of one. */
const isPart = (folder: string) => /(^|\/)(public|tests?|bin|obj|vendor|dist|build)$/i.test(folder)

const frontEnd = /(^|\/)(front-?end|client|ui|web-?app|www|docs?)$/i

/**
 * Folders of one or two levels that look like projects, the likeliest first: above others, and not called a front end.
 */
export function findProjectFolders(paths: readonly string[]): string[] {
  const inside = new Map<string, string[]>()
  for (const path of paths) {
    for (let at = path.indexOf('/'), depth = 1; at > 0 && depth <= 2; at = path.indexOf('/', at + 1), depth += 1) {
      const folder = path.slice(0, at)
      const below = inside.get(folder) ?? []
      below.push(path.slice(at + 1))
      inside.set(folder, below)
    }
  }
  const found = [...inside]
    .filter(([folder, below]) => !isPart(folder) && looksLikeProject(below))
    .map(([folder]) => folder)
  const outermost = found.filter((folder) => !found.some((other) => folder.startsWith(`${other}/`)))
  return outermost.sort(
    (a, b) => Number(frontEnd.test(a)) - Number(frontEnd.test(b)) || a.length - b.length || (a < b ? -1 : 1),
  )
}

/** Whether a name is a module: then sources can be imported through it. */
const identifier = /^[A-Za-z_]\w*$/

/** Files that a service does not load. */
const test = /(^|\/)(tests?\/|test_[^/]*\.py$|[^/]*_test\.py$|conftest\.py$)/

/**
 * Whether Python sources in a folder of the top level (`app/`) are imported through its name, as `from app import crud`
 * does with `app/crud.py`: Python needs no `__init__.py` for that. A Procfile in the folder decides, where there is
 * one. Sources that import each other without the folder's name run inside of it.
 */
export function isImported<T>(
  folder: string,
  files: ReadonlyMap<string, T>,
  readText: (content: T) => string,
): boolean {
  const name = folder.slice(0, -1)
  const inside = [...files].filter(([path]) => path.startsWith(folder))
  const hasModule = (module: string) =>
    inside.some(([path]) => path === `${folder}${module}.py` || path.startsWith(`${folder}${module}/`))
  // Where there is one of its name inside, that is meant.
  if (!identifier.test(name) || hasModule(name)) return false
  const procfile = files.get(`${folder}Procfile`)
  if (procfile !== undefined) return findTargets(readText(procfile), name).some(hasModule)
  const texts = inside
    .filter(([path]) => path.endsWith('.py') && !test.test(path.slice(folder.length)))
    .map(([, content]) => readText(content))
  return (
    texts.some((text) => [...findImports(text, name), ...findTargets(text, name)].some(hasModule)) &&
    !texts.some((text) => findTopImports(text).some(hasModule))
  )
}

/**
 * What is imported from a package, by first names: at the beginning of a line, as an import in a block may have a
 * substitute.
 */
function findImports(text: string, name: string): string[] {
  if (!text.includes(name)) return []
  const below = [...text.matchAll(new RegExp(`^(?:from|import)[ \\t]+${name}\\.(\\w+)`, 'gm'))].map(
    (match) => match[1] ?? '',
  )
  const lists = [
    ...text.matchAll(new RegExp(`^from[ \\t]+${name}[ \\t]+import[ \\t]*(?:\\(([^)]{0,2000})\\)|([^#\\n]*))`, 'gm')),
  ].map(([, list, line]) => list ?? line ?? '')
  return [...below, ...lists.flatMap((list) => list.match(/\w+/g) ?? [])]
}

/** What servers are told to load: `uvicorn app.main:app`. */
const findTargets = (text: string, name: string): string[] =>
  text.includes(name)
    ? [...text.matchAll(new RegExp(`(?<=^|[\\s"'])${name}\\.(\\w+)[\\w.]*:\\w`, 'gm'))].map((match) => match[1] ?? '')
    : []

const findTopImports = (text: string): string[] =>
  [...text.matchAll(/^(?:from|import)[ \t]+(\w+)/gm)].map((match) => match[1] ?? '')
