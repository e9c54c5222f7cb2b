import { phaseWords, wordsOfWork, type Progress } from '../../contracts/job.js'
import type { Terminal } from '../cli.js'
import { escapeLine } from '../../contracts/escape.js'
import { markOf } from './tests.js'

/**
 * Shows progress while it happens. A terminal gets a line that moves and the tests that failed;
 * anything else (a file, a CI log) gets one plain line for each phase and test.
 */
export function watchProgress(terminal: Terminal): (progress: Progress) => void {
  const page = terminal.notePage
  let trying = phaseWords.correctness
  return (progress) => {
    if (progress.type === 'phase') {
      const words = wordsOfWork(progress.phase)
      if (progress.phase === 'bugs') trying = words
      if (terminal.isLive) terminal.status(`${words} …`)
      else terminal.note(words)
      return
    }
    if (progress.type === 'test' && (!terminal.isLive || progress.outcome !== 'passed')) {
      terminal.note(`  ${markOf(progress.outcome, page)} ${cut(escapeLine(progress.title), page.width - 4)}`)
    }
    terminal.status(cut(`${trying} ${progress.finished} of ${progress.total}`, page.width))
  }
}

/** Cuts to what fits on one line, so that a status line can be wiped. */
export function cut(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, columns - 1)}…`
}
