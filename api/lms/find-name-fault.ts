import { leftOutName } from '../../contracts/left-out.js'
import { uploadLimits } from '../../contracts/limits.js'
import { UploadLedger } from '../../storage/archive/upload-ledger.js'
import { RejectedUpload } from '../../storage/rejected-upload.js'

/**
 * Why the first of the files of a hand-in is refused that an upload could not have either, by its name or its number.
 */
export function findNameFault(names: readonly string[]): RejectedUpload | null {
  const ledger = new UploadLedger(uploadLimits, leftOutName)
  for (const name of names) {
    try {
      if (!ledger.leavesOut(name)) ledger.admitFile(name)
    } catch (error) {
      if (error instanceof RejectedUpload) return error
      throw error
    }
  }
  return null
}
