/** Why an upload is refused; the words of the verdict `rejected`. */
export const rejectionReasons = [
  'path',
  'type',
  'size',
  'count',
  'name',
  'duplicate',
  'mismatch',
  'structure',
  'empty',
] as const

export type RejectionReason = (typeof rejectionReasons)[number]

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
