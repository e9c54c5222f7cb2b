import t from 'tap'
import { defaultLimits } from '../../../contracts/limits.js'
import { noFacts, type RunFacts } from '../../../worker/report/verdict.js'
import { summariseSuite } from '../../../worker/checks/suite/explain.js'
import { handedIn } from './examination-fixture.js'

const run = (id: string, outcome: 'passed' | 'failed') =>
  [id, { id, outcome, message: null, ms: 1, transcript: [], log: [] }] as const
const examination = (outcomes: readonly ('passed' | 'failed')[]): RunFacts['examination'] => ({
  start: { ready: true },
  runs: new Map(outcomes.map((outcome, index) => run(String(index), outcome))),
  timedOut: false,
  deaths: [],
  limit: null,
  isDataFull: false,
  wasPortTaken: false,
  hasServiceDied: false,
  usage: { cpuSeconds: 0, peakMemoryMb: 0, peakPids: 0, outputBytes: 0 },
  log: '',
})
const suite = { falseAlarm: null, referenceRuns: 3, stoppedRuns: 0 }
const assessed = { verdict: 'assessed', limit: null } as const
const falseAlarm = { exitCode: 1, limit: null, log: '' }

t.test('a suite is told how many bugs it caught, and what to do about the others', async (t) => {
  const some = summariseSuite(
    assessed,
    { ...noFacts, suite, examination: examination(['passed', 'failed', 'passed']) },
    defaultLimits,
    handedIn(),
  )
  t.match(some, {
    title: '2 of 3 planted bugs caught',
    detail: /3 times, and failed on 2 of 3 services/,
    advice: /sentence by sentence/,
  })
  t.match(
    summariseSuite(assessed, { ...noFacts, suite, examination: examination(['passed']) }, defaultLimits, handedIn()),
    { title: 'All planted bugs caught' },
  )
  const stopped = summariseSuite(
    assessed,
    { ...noFacts, suite: { ...suite, stoppedRuns: 2 }, examination: examination(['failed']) },
    defaultLimits,
    handedIn(),
  )
  t.match(stopped.detail, 'In 2 more runs it was stopped at a limit, which does not count as caught.')
})

t.test('a suite that fails on a right service is told so, and whether it did so every time', async (t) => {
  const first = summariseSuite(
    assessed,
    { ...noFacts, suite: { ...suite, referenceRuns: 1, falseAlarm }, examination: examination([]) },
    defaultLimits,
    handedIn(),
  )
  t.match(first, { title: 'Your suite fails on a correct service', advice: /It printed nothing/ })
  const later = summariseSuite(
    assessed,
    { ...noFacts, suite: { ...suite, falseAlarm }, examination: examination([]) },
    defaultLimits,
    handedIn(),
  )
  t.match(later, { detail: /^It passed 2 times and then failed on the same service/, advice: /clock, randomness/ })
})

t.test('limits and a suite that is not there have words of their own', async (t) => {
  const limit = (kind: 'time' | 'memory' | 'output') =>
    summariseSuite({ verdict: 'limit-exceeded', limit: kind }, noFacts, defaultLimits, handedIn())
  t.match(limit('time'), { title: 'Your suite took too long', detail: /after 20 seconds/ })
  t.match(limit('memory').detail, 'at 512 MB')
  t.match(limit('output').title, 'printed too much')
  t.match(
    summariseSuite(
      { verdict: 'did-not-start', limit: null },
      { ...noFacts, refusal: 'Nothing.' },
      defaultLimits,
      handedIn(),
    ),
    { detail: 'Nothing.', advice: /"test: <command>"/ },
  )
  t.match(
    summariseSuite(
      { verdict: 'build-failed', limit: null },
      { ...noFacts, build: { exitCode: 1, limit: null, log: '' } },
      defaultLimits,
      handedIn(),
    ),
    { title: 'The build failed' },
  )
})
