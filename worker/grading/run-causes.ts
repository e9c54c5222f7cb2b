import type { Report } from '../../contracts/report.js'
import type { Cause, Submitted } from './cause.js'
import type { RunFacts } from './facts.js'
import { findCause } from './log-causes.js'
import { findWrongEncoding } from './source-encodings.js'

type Summary = Report['summary']

/** A summary that names a cause, where one was found. */
export const withCause = (summary: Summary, cause: Cause | undefined): Summary =>
  cause ? { ...summary, detail: `${summary.detail} ${cause.detail}`, advice: cause.advice } : summary

/** Why a build failed, where its log or an encoding in the source says it. */
export function findBuildCause({ build }: RunFacts, submitted: Submitted): Cause | undefined {
  const log = build?.log ?? ''
  return findWrongEncoding(submitted, log) ?? findCause(log, submitted.source, { isRunning: false })
}

/** Why tests failed in a service that had started, where it has said so. What it printed during failed tests goes first. */
export function findRunCause({ examination }: RunFacts, submitted: Submitted): Cause | undefined {
  const runs = [...(examination?.runs.values() ?? [])]
  const failed = runs.filter(({ outcome }) => outcome !== 'passed')
  if (failed.length === 0) return undefined
  const logs = failed.map(({ log }) => log.join('\n'))
  // Where something works, what was printed at other times need not be the cause.
  if (failed.length === runs.length) logs.push(examination?.log ?? '')
  for (const log of logs) {
    const cause = findCause(log, submitted.source, { isRunning: true })
    if (cause) return cause
  }
  // PHP sends what it cannot read as it is: the service runs, and nothing that it says is right.
  return submitted.language === 'php' ? findWrongEncoding(submitted, '') : undefined
}
