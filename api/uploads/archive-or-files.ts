import { CallerError } from '../../contracts/errors.js'

/**
 * Whether a file is taken for the archive of a whole submission, by its name; of a kind that is not read, too, so that
 * it is refused by that.
 */
export const hasArchiveName = (name: string): boolean =>
  /\.(zip|tar|tgz|tar\.\w{1,4}|txz|tbz2?|7z|rar|xz|bz2|zst|gz)$/i.test(name)

export const onlyOne = (): CallerError =>
  new CallerError('upload-rejected', 'Send either one archive or individual files, not both.')
