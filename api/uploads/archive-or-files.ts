import { CallerError } from '../../contracts/errors.js'

/** Whether a file is taken for the archive of a whole submission, by its name. */
export const hasArchiveName = (name: string): boolean => /\.(zip|tar|tgz|tar\.gz)$/i.test(name)

export const onlyOne = (): CallerError => new CallerError('upload-rejected', 'Send either one archive or files one by one, not both.')
