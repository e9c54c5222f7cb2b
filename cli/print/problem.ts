import type { ProblemDetail } from '../../contracts/errors.js'
import { escapeText } from '../../contracts/escape.js'
import { wrapLines, type Page } from './page.js'

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
