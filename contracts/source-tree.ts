/** Files by path: relative, '/' between names, validated by whoever read them. */
export type SourceTree = ReadonlyMap<string, Buffer>

/** What was handed in: the files that are graded, and the names of what was left out, sorted. */
export interface SubmittedTree {
  files: SourceTree
  leftOut: readonly string[]
  /** The folder of the upload whose contents became the top level; absent where the top level stayed. */
  topFolder?: string
}
