/** Why an upload is refused; the words of the verdict `rejected`. */
export type RejectionReason =
  'path' | 'type' | 'size' | 'count' | 'name' | 'duplicate' | 'mismatch' | 'structure' | 'empty'

/**
 * An upload that may not be taken: the sender's mistake, never ours. `detail` is a sentence that says what to do;
 * it and `path` are escaped and safe to show and to log. Anything else that storage throws is our fault.
 */
export class RejectedUpload extends Error {
  override readonly name = 'RejectedUpload'
  readonly reason: RejectionReason
  readonly detail: string
  readonly path: string | undefined

  constructor(reason: RejectionReason, detail: string, path?: string) {
    super(detail)
    this.reason = reason
    this.detail = detail
    this.path = path === undefined ? undefined : escapePath(path)
  }
}

const SHOWN_LENGTH = 120
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu

/** A path as it may be printed: control, invisible and direction-changing characters as `\u{…}`, at most 120 long. */
export function escapePath(path: string): string {
  const short = path.length > SHOWN_LENGTH ? `${path.slice(0, SHOWN_LENGTH)}…` : path
  return short.replace(UNPRINTABLE, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
}

/** A path between quotes, for a sentence. */
export const quotePath = (path: string): string => `"${escapePath(path)}"`

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
