import type { Language } from '../../contracts/language.js'
import type { SourceTree } from '../../contracts/source-tree.js'

/** What was seen and what to do about it: whole sentences. */
export interface Cause {
  detail: string
  advice: string
}

/** What was handed in, for whoever looks in it for the cause of a failure. No files where the upload was refused. */
export interface Submitted {
  language: Language
  source: SourceTree
}
