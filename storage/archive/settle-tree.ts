import { RejectedUpload } from '../rejected-upload.js'

/** A folder whose name carries meaning to a runtime, so that it is never taken for mere wrapping. */
const MEANINGFUL_FOLDERS = new Set(['public'])

/**
 * From what an upload held to the tree that is graded: where all lies in one folder, as in a zip of a folder, that
 * folder is taken off once (except `public/`); paths come sorted. `leftOut` names what was left out already. Throws
 * `RejectedUpload('empty')` when there is no file.
 */
export function settleTree<T>(entries: ReadonlyMap<string, T>, leftOut: readonly string[] = []): Map<string, T> {
  const kept = [...entries]
  if (kept.length === 0) {
    const what = leftOut.length === 0 ? 'holds no file' : `holds nothing but what is left out (${leftOut.join(', ')})`
    throw new RejectedUpload('empty', `The upload ${what}; send the source files of your service.`)
  }
  const wrapping = findWrappingFolder(kept.map(([path]) => path))
  const settled = kept.map(([path, value]) => [path.slice(wrapping.length), value] as const)
  return new Map(settled.sort(([a], [b]) => (a < b ? -1 : 1)))
}

function findWrappingFolder(paths: readonly string[]): string {
  const top = /^[^/]+\//.exec(paths[0] ?? '')?.[0] ?? ''
  if (MEANINGFUL_FOLDERS.has(top.slice(0, -1))) return ''
  return paths.every((path) => path.startsWith(top)) ? top : ''
}
