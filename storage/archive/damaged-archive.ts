import { quotePath, RejectedUpload } from '../rejected-upload.js'

/** An archive that breaks its own format. `what` finishes the sentence "The archive …". */
export const damagedArchive = (what: string, path?: string): RejectedUpload =>
  new RejectedUpload('structure', `The archive ${what}; create it again with a standard zip or tar tool.`, path)

/** An archive in which two programs could see two different things. `what` finishes the sentence "The archive …". */
export const ambiguousArchive = (what: string, path?: string): RejectedUpload =>
  new RejectedUpload('mismatch', `The archive ${what}; create it again with a standard zip or tar tool.`, path)

/** A zip whose content nobody reads without the password. */
export const lockedArchive = (path: string): RejectedUpload =>
  new RejectedUpload(
    'structure',
    `The archive is protected by a password: ${quotePath(path)} cannot be read. Send it without a password.`,
    path,
  )

/** An entry that is neither a plain file nor a folder. */
export const specialEntry = (path: string): RejectedUpload =>
  new RejectedUpload(
    'type',
    `${quotePath(path)} is a link, a device or another special file; send plain files only.`,
    path,
  )

/** Runs `read`, turning zlib's errors for unsound data into a refusal. All other errors stay as they are: our fault. */
export async function refuseDamage<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    throw isDamage(error) ? damagedArchive('is damaged or incomplete') : error
  }
}

const isDamage = (error: unknown) =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_')
