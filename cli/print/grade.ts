import { decimal } from '../../contracts/amounts.js'
import { escapeText } from '../../contracts/escape.js'
import { wrapLines, type Page } from './page.js'

/** A grade as a server tells it, of 100. */
export interface ShownGrade {
  grade: number
  latePercent: number
  isOverridden: boolean
  comment: string | null
  regraded?: { before: number; after: number; reason: string | null } | null
}

/** The grade that counts and why it is not the score, where it is not; and what a regrade changed. */
export function printGrade(
  { grade, latePercent, isOverridden, comment, regraded = null }: ShownGrade,
  page: Page,
): string[] {
  const why = isOverridden
    ? `, set by an instructor${comment === null ? '' : `: ${comment}`}`
    : latePercent > 0
      ? `: ${decimal(latePercent)} % deducted for lateness`
      : ''
  const change = regraded
    ? [
        `It was ${decimal(regraded.before)} before this attempt was regraded${regraded.reason === null ? '' : `: ${regraded.reason}`}`,
      ]
    : []
  const [first = '', ...rest] = [`Grade: ${decimal(grade)} of 100${why}`, ...change].flatMap((line) =>
    wrapLines(page, escapeText(line)),
  )
  return [page.paint('strong', first), ...rest]
}
