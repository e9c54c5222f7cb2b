/** What tells, by names alone, that a folder is the top of a project. */
const manifests =
  /^(package\.json|composer\.json|requirements\.txt|pyproject\.toml|Pipfile|setup\.py|manage\.py|pom\.xml|(build|settings)\.gradle(\.kts)?|[^/]+\.(csproj|sln)|Procfile)$/i
const mainFiles =
  /^((server|index|app|main)\.[cm]?[jt]s|(main|app|run|wsgi|server)\.py|(public\/)?index\.php|Main\.java|Program\.cs)$/

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
