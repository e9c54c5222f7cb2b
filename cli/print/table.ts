import { escapeLine } from '../../contracts/escape.js'
import { pad, widthOf, type Page } from './page.js'

/** Rows in columns as wide as they must be, the heads dim. `nothing` is said where there are none. */
export function printTable(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  page: Page,
  nothing: string,
): string {
  if (rows.length === 0) return nothing
  const cells = rows.map((row) => row.map(escapeLine))
  const widths = heads.map((head, column) => Math.max(widthOf(head), ...cells.map((row) => widthOf(row[column] ?? ''))))
  const lineOf = (row: readonly string[]) =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return [page.paint('dim', lineOf(heads)), ...cells.map(lineOf)].join('\n')
}

/** A moment as people compare them: `2026-03-01 12:00`, in UTC. */
export const printMoment = (moment: string | null): string =>
  moment === null ? '–' : moment.slice(0, 16).replace('T', ' ')
