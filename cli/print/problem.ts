import { CallerError, type ProblemDetail } from '../../contracts/errors.js'
import { escapeText } from './escape.js'
import { wrapLines, type Page } from './page.js'

/** A mistake as RFC 9457 tells it: a title (empty where it says nothing), a sentence, each place that is wrong. */
export interface Problem {
  title: string
  detail: string
  errors: readonly ProblemDetail[]
}

/** A problem as lines: title and detail, then one place a line. */
export function printProblem(problem: Problem, page: Page): string {
  const lines = wrapLines(page, escapeText(problem.title === '' || problem.title === problem.detail ? problem.detail : `${problem.title}: ${problem.detail}`))
  if (lines[0]) lines[0] = page.paint('bad', lines[0])
  for (const { pointer, detail } of problem.errors) {
    lines.push(...wrapLines(page, escapeText(pointer ? `${pointer}: ${detail}` : detail), '  '))
  }
  return lines.join('\n')
}

/** What a thrown `CallerError` says, as a problem. */
export function problemOf(error: CallerError, title: string): Problem {
  return { title, detail: error.message, errors: error.errors }
}
