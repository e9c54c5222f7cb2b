import { looksLikeProject } from '../../contracts/find-project.js'
import { quotePath, RejectedUpload } from '../rejected-upload.js'

/** Folders that a project needs by their name: what PHP serves, a Python package, and sources of Maven and Gradle. */
const isMeaningful = (folder: string, paths: readonly string[]): boolean =>
  folder === 'public/' || paths.includes(`${folder}__init__.py`) || (folder === 'src/' && paths.some((path) => path.startsWith('src/main/')))

/**
 * From what an upload held to the tree that is graded. Folders around a project are taken off: one in which everything
 * lies, as in a zip of a folder, unless the project needs its name; and then one that looks like a project, or has one alone in it, with nothing but
 * documents and dot files beside them, which stay where no file of the project has their name. Paths come sorted.
 * `leftOut` names what was left out already. Throws `RejectedUpload` when there is no file, or only another archive.
 */
export function settleTree<T>(entries: ReadonlyMap<string, T>, leftOut: readonly string[] = []): Map<string, T> {
  if (entries.size === 0) {
    const what = leftOut.length === 0 ? 'contains no files' : `contains only what is left out (${leftOut.join(', ')})`
    throw new RejectedUpload('empty', `The upload ${what}; send the source files of your service.`)
  }
  refuseNested([...entries.keys()])
  const settled = takeOff(takeOff(entries, folderAroundAll), folderOfProject)
  return new Map([...settled].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function takeOff<T>(entries: ReadonlyMap<string, T>, find: (paths: readonly string[]) => string): ReadonlyMap<string, T> {
  const folder = find([...entries.keys()])
  if (folder === '') return entries
  const beside = [...entries].filter(([path]) => !path.startsWith(folder))
  const inside = [...entries].filter(([path]) => path.startsWith(folder)).map(([path, value]) => [path.slice(folder.length), value] as const)
  return new Map([...beside, ...inside])
}

function refuseNested([first = '', ...others]: readonly string[]): void {
  if (others.length > 0 || !/\.(zip|tar|tgz|tar\.\w+|7z|rar)$/i.test(first)) return
  throw new RejectedUpload('structure', `The archive contains only another archive, ${quotePath(first)}: send that one.`, first)
}

function folderAroundAll(paths: readonly string[]): string {
  const top = /^[^/]+\//.exec(paths[0] ?? '')?.[0] ?? ''
  return paths.every((path) => path.startsWith(top)) && !isMeaningful(top, paths) ? top : ''
}

/** The one folder among documents and dot files, or one in it that is alone, if it looks like a project. */
function folderOfProject(paths: readonly string[]): string {
  const work = paths.filter((path) => !isBeside(path))
  const top = folderAroundAll(work)
  if (top === '' || top === 'src/') return ''
  const inside = work.map((path) => path.slice(top.length))
  if (looksLikeProject(inside)) return top
  const below = folderAroundAll(inside)
  return below !== '' && below !== 'src/' && looksLikeProject(inside.map((path) => path.slice(below.length))) ? top + below : ''
}

/** Documents at the top, and dot files. A list of requirements is no document, whatever its ending says. */
const isBeside = (path: string) =>
  path.startsWith('.') || (/^((readme|licen[cs]e|changelog|authors)[^/]*|[^/]+\.(pdf|docx?|odt|rtf|pages|pptx?|md|txt|png|jpe?g))$/i.test(path) && !/^(requirements.*|runtime|constraints.*|procfile)\.txt$/i.test(path))
