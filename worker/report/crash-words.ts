import type { Report } from '../../contracts/report/report.js'
import { nameTest } from '../../contracts/report/test-words.js'
import { type Cause, type Submitted, withCause } from './causes/cause.js'
import { findCause } from './causes/log-causes.js'
import { findException } from './causes/log-exception.js'
import { explainRacingWorkers, failedBoot } from './causes/python.js'
import { explainRejection } from './causes/rejections.js'
import { findRunCause, hiddenTests } from './test-causes.js'
import { type RunFacts, runsOf } from './verdict.js'

type Summary = Report['summary']

/** About the first end: a later one may have another cause, such as a start on data that is there already. */
export function summariseCrash(facts: RunFacts, submitted: Submitted): Summary {
  const [first, ...later] = facts.examination?.deaths ?? []
  const boot = bootLog(facts)
  if (boot !== undefined) return summariseBoot(boot, facts, submitted)
  const thrown = lastWords(facts)
    .map(findException)
    .find((found) => found !== undefined)
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

/** What was printed up to where gunicorn ended the service, because a worker of it could not be started. */
function bootLog({ examination }: RunFacts): string | undefined {
  const [first] = examination?.deaths ?? []
  const log =
    first?.exitCode === failedBoot.exitCode
      ? [first.log, examination?.log ?? ''].find((each) => failedBoot.pattern.test(each))
      : undefined
  const end = log === undefined ? undefined : failedBoot.pattern.exec(log)
  return end ? log?.slice(0, end.index + end[0].length) : undefined
}

/** No test is named: a worker is started by no request, and which test runs meanwhile is chance. */
function summariseBoot(log: string, facts: RunFacts, submitted: Submitted): Summary {
  const thrown = hiddenTests(facts).size === 0 ? findException(log) : undefined
  return withCause(
    {
      title: 'Your service crashed',
      detail: `A worker process failed to start, so gunicorn stopped your service (exit code ${failedBoot.exitCode}). Where possible, it was restarted for the remaining tests.${thrown === undefined ? '' : ` The log says: ${thrown}`}`,
      advice:
        'Look for the last error before “Worker failed to boot” in the service log below: it was raised while your application was loaded. The test that ran at that time need not have caused it.',
    },
    explainRacingWorkers(log, submitted.source) ??
      (thrown === undefined ? undefined : findCause(thrown, submitted, { isRunning: true })),
  )
}

/**
 * What a service printed before it first stopped, as far as everybody may read it. The log of its end may have come
 * only with that of the test.
 */
function lastWords(facts: RunFacts): string[] {
  const { deaths = [], firstDeathIn = '', runs } = facts.examination ?? {}
  const hidden = hiddenTests(facts)
  const ofTest = hidden.has(firstDeathIn) ? '' : (runs?.get(firstDeathIn)?.log.join('\n') ?? '')
  return hidden.size === 0 ? [deaths[0]?.log ?? '', ofTest] : [ofTest]
}

/**
 * What may show that a rejection ended it, of which nothing is quoted: the log of its end may have come only with that
 * of a test.
 */
const logsOfEnd = (facts: RunFacts): string[] => [
  facts.examination?.deaths[0]?.log ?? '',
  ...runsOf(facts).map(({ log }) => log.join('\n')),
  facts.examination?.log ?? '',
]

/** Where a service first stopped. A test is named only if it is shown in full. */
function describeStop(facts: RunFacts, exitCode: number | undefined): Cause {
  const { tests, examination } = facts
  const titleOf = (id: string | undefined) => tests.find((test) => test.id === id && test.show === 'full')?.title
  const runs = runsOf(facts)
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
      detail: `It stopped by itself right after it had passed ${nameTest(title)} ${restarted}`,
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
    detail: `It stopped by itself during ${nameTest(title)} ${restarted}`,
    advice: `Look at what your service logged during this test.${doubt} ${rule}`,
  }
}
