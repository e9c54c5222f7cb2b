import { RejectedUpload } from '../rejected-upload.js'

/** A folder whose name carries meaning to a runtime, so that it is never taken for mere wrapping. */
const MEANINGFUL_FOLDERS = new Set(['public'])

/**
 * From what an upload held to the tree that is graded: leavings of operating systems are dropped (`__MACOSX/`,
 * `._*`, `.DS_Store`); where all the rest lies in one folder, as in a zip of a folder, that folder is taken off once
 * (except `public/`); paths come sorted. Throws `RejectedUpload('empty')` when no file is left.
 */
export function settleTree<T>(entries: ReadonlyMap<string, T>): Map<string, T> {
  const kept = [...entries].filter(([path]) => !isLeaving(path))
  if (kept.length === 0) {
    throw new RejectedUpload('empty', 'The upload holds no file; send the source files of your service.')
  }
  const wrapping = findWrappingFolder(kept.map(([path]) => path))
  const settled = kept.map(([path, value]) => [path.slice(wrapping.length), value] as const)
  return new Map(settled.sort(([a], [b]) => (a < b ? -1 : 1)))
}

const isLeaving = (path: string) => path.startsWith('__MACOSX/') || /(^|\/)(\._[^/]*|\.DS_Store)$/.test(path)

function findWrappingFolder(paths: readonly string[]): string {
  const top = /^[^/]+\//.exec(paths[0] ?? '')?.[0] ?? ''
  if (MEANINGFUL_FOLDERS.has(top.slice(0, -1))) return ''
  return paths.every((path) => path.startsWith(top)) ? top : ''
}
