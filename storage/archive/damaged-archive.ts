import { RejectedUpload } from '../rejected-upload.js'

/** An archive that breaks its own format. `what` finishes the sentence "The archive …". */
export const damagedArchive = (what: string, path?: string): RejectedUpload =>
  new RejectedUpload('structure', `The archive ${what}; make it again with an ordinary zip or tar tool.`, path)

/**
 * Runs `read`, turning the errors by which yauzl, tar-stream and zlib say "these bytes are unsound" into a refusal.
 * Those are zlib's `Z_…` codes and plain errors without a code; file errors, type errors and all others stay as they
 * are: our fault.
 */
export async function refuseDamage<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    throw isDamage(error) ? damagedArchive('is damaged or cut short') : error
  }
}

function isDamage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('code' in error) return typeof error.code === 'string' && error.code.startsWith('Z_')
  return error.constructor === Error
}
