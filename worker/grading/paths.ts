/** Paths inside a submission; the top is the empty path. */

export const folderOf = (path: string): string => path.split('/').slice(0, -1).join('/')

/** Without `.`, `..` and empty parts. */
export function joinPaths(...paths: readonly string[]): string {
  const parts: string[] = []
  for (const part of paths.join('/').split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}

export const isIn = (folder: string, path: string): boolean => folder === '' || path.startsWith(`${folder}/`)

/** Of a path in the folder. */
export const pathIn = (folder: string, path: string): string => (folder === '' ? path : path.slice(folder.length + 1))
