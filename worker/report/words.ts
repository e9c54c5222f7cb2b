import { decimal } from '../../contracts/amounts.js'
import type { LimitKind, Limits } from '../../contracts/limits.js'
import { findNextFinding, findNextScenario } from '../../contracts/report/next-advice.js'
import type { Report } from '../../contracts/report/report.js'
import { gradeTests, sumPoints } from '../checks/correctness/score.js'
import { type Cause, type Submitted, withCause } from './causes/cause.js'
import { findCause, memoryAdvice } from './causes/log-causes.js'
import { findWrongEncoding } from './causes/missing-files.js'
import { summariseCrash } from './crash-words.js'
import { findDisturbance } from './score.js'
import { haveOverlapped } from './shared-endings.js'
import { summariseStart } from './start-words.js'
import { findTestCause } from './test-causes.js'
import { type Ending, type RunFacts, runsOf } from './verdict.js'

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

/** Own tests cost nothing if they fail, but something is wrong: with them, or with what no hidden test sees. */
export function adviseOnOwnTests({ verdict, checks }: Pick<Report, 'verdict' | 'checks'>): string | null {
  const own = checks.quality.details?.ownTests
  const isWhole = verdict === 'assessed' && checks.correctness.tests.every(({ outcome }) => outcome === 'passed')
  return isWhole && own?.state === 'failed'
    ? `All hidden tests passed, but not all of your own: run ${own.command}, and fix what fails.`
    : null
}

function summariseTests(facts: RunFacts): Summary {
  const runs = runsOf(facts)
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
      ? `Requests of the failed ${failed === 1 ? 'test' : 'tests'} overlap, so one alone may work: send many at the same time to reproduce this. Look for what requests share then: a field, a variable, a connection, or a row that is read, changed in your code, and written back.`
      : 'Start with the first failed test: replay its request against your service on your machine, and compare the response with the expected one.',
  }
}

/** Which of two rounds counts, and why; nothing where there was one. */
function describeRounds({ otherRound, ...facts }: RunFacts): string {
  if (!otherRound) return ''
  const { place, facts: other } = otherRound
  const disturbance = findDisturbance(other)
  const all = ' Only a few tests failed at first, so all tests ran a second time, in a new pod, to rule out chance.'
  if (disturbance !== null) return `${all} That round was not completed (${disturbance}), so the first round counts.`
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

/** Why a build failed, where its log or an encoding in the source says it. */
function findBuildCause({ build }: RunFacts, submitted: Submitted): Cause | undefined {
  const log = build?.log ?? ''
  return findWrongEncoding(submitted, log) ?? findCause(log, submitted, { isRunning: false })
}
