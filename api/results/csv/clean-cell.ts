/** Control characters but line breaks, and marks that turn the direction of text: nothing a cell of a table needs. */
const invisible = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g

/** Text for a cell that may have several lines: line breaks are `\n`, tabs are spaces, control characters are gone. */
export const cleanText = (text: string): string =>
  text
    .replace(/\r\n?|\u2028|\u2029/g, '\n')
    .replace(/\t/g, ' ')
    .replace(invisible, '')
    .trim()

/** Text for a cell of one line. */
export const cleanLine = (text: string): string => cleanText(text).replace(/\s+/g, ' ')
