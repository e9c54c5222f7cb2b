import { leftOutName, withMarks } from '../../contracts/left-out.js'
import { uploadLimits } from '../../contracts/limits.js'
import type { SourceTree } from '../../contracts/source-tree.js'
import { UploadLedger } from '../../storage/archive/upload-ledger.js'

/**
 * Files sent one by one, by the rules of an archive. What is left out leaves no more behind than a mark, for the
 * report.
 */
export class LooseFiles {
  readonly #files = new Map<string, Buffer>()
  readonly #ledger = new UploadLedger(uploadLimits, leftOutName)

  get isEmpty(): boolean {
    return this.#files.size === 0 && this.#ledger.leftOut.length === 0
  }

  /** What is stored. */
  get tree(): SourceTree {
    return withMarks({ files: this.#files, leftOut: this.#ledger.leftOut })
  }

  /** Whether a file is left out: then its content need not be read. Throws `RejectedUpload` for too many such. */
  leavesOut(path: string): boolean {
    return this.#ledger.leavesOut(path)
  }

  /** Throws `RejectedUpload`. */
  add(path: string, content: Buffer): void {
    this.#ledger.admitFile(path)
    this.#files.set(path, content)
  }
}
