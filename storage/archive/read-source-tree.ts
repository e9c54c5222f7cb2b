import { isImported, looksLikeProject } from '../../contracts/find-project.js'
import { leavingName, leftOutName } from '../../contracts/left-out.js'
import { uploadLimits, type UploadLimits } from '../../contracts/limits.js'
import type { SourceTree, SubmittedTree } from '../../contracts/source-tree.js'
import { quotePath, RejectedUpload } from '../rejected-upload.js'
import type { LeaveOut } from './upload-ledger.js'
import { type ArchiveFormat, walkArchive } from './walk-archive.js'

/**
 * Reads a submission, a zip, tar or tar.gz, into memory (at most `limits.inflatedBytes`): without what is left out, and
 * settled as `settleTree` says. Throws `RejectedUpload` for the sender's mistakes.
 */
export const readSourceTree = (archiveFilePath: string, limits: UploadLimits = uploadLimits): Promise<SubmittedTree> =>
  readTree(archiveFilePath, limits, leftOutName)

/**
 * Reads an exercise package in the same way, and leaves out no more than systems leave behind. Samples that name a base
 * stay as they are: `expandSamples` completes them.
 */
export const readPackageTree = async (archiveFilePath: string): Promise<SourceTree> =>
  (await readTree(archiveFilePath, uploadLimits, leavingName)).files

async function readTree(archiveFilePath: string, limits: UploadLimits, leaveOut: LeaveOut): Promise<SubmittedTree> {
  const read = new Map<string, Buffer>()
  let joinLast = () => {}
  // Each file is joined when the next one begins: all at once would block the event loop for as long as copying them
  // takes.
  const openSink = (path: string) => {
    joinLast()
    const chunks: Buffer[] = []
    joinLast = () => void read.set(path, Buffer.concat(chunks))
    return (chunk: Buffer) => chunks.push(chunk)
  }
  const { leftOut } = await walkArchive(archiveFilePath, limits, openSink, leaveOut)
  joinLast()
  return { ...settleTree(read, leftOut, String), leftOut }
}

/** What an archive holds: the paths that would be graded, sorted, and their bytes when unpacked. */
export interface ArchiveSummary {
  format: ArchiveFormat
  paths: readonly string[]
  totalBytes: number
  /** The names of what was left out. */
  leftOut: readonly string[]
}

/**
 * Checks an archive as strictly as `readSourceTree` does, but keeps none of its content: memory stays small whatever
 * it unpacks to: only a folder that is imported by its name is told from another by the content, and is not known here.
 * Throws `RejectedUpload` for the sender's mistakes.
 */
export async function inspectArchive(
  archiveFilePath: string,
  limits: UploadLimits = uploadLimits,
): Promise<ArchiveSummary> {
  const sizes = new Map<string, number>()
  const openSink = (path: string) => {
    let bytes = 0
    sizes.set(path, bytes)
    return (chunk: Buffer) => sizes.set(path, (bytes += chunk.length))
  }
  const { format, leftOut } = await walkArchive(archiveFilePath, limits, openSink, leftOutName)
  const { files: kept } = settleTree(sizes, leftOut)
  return {
    format,
    leftOut,
    paths: [...kept.keys()],
    totalBytes: [...kept.values()].reduce((sum, bytes) => sum + bytes, 0),
  }
}

/** The tree that is graded, and the folder of the upload that became its top level, where there was one. */
export interface SettledTree<T> {
  files: Map<string, T>
  topFolder?: string
}

type Entries<T> = ReadonlyMap<string, T>
type ReadText<T> = (content: T) => string

/**
 * From what an upload held to the tree that is graded. Folders around a project are taken off: one in which everything
 * lies, as in a zip of a folder, unless the project needs its name; and then one that looks like a project, or has one
 * alone in it, with nothing but documents and dot files beside them, which stay where no file of the project has their
 * name. Paths come sorted. `leftOut` names what was left out already. Without `readText`, nothing is known of imports
 * that need the name of a folder. Throws `RejectedUpload` when there is no file, or only another archive.
 */
export function settleTree<T>(
  entries: Entries<T>,
  leftOut: readonly string[] = [],
  readText: ReadText<T> = () => '',
): SettledTree<T> {
  if (entries.size === 0) {
    const what = leftOut.length === 0 ? 'contains no files' : `contains only what is left out (${leftOut.join(', ')})`
    throw new RejectedUpload('empty', `The upload ${what}; send the source files of your service.`)
  }
  refuseNested([...entries.keys()])
  const outer = folderAroundAll(entries, readText)
  const within = takeOff(entries, outer)
  const inner = folderOfProject(within, readText)
  const settled = liftProcfile(takeOff(within, inner), readText)
  const folder = (outer + inner).slice(0, -1)
  return {
    files: new Map([...settled].sort(([a], [b]) => (a < b ? -1 : 1))),
    ...(folder !== '' && { topFolder: folder }),
  }
}

function takeOff<T>(entries: Entries<T>, folder: string): Entries<T> {
  if (folder === '') return entries
  const beside = [...entries].filter(([path]) => !path.startsWith(folder))
  return new Map([...beside, ...below(entries, folder)])
}

const below = <T>(entries: Entries<T>, folder: string): Entries<T> =>
  new Map(
    [...entries].filter(([path]) => path.startsWith(folder)).map(([path, value]) => [path.slice(folder.length), value]),
  )

function refuseNested([first = '', ...others]: readonly string[]): void {
  if (others.length > 0 || !/\.(zip|tar|tgz|tar\.\w+|7z|rar)$/i.test(first)) return
  throw new RejectedUpload(
    'structure',
    `The archive contains only another archive, ${quotePath(first)}: send that one.`,
    first,
  )
}

/** Folders that a project needs by their name: what PHP serves, a Python package, and sources of Maven and Gradle. */
function isMeaningful<T>(folder: string, entries: Entries<T>, readText: ReadText<T>): boolean {
  if (folder === 'public/' || entries.has(`${folder}__init__.py`)) return true
  return (
    (folder === 'src/' && [...entries.keys()].some((path) => path.startsWith('src/main/'))) ||
    isImported(folder, entries, readText)
  )
}

function commonFolder<T>(entries: Entries<T>): string {
  const paths = [...entries.keys()]
  const top = /^[^/]+\//.exec(paths[0] ?? '')?.[0] ?? ''
  return paths.every((path) => path.startsWith(top)) ? top : ''
}

function folderAroundAll<T>(entries: Entries<T>, readText: ReadText<T>): string {
  const top = commonFolder(entries)
  return top !== '' && !isMeaningful(top, entries, readText) ? top : ''
}

/** The one folder among documents and dot files, or one in it that is alone, if it looks like a project. */
function folderOfProject<T>(entries: Entries<T>, readText: ReadText<T>): string {
  const work = new Map([...entries].filter(([path]) => !isBeside(path)))
  const top = folderAroundAll(work, readText)
  if (top === '' || top === 'src/') return ''
  const inside = below(work, top)
  if (looksLikeProject([...inside.keys()])) return top
  const next = folderAroundAll(inside, readText)
  return next !== '' && next !== 'src/' && looksLikeProject([...below(inside, next).keys()]) ? top + next : ''
}

/**
 * A Procfile that starts what is imported through the name of its own folder is meant for the folder above, and read
 * there.
 */
function liftProcfile<T>(entries: Entries<T>, readText: ReadText<T>): Entries<T> {
  const top = commonFolder(new Map([...entries].filter(([path]) => !isBeside(path))))
  const inFolder = `${top}Procfile`
  if (top === '' || !entries.has(inFolder) || !isImported(top, entries, readText)) return entries
  return new Map([...entries].map(([path, value]) => [path === inFolder ? 'Procfile' : path, value]))
}

/** Documents at the top, and dot files. A list of requirements is no document, whatever its ending says. */
const isBeside = (path: string) =>
  path.startsWith('.') ||
  (/^((readme|licen[cs]e|changelog|authors)[^/]*|[^/]+\.(pdf|docx?|odt|rtf|pages|pptx?|md|txt|png|jpe?g))$/i.test(
    path,
  ) &&
    !/^(requirements.*|runtime|constraints.*|procfile)\.txt$/i.test(path))
