import { Help } from 'commander'
import { styleText } from 'node:util'

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

/** Wraps at blanks into lines that start with `indent`. Words longer than a line stay whole: they may be copied. */
export function wrapLines(page: Page, text: string, indent = ''): string[] {
  return layout
    .boxWrap(text, page.width - widthOf(indent))
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
