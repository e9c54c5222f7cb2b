import { decimal } from '../../contracts/amounts.js'
import type { LimitKind, Limits } from '../../contracts/limits.js'
import { findNextFinding, findNextScenario } from '../../contracts/report/next-advice.js'
import type { Report } from '../../contracts/report/report.js'
import type { TestRun } from '../checks/correctness/examination.js'
import { gradeTests, sumPoints } from '../checks/correctness/score.js'
import type { Cause, Submitted } from './causes/cause.js'
import { findCause, memoryAdvice } from './causes/log-causes.js'
import { findException, quoteFirst } from './causes/log-exception.js'
import { explainRejection } from './causes/lost-responses.js'
import { findWrongEncoding } from './causes/missing-files.js'
import { findResponseCause } from './causes/response-causes.js'
import { findDisturbance } from './rounds.js'
import { findSharedEnding, findSharedState, haveOverlapped } from './shared-endings.js'
import { summariseStart } from './start-words.js'
import type { Ending, RunFacts } from './verdict.js'

type Summary = Report['summary']

/** What happened and what to try, for every ending: facts in, sentences out. The one place that words a verdict. */
export function summarise({ verdict, limit }: Ending, facts: RunFacts, limits: Limits, submitted: Submitted): Summary {
  switch (verdict) {
    case 'assessed':
      return withCause(summariseTests(facts), findTestCause(facts, submitted))
    case 'build-failed':
      return withCause(
        {
          title: 'The build failed',
          detail: `The build ended with exit code ${facts.build?.exitCode}. No tests ran.`,
          advice:
            'Read the build log below: the first error in it is usually the cause. To reproduce it, copy your submission to a new folder and build it there without network access.',
        },
        findBuildCause(facts, submitted),
      )
    case 'did-not-start':
      return summariseStart(facts, limits, submitted)
    case 'crashed':
      return summariseCrash(facts, submitted)
    case 'limit-exceeded':
      return summariseLimit(limit, facts, limits)
    case 'rejected':
      return {
        title: 'The upload was refused',
        detail: facts.rejection?.detail ?? '',
        advice: 'Pack the folder again with plain files only, and submit it again.',
      }
    case 'not-assessed':
      return {
        title: 'Your submission could not be assessed',
        detail: 'Something failed repeatedly on our side. This says nothing about your work, and no score was given.',
        advice: 'You do not need to submit again. If it happens again, give your instructor the incident number.',
      }
  }
}

/**
 * What to do first where all tests earned their points and speed did not; `null` where tests come first, or nothing is
 * lost.
 */
export function adviseOnSpeed(report: Pick<Report, 'verdict' | 'checks'>): string | null {
  const scenario = findNextScenario(report)
  return (
    scenario &&
    `You lose points on speed. Start with “${scenario.title}”, which earned ${decimal(scenario.score?.value ?? 0)} of 100.`
  )
}

/** What to do first where only the source costs points; `null` where something else comes first, or nothing is lost. */
export function adviseOnQuality(report: Pick<Report, 'verdict' | 'checks'>): string | null {
  const finding = findNextFinding(report)
  return (
    finding &&
    `You lose points on quality. Start with ${finding.path}, line ${finding.line}: ${finding.message.replace(/\.$/, '')}.`
  )
}

function summariseTests(facts: RunFacts): Summary {
  const runs = [...(facts.examination?.runs.values() ?? [])]
  const failed = runs.filter(({ outcome }) => outcome === 'failed').length
  const flaky = gradeTests(facts).filter(({ outcome }) => outcome === 'flaky').length
  const detail = `${runs.length - failed} of ${runs.length} tests passed.${describeRounds(facts)}`
  if (failed === 0 && flaky > 0) {
    return {
      title: 'All tests passed in one of two rounds',
      detail,
      advice: 'Find out why the tests marked as flaky failed in the other round: next time they may fail in both.',
    }
  }
  if (failed === 0)
    return { title: 'All tests passed', detail, advice: facts.noteAdvice ?? 'Assay found nothing to fix.' }
  return {
    title: `${failed} ${failed === 1 ? 'test' : 'tests'} failed`,
    detail,
    advice: haveOverlapped(facts)
      ? `Requests of the failed ${failed === 1 ? 'test' : 'tests'} overlap, so one alone may work: send many at the same time to reproduce this. Look for what requests share then: a field, a variable, a connection, or an id that is read before it is used.`
      : 'Start with the first failed test: replay its request against your service on your machine, and compare the response with the expected one.',
  }
}

/** About the first end: a later one may have another cause, such as a start on data that is there already. */
function summariseCrash(facts: RunFacts, submitted: Submitted): Summary {
  const [first, ...later] = facts.examination?.deaths ?? []
  const thrown = findException(lastWords(facts) ?? '')
  const known =
    thrown === undefined ? findRunCause(facts, submitted) : findCause(thrown, submitted, { isRunning: true })
  const cause = known ?? explainRejection(logsOfEnd(facts), submitted)
  const summary = withCause(
    {
      title: 'Your service crashed',
      ...describeStop(facts, first?.exitCode),
    },
    cause,
  )
  // Not quoted: a service may print what hidden tests ask.
  if (!later.some(({ log }) => /already exists/i.test(findException(log) ?? ''))) return summary
  return {
    ...summary,
    detail: `${summary.detail} After a restart, it stopped again, because something that it creates already existed.`,
    advice: `${summary.advice} Create tables only if they do not exist (CREATE TABLE IF NOT EXISTS).`,
  }
}

/** What a service printed before it first stopped, as far as everybody may read it. */
function lastWords(facts: RunFacts): string | undefined {
  const { deaths = [], firstDeathIn = '', runs } = facts.examination ?? {}
  const hidden = hiddenTests(facts)
  if (hidden.size === 0) return deaths[0]?.log
  return hidden.has(firstDeathIn) ? undefined : runs?.get(firstDeathIn)?.log.join('\n')
}

/**
 * What may show that a rejection ended it, of which nothing is quoted: the log of its end may have come only with that
 * of a test.
 */
const logsOfEnd = ({ examination }: RunFacts): string[] => [
  examination?.deaths[0]?.log ?? '',
  ...[...(examination?.runs.values() ?? [])].map(({ log }) => log.join('\n')),
  examination?.log ?? '',
]

/** Where a service first stopped. A test is named only if it is shown in full. */
function describeStop(
  { tests, examination }: RunFacts,
  exitCode: number | undefined,
): Pick<Summary, 'detail' | 'advice'> {
  const titleOf = (id: string | undefined) => tests.find((test) => test.id === id && test.show === 'full')?.title
  const runs = [...(examination?.runs.values() ?? [])]
  const at = runs.findIndex(({ id }) => id === examination?.firstDeathIn)
  const run = runs[at]
  const title = titleOf(run?.id)
  const restarted = `(exit code ${exitCode}). Where possible, it was restarted for the remaining tests.`
  const rule = 'An error in one request should result in an error status, never end the process.'
  if (run === undefined || title === undefined) {
    return {
      detail: `It stopped by itself during the tests ${restarted}`,
      advice: `Look for the error in the service log below. ${rule}`,
    }
  }
  if (run.outcome === 'passed') {
    return {
      detail: `It stopped by itself right after it had passed the test “${title}” ${restarted}`,
      advice: `Look for the error in the service log below. It may come from something that was started before, such as a promise that nothing awaits, a timer, or a worker process that failed. ${rule}`,
    }
  }
  // It may have been about to end already, from what the test before had asked for.
  const before = run.transcript[0]?.error == null ? undefined : titleOf(runs[at - 1]?.id)
  const doubt =
    before === undefined
      ? ''
      : ` If the first request of this test works when you replay it, look at the test before it, “${before}”.`
  return {
    detail: `It stopped by itself during the test “${title}” ${restarted}`,
    advice: `Look at what your service logged during this test.${doubt} ${rule}`,
  }
}

/** Which of two rounds counts, and why; nothing where there was one. */
function describeRounds({ otherRound, ...facts }: RunFacts): string {
  if (!otherRound) return ''
  const { place, facts: other } = otherRound
  const disturbance = findDisturbance(other)
  const all = ' Only a few tests failed at first, so all tests ran a second time, in a new pod, to rule out chance.'
  if (disturbance !== null) return `${all} That round was disturbed (${disturbance}), so the first round counts.`
  const [counted, left] = [sumPoints({ ...facts, otherRound: null }), sumPoints(other)].map(({ earned }) =>
    decimal(earned),
  )
  if (counted === left) return `${all} Both rounds earned ${decimal(sumPoints(other).earned)} points.`
  return `${all} The better round counts: the ${place === 'first' ? 'second' : 'first'} earned ${counted} points, the ${place} ${left}.`
}

function summariseLimit(limit: LimitKind | null, facts: RunFacts, limits: Limits): Summary {
  const isBuild = facts.build?.limit != null
  const what = isBuild ? 'The build' : 'Your service'
  switch (limit) {
    case 'time':
      return isBuild
        ? {
            title: 'The build took too long',
            detail: `It was stopped after ${limits.buildSeconds} seconds.`,
            advice: 'Build only what is needed. There is no network, so a download never finishes.',
          }
        : {
            title: 'The tests took too long',
            detail: `After ${limits.checkSeconds} seconds, the remaining tests were not run.`,
            advice: 'Look for slow or missing responses: each timeout uses up time that all tests share.',
          }
    case 'memory':
      return facts.examination?.isFullOfSockets
        ? {
            title: 'The connections of your service used too much memory',
            detail:
              'It was stopped because its connections held too much: more than 512 buffers contained unread data, or more than 2048 connections were open.',
            advice:
              'Read what your connections receive, and close those that you no longer need. Limit how many are open at the same time.',
          }
        : {
            title: `${what} used too much memory`,
            detail: `It was stopped because it used more than ${isBuild ? limits.buildMemoryMb : limits.memoryMb} MB. Files in /data and /tmp count too.`,
            advice: memoryAdvice,
          }
    case 'pids':
      return {
        title: `${what} started too many processes`,
        detail: `It was stopped at ${limits.pids} processes and threads.`,
        advice: 'Use a fixed-size pool instead of a thread or process for each request.',
      }
    case 'disk':
      return {
        title: `${what} filled its disk`,
        detail: `/data can hold ${limits.diskMb} MB and a limited number of files.`,
        advice: 'Remove what is no longer needed, and keep data in the database if the exercise has one.',
      }
    case 'output':
      return {
        title: `${what} printed too much`,
        detail: isBuild
          ? 'It was stopped after 4 MB of output.'
          : `It was stopped: it may print ${limits.outputMb} MB, and must not keep printing when there are no requests.`,
        advice: 'Look for a loop that logs, or for whole objects logged with every request.',
      }
    case null:
      throw new Error('A limit was exceeded, but none is named')
  }
}

/** A summary that names a cause, or has better advice, where there is one. */
const withCause = (summary: Summary, { detail, advice = summary.advice }: Partial<Cause> = {}): Summary => ({
  ...summary,
  detail: detail === undefined ? summary.detail : `${summary.detail} ${detail}`,
  advice,
})

/** Where every test ends so, its log says more than its expectations. */
const endsInServerError = ({ transcript }: TestRun) => (transcript.at(-1)?.status ?? 0) >= 500

/** Why a build failed, where its log or an encoding in the source says it. */
function findBuildCause({ build }: RunFacts, submitted: Submitted): Cause | undefined {
  const log = build?.log ?? ''
  return findWrongEncoding(submitted, log) ?? findCause(log, submitted, { isRunning: false })
}

/**
 * Tests that show less than all of themselves. A summary is for everybody, and a service may print what they send:
 * their logs stay unread.
 */
const hiddenTests = ({ tests }: RunFacts): ReadonlySet<string> =>
  new Set(tests.filter(({ show }) => show !== 'full').map(({ id }) => id))

/** The most certain goes first. Tests that failed only in the other round have a cause as well. */
const findTestCause = (facts: RunFacts, submitted: Submitted): Partial<Cause> | undefined =>
  findRunCause(facts, submitted) ??
  findSharedState(facts, submitted) ??
  findSharedEnding(facts, submitted) ??
  findRunCause({ ...facts, examination: facts.otherRound?.facts.examination ?? null }, submitted)

/**
 * Why tests failed in a service that had started, where it has said so. What it printed during failed tests goes first.
 */
function findRunCause(facts: RunFacts, submitted: Submitted): Cause | undefined {
  const { examination } = facts
  const hidden = hiddenTests(facts)
  const runs = [...(examination?.runs.values() ?? [])]
  const haveAllFailed = runs.every(({ outcome }) => outcome !== 'passed')
  const failed = runs.filter(({ id, outcome }) => outcome !== 'passed' && !hidden.has(id))
  if (failed.length === 0) return undefined
  const logs = failed.map(({ log }) => log.join('\n'))
  // Where something works, what was printed at other times need not be the cause.
  if (haveAllFailed && hidden.size === 0) logs.push(examination?.log ?? '')
  for (const log of logs) {
    const cause = findCause(log, submitted, { isRunning: true })
    if (cause) return cause
  }
  const seen = findResponseCause(failed, submitted)
  if (seen) return seen
  const thrown = haveAllFailed && runs.every(endsInServerError) ? quoteFirst(logs) : undefined
  if (thrown) return thrown
  // PHP sends what it cannot read as it is: the service runs, and nothing that it says is right.
  return submitted.language === 'php' ? findWrongEncoding(submitted, '') : undefined
}
