import { uploadLimits } from '../../contracts/limits.js'
import { UploadLedger } from '../../storage/archive/upload-ledger.js'
import { RejectedUpload } from '../../storage/rejected-upload.js'

/** The first of the files of a hand-in that an upload could not have either, by its name or its number, and why. */
export function findNameFault(names: readonly string[]): { index: number; rejected: RejectedUpload } | null {
  const ledger = new UploadLedger(uploadLimits)
  for (const [index, name] of names.entries()) {
    try {
      ledger.admitFile(name)
    } catch (error) {
      if (error instanceof RejectedUpload) return { index, rejected: error }
      throw error
    }
  }
  return null
}
