import { CsvError, parse, type InfoField } from 'csv-parse/sync'
import { CallerError } from '../../../contracts/errors.js'

/** A cell and where its bytes are in the file, its quotes included. */
export interface Cell {
  text: string
  start: number
  end: number
  isQuoted: boolean
}

/** More than any class has; what is held of a cell is far more than its byte in the file. */
const MOST_CELLS = 50_000

const CARRIAGE_RETURN = 13
const LINE_FEED = 10
const BYTE_ORDER_MARK = Buffer.from('\ufeff')

/**
 * Reads a CSV file (UTF-8, commas) so that single cells can be replaced. Throws `CsvError` on one that is not well
 * formed, `upload-too-large`.
 */
export function locateCells(file: Buffer): Cell[][] {
  const bomBytes = file.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0
  const rows: Cell[][] = []
  let next = bomBytes
  let cells = 0
  const locate = (text: string, { bytes: end, index, quoting: isQuoted }: InfoField): string => {
    // The parser skips lines without cells, so there may be several line breaks before a row.
    while (index === 0 && (file[next] === CARRIAGE_RETURN || file[next] === LINE_FEED)) next += 1
    if (index === 0) rows.push([])
    cells += 1
    if (cells > MOST_CELLS) throw new CallerError('upload-too-large', `A table may have at most ${MOST_CELLS} cells.`)
    rows.at(-1)?.push({ text, start: next, end, isQuoted })
    next = end + 1
    return text
  }
  parse(file, { bom: true, skip_empty_lines: true, record_delimiter: ['\r\n', '\n', '\r'], cast: locate })
  return rows
}

export const isCsvError = (error: unknown): error is CsvError => error instanceof CsvError
