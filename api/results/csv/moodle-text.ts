import { cleanText } from './clean-cell.js'

/**
 * PHP, by which Moodle reads CSV, takes no quote after a backslash for the end of a cell: a space between them keeps
 * the cell from running into the next.
 */
export const separateBackslashes = (text: string): string => text.replace(/\\(?="|$)/gm, '\\ ')

/**
 * A comment as Moodle's feedback fields hold it: HTML, in one line. What looks like markup is shown as it was written.
 */
export const formatFeedback = (comment: string): string =>
  separateBackslashes(
    cleanText(comment).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/\n/g, '<br>'),
  )
