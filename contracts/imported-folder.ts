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
