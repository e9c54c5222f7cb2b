import { styleText } from 'node:util'
import { Help } from 'commander'
import type { ProblemDetail } from '../../contracts/errors.js'
import { escapeLine, escapeText } from '../../contracts/escape.js'

const inks = { good: 'green', bad: 'red', warn: 'yellow', dim: 'dim', strong: 'bold' } as const
export type Ink = keyof typeof inks

/** Where text is laid out: how many columns it may take, and whether colours mean anything there. */
export interface Page {
  /** Columns, 40 to 110: longer lines are hard to read. */
  width: number
  paint(ink: Ink, text: string): string
}

export function makePage(options: { columns: number | undefined; hasColour: boolean }): Page {
  return {
    width: Math.min(110, Math.max(40, options.columns ?? 100)),
    paint: (ink, text) => (options.hasColour ? styleText(inks[ink], text, { validateStream: false }) : text),
  }
}

const layout = Object.assign(new Help(), { minWidthToWrap: 20 })

/** Columns a text takes, colours not counted. */
export const widthOf = (text: string): number => layout.displayWidth(text)

/** Blanks between a number and its unit, and within a time: `512 MB`, `1 min 13 s`. */
const blankOfAmount = /(?<=\d) (?=(?:ms|s|min|h|B|kB|MB|GB|MHz)\b|%)|(?<=\d min) (?=\d+ s\b)/g

/** Stands for such a blank while lines are wrapped. The wrapper breaks at every kind of blank, also at U+00A0. */
const keptBlank = '\ue000'

/** Wraps at blanks into lines that start with `indent`. Words longer than a line stay whole: they may be copied. */
export function wrapLines(page: Page, text: string, indent = ''): string[] {
  return layout
    .boxWrap(text.replace(blankOfAmount, keptBlank), page.width - widthOf(indent))
    .replaceAll(keptBlank, ' ')
    .split('\n')
    .map((line) => (line === '' ? '' : indent + line))
}

/** A label in a column of its own, the text wrapped beside it. */
export function labelled(page: Page, label: string, text: string, columns = 12): string[] {
  const [first = '', ...rest] = wrapLines(page, text, ' '.repeat(columns))
  return [page.paint('dim', label.padEnd(columns)) + first.slice(columns), ...rest]
}

/** Fills up to a width that is counted without colours. */
export const pad = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - widthOf(text)))

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

/** A mistake as RFC 9457 tells it: a title (empty where it says nothing), a sentence, each place that is wrong. */
export interface Problem {
  title: string
  detail: string
  errors: readonly ProblemDetail[]
}

/** A problem as lines: title and detail, then one place a line. */
export function printProblem(problem: Problem, page: Page): string {
  const { title, detail } = problem
  const lines = wrapLines(page, escapeText(title === '' || title === detail ? detail : `${title}: ${detail}`))
  if (lines[0]) lines[0] = page.paint('bad', lines[0])
  for (const place of problem.errors) {
    lines.push(...wrapLines(page, escapeText(place.pointer ? `${place.pointer}: ${place.detail}` : place.detail), '  '))
  }
  return lines.join('\n')
}
