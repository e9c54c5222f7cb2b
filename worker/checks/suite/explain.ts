import type { LimitKind, Limits } from '../../../contracts/limits.js'
import type { Report } from '../../../contracts/report/report.js'
import type { Submitted } from '../../report/causes/cause.js'
import { type Ending, type RunFacts, runsOf } from '../../report/verdict.js'
import { summarise } from '../../report/words.js'

type Summary = Report['summary']

/** Why a suite earned nothing that fails where nothing is wrong. */
export const falseAlarmReason = 'your suite fails on a correct service'

/** What happened to a suite and what to try: as `summarise` does for a service. */
export function summariseSuite(ending: Ending, facts: RunFacts, limits: Limits, submitted: Submitted): Summary {
  switch (ending.verdict) {
    case 'assessed':
      return facts.suite?.falseAlarm ? summariseFalseAlarm(facts) : summariseCatch(facts)
    case 'did-not-start':
      return {
        title: 'Your suite did not start',
        detail: facts.refusal ?? '',
        advice: facts.refusalAdvice ?? 'Add a file named Procfile with a line "test: <command>" that runs the suite.',
      }
    case 'limit-exceeded':
      return facts.build?.limit ? summarise(ending, facts, limits, submitted) : summariseLimit(ending.limit, limits)
    default:
      return summarise(ending, facts, limits, submitted)
  }
}

function summariseCatch(facts: RunFacts): Summary {
  const { suite } = facts
  const runs = runsOf(facts)
  const caught = runs.filter(({ outcome }) => outcome === 'passed').length
  const counted = `${caught} of ${runs.length} planted bugs caught`
  const detail = `Your suite passed on the correct service ${suite?.referenceRuns ?? 0} times, and failed on ${caught} of ${runs.length} services with one planted bug each.`
  const stopped = suite?.stoppedRuns ?? 0
  const limited =
    stopped === 0
      ? ''
      : ` In ${stopped} more ${stopped === 1 ? 'run' : 'runs'} it was stopped at a limit, which does not count as caught.`
  if (caught === runs.length)
    return { title: 'All planted bugs caught', detail: detail + limited, advice: 'Assay found nothing to fix.' }
  return {
    title: counted,
    detail: detail + limited,
    advice:
      'Go through the contract sentence by sentence, and write a test for each promise that no test covers yet: limits and the values next to them, every status, what is returned after a change, and what must not change.',
  }
}

function summariseFalseAlarm({ suite, examination }: RunFacts): Summary {
  const times = suite?.referenceRuns ?? 1
  const title = 'Your suite fails on a correct service'
  const ended = `It ended with exit code ${suite?.falseAlarm?.exitCode}, where 0 means success.`
  if (times > 1) {
    return {
      title,
      detail: `It passed ${times - 1 === 1 ? 'once' : `${times - 1} times`} and then failed on the same service. ${ended} A suite that fails without a bug cannot detect one, so no bug counts as caught.`,
      advice:
        'Look for what differs from run to run: the clock, randomness, the order of tests, or data left by another test.',
    }
  }
  const isEmpty = (examination?.log.trim() ?? '') === ''
  return {
    title,
    detail: `${ended} A suite that fails without a bug cannot detect one, so no bug counts as caught.`,
    advice: isEmpty
      ? 'It printed nothing: run it on your machine against a service that follows the contract.'
      : 'Read the output of your suite below. All its tests run against the same service: one of them may be disturbed by what another one has added or removed, above all where the runner runs tests in parallel, as xunit does. Or it expects something that the contract does not promise, or cannot run here.',
  }
}

function summariseLimit(limit: LimitKind | null, limits: Limits): Summary {
  const detail = (what: string) => `It was stopped ${what} while it tested a correct service. No bug counts as caught.`
  switch (limit) {
    case 'time':
      return {
        title: 'Your suite took too long',
        detail: detail(`after ${limits.suiteSeconds} seconds`),
        advice: 'Set a timeout for each request, and close whatever keeps the process alive after the tests.',
      }
    case 'memory':
      return {
        title: 'Your suite used too much memory',
        detail: detail(`at ${limits.memoryMb} MB`),
        advice: 'Look for lists that only grow.',
      }
    case 'output':
      return {
        title: 'Your suite printed too much',
        detail: detail('after 4 MB of output'),
        advice: 'Print only what a failed test needs.',
      }
    default:
      throw new Error(`A suite cannot exceed the limit "${limit}"`)
  }
}
