import t from 'tap'
import { determineVerdict, noFacts, type RunFacts } from '../../../worker/report/verdict.js'
import { examination, failedRun, passedRun } from './examination-fixture.js'

const built = { exitCode: 0, limit: null, log: '' }
const exit = { exitCode: 1, oomKilled: false, log: '' }

const cases: [title: string, facts: Partial<RunFacts>, verdict: string, limit?: string][] = [
  ['a refused archive is rejected', { rejection: { reason: 'path', detail: '' } }, 'rejected'],
  [
    'a refused archive stays rejected whatever else is known',
    { rejection: { reason: 'path', detail: '' }, refusal: 'x', build: { exitCode: 1, limit: null, log: '' } },
    'rejected',
  ],
  ['a source that names no start did not start', { refusal: 'nothing to start' }, 'did-not-start'],
  ['a build that ends with an error failed', { build: { exitCode: 2, limit: null, log: '' } }, 'build-failed'],
  [
    'a build stopped for its time exceeded a limit, though its exit code is not 0',
    { build: { exitCode: 137, limit: 'time', log: '' } },
    'limit-exceeded',
    'time',
  ],
  [
    'a build that used too much memory exceeded a limit',
    { build: { exitCode: 1, limit: 'memory', log: '' } },
    'limit-exceeded',
    'memory',
  ],
  [
    'a service that ended before it answered did not start',
    { examination: examination({ start: { ready: false, reason: 'ended', exit }, deaths: [exit] }) },
    'did-not-start',
  ],
  [
    'a service that never listened did not start',
    { examination: examination({ start: { ready: false, reason: 'no-listener', detail: '' } }) },
    'did-not-start',
  ],
  [
    'a service that ran out of memory while it started exceeded a limit',
    { examination: examination({ start: { ready: false, reason: 'ended', exit }, limit: 'memory' }) },
    'limit-exceeded',
    'memory',
  ],
  ['a service that died under a test crashed', { examination: examination({ deaths: [exit] }) }, 'crashed'],
  [
    'a crash before a broken limit is a crash',
    { examination: examination({ deaths: [exit], limit: 'memory' }) },
    'crashed',
  ],
  [
    'a full disk is the cause of the crash that follows it',
    { examination: examination({ deaths: [exit], isDataFull: true }) },
    'limit-exceeded',
    'disk',
  ],
  ['too much output exceeded a limit', { examination: examination({ limit: 'output' }) }, 'limit-exceeded', 'output'],
  [
    'tests that ran out of time exceeded a limit',
    { examination: examination({ timedOut: true }) },
    'limit-exceeded',
    'time',
  ],
  [
    'a broken limit comes before the time that ran out',
    { examination: examination({ timedOut: true, limit: 'pids' }) },
    'limit-exceeded',
    'pids',
  ],
  ['a run of all tests is assessed', { build: built, examination: examination({}) }, 'assessed'],
  [
    'failing tests are assessed all the same',
    { examination: examination({ runs: [failedRun('a'), passedRun('b')] }) },
    'assessed',
  ],
]

for (const [title, facts, verdict, limit] of cases) {
  t.test(title, async (t) => {
    t.match(determineVerdict({ ...noFacts, ...facts }), { verdict, limit: limit ?? null })
  })
}

t.test('facts that amount to nothing are a fault of ours, never a pass', async (t) => {
  t.throws(() => determineVerdict(noFacts), /neither an early ending nor an examination/)
  t.throws(() => determineVerdict({ ...noFacts, examination: examination({ runs: [] }) }), /without a single test/)
})
