import t from 'tap'
import type { HiddenTest } from '../../../contracts/protocol/examiner.js'
import { defaultLimits, limitKinds } from '../../../contracts/limits.js'
import type { TestRun } from '../../../worker/checks/correctness/examination.js'
import { noFacts, type RunFacts } from '../../../worker/report/verdict.js'
import { adviseOnOwnTests, adviseOnSpeed, summarise } from '../../../worker/report/words.js'
import { makeDetails, makeOwnTests, makeQuality } from '../../cli/fixtures/quality-findings.js'
import { makeChecks, makeReport, makeTest } from '../../cli/fixtures/reports.js'
import { makeSpeed } from '../../cli/fixtures/scenarios.js'
import { examination, failedRun, handedIn, passedRun } from './examination-fixture.js'

const exit = { exitCode: 7, oomKilled: false, log: '' }
const words = (
  verdict: Parameters<typeof summarise>[0]['verdict'],
  facts: Partial<RunFacts>,
  limit: Parameters<typeof summarise>[0]['limit'] = null,
) => summarise({ verdict, limit }, { ...noFacts, ...facts }, defaultLimits, handedIn())

t.test('every verdict says what happened and what to try', async (t) => {
  const all = [
    words('assessed', { examination: examination({}) }),
    words('build-failed', { build: { exitCode: 2, limit: null, log: '' } }),
    words('did-not-start', { refusal: 'No start script.' }),
    ...(['no-listener', 'foreign-listener', 'no-answer', 'too-slow'] as const).map((reason) =>
      words('did-not-start', { examination: examination({ start: { ready: false, reason, detail: 'Seen.' } }) }),
    ),
    words('did-not-start', { examination: examination({ start: { ready: false, reason: 'ended', exit } }) }),
    words('crashed', { examination: examination({ deaths: [exit] }) }),
    words('rejected', { rejection: { reason: 'path', detail: 'The path "../x" leaves the folder.' } }),
    words('not-assessed', {}),
    ...limitKinds.map((limit) => words('limit-exceeded', { examination: examination({ limit }) }, limit)),
    ...limitKinds.map((limit) => words('limit-exceeded', { build: { exitCode: 1, limit, log: '' } }, limit)),
  ]
  for (const { title, detail, advice } of all) {
    t.match(title, /^[A-Z].{5,}/)
    t.match(detail, /\S.*\.$/, title)
    t.match(advice, /\S.*\.$/, title)
  }
})

const worth = (id: string, points: number): HiddenTest => ({
  id,
  title: id,
  group: 'g',
  points,
  hint: null,
  show: 'full',
  file: 'f',
})

t.test('where all tests passed beside a file that was passed over, that file is to be fixed', async (t) => {
  const all = { tests: [worth('a', 9)], examination: examination({ runs: [passedRun('a')] }) }
  t.equal(words('assessed', all).advice, 'Assay found nothing to fix.')
  t.equal(
    words('assessed', { ...all, noteAdvice: 'Fix package.json: save it as UTF-8.' }).advice,
    'Fix package.json: save it as UTF-8.',
  )
})

t.test('where only own tests fail, these are to be fixed', async (t) => {
  const reportOf = (outcome: 'passed' | 'failed', ownTests = makeOwnTests()) => {
    const { correctness, ...others } = makeChecks([makeTest({ outcome })])
    return {
      verdict: 'assessed' as const,
      checks: { correctness, ...others, quality: makeQuality({ details: makeDetails({ ownTests }) }) },
    }
  }
  t.equal(
    adviseOnOwnTests(reportOf('passed')),
    'All hidden tests passed, but not all of your own: run npm test, and fix what fails.',
  )
  t.equal(adviseOnOwnTests(reportOf('failed')), null)
  t.equal(adviseOnOwnTests(reportOf('passed', makeOwnTests({ state: 'passed' }))), null)
})

t.test('of two rounds it is said which counts, and what both earned', async (t) => {
  const tests = [worth('a', 9), worth('b', 1)]
  const good: RunFacts = { ...noFacts, tests, examination: examination({ runs: [passedRun('a'), passedRun('b')] }) }
  const worse: RunFacts = { ...good, examination: examination({ runs: [passedRun('a'), failedRun('b')] }) }
  const ofSecond = words('assessed', { ...good, otherRound: { place: 'first', facts: worse } })
  t.match(ofSecond, {
    title: 'All tests passed in one of two rounds',
    detail:
      '2 of 2 tests passed. Only a few tests failed at first, so all tests ran a second time, in a new pod, to rule out chance. The better round counts: the second earned 10 points, the first 9.',
  })
  t.match(ofSecond.advice, /marked as flaky failed in the other round/)
  t.match(
    words('assessed', { ...worse, otherRound: { place: 'second', facts: worse } }).detail,
    /^1 of 2 tests passed\. .* Both rounds earned 9 points\.$/,
  )
  const log = ['psycopg2.errors.InFailedSqlTransaction: current transaction is aborted']
  const logged = { ...good, examination: examination({ runs: [passedRun('a'), { ...failedRun('b'), log }] }) }
  t.match(words('assessed', { ...good, otherRound: { place: 'first', facts: logged } }), {
    title: 'All tests passed in one of two rounds',
    detail: /earlier statement/,
  })
  const crashed = { ...good, examination: examination({ deaths: [exit] }) }
  t.match(
    words('assessed', { ...worse, otherRound: { place: 'second', facts: crashed } }).detail,
    /was not completed \(your service ended by itself\), so the first round counts\.$/,
  )
})

t.test('numbers come from the limits and facts of the run', async (t) => {
  t.match(words('crashed', { examination: examination({ deaths: [exit] }) }).detail, /exit code 7/)
  t.match(words('limit-exceeded', { examination: examination({ limit: 'memory' }) }, 'memory').detail, /512 MB/)
  t.match(words('limit-exceeded', { build: { exitCode: 1, limit: 'memory', log: '' } }, 'memory').detail, /1024 MB/)
})

t.test('a crash is explained by its own error, and a failed restart is named as such', async (t) => {
  const crash = { ...exit, log: "TypeError: Cannot read properties of undefined (reading 'id')" }
  const once = words('crashed', { examination: examination({ deaths: [crash] }) })
  t.match(once.advice, /never end the process\.$/)
  const twice = words('crashed', {
    examination: examination({ deaths: [crash, { ...exit, log: 'error: relation "notes" already exists' }] }),
  })
  t.equal(
    twice.detail,
    `${once.detail} After a restart, it stopped again, because something that it creates already existed.`,
  )
  t.equal(twice.advice, `${once.advice} Create tables only if they do not exist (CREATE TABLE IF NOT EXISTS).`)
  const known = { ...exit, log: "Error: EROFS: read-only file system, open '/app/x'" }
  const runs = [{ ...failedRun('a'), log: ['password authentication failed for user "me"'] }]
  t.match(words('crashed', { examination: examination({ deaths: [known], runs }) }).advice, /^Write to \/data/)
})

t.test('what a service said at its first end counts, also where it came late', async (t) => {
  const runs = [
    { ...passedRun('a'), log: ["Error: EROFS: read-only file system, open '/app/x'"] },
    { ...failedRun('b'), log: ['password authentication failed for user "me"'] },
  ]
  const told = words('crashed', {
    tests: [worth('a', 1), worth('b', 1)],
    examination: examination({ deaths: [exit, exit], runs, firstDeathIn: 'a' }),
  })
  t.match(told, { detail: /read-only/, advice: /^Write to \/data/ })
})

t.test('a crash is described with the test that it happened in, where that test is shown in full', async (t) => {
  const heap = {
    exitCode: 134,
    oomKilled: false,
    log: 'TypeError: handled\nFATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n 1: 0xe46bbe node::OOMErrorHandler [node]',
  }
  const runs = [failedRun('a'), failedRun('b')]
  const told = (show: HiddenTest['show']) =>
    words('crashed', {
      tests: [worth('a', 1), { ...worth('b', 1), title: 'GET /notes returns the newest', show }],
      examination: examination({ deaths: [heap], runs, firstDeathIn: 'b' }),
    })
  t.match(told('full'), {
    detail:
      'It stopped by itself during the test “GET /notes returns the newest” (exit code 134). Where possible, it was restarted for the remaining tests. It ran out of memory (JavaScript heap out of memory).',
    advice: /^Look for lists that only grow/,
  })
  for (const show of ['outcome', 'nothing'] as const)
    t.match(told(show).detail, /^It stopped by itself during the tests \(exit code 134\)/)
})

t.test(
  'a crash after a response, and one before the first response of a test, may come from an earlier request',
  async (t) => {
    const tests = [worth('a', 1), worth('b', 1)].map((test) => ({ ...test, title: `The test ${test.id}` }))
    const told = (runs: TestRun[], firstDeathIn: string) =>
      words('crashed', { tests, examination: examination({ deaths: [exit], runs, firstDeathIn }) })
    t.match(told([passedRun('a'), passedRun('b')], 'a'), {
      detail: /^It stopped by itself right after it had passed the test “The test a” \(exit code 7\)/,
      advice: /^Look for the error in the service log below\. It may come from something that was started before/,
    })
    const dropped = {
      ...failedRun('b'),
      transcript: [
        { method: 'POST', path: '/notes', error: 'Your service closed the connection without sending a response.' },
      ],
    } as unknown as TestRun
    t.match(
      told([passedRun('a'), dropped], 'b').advice,
      /If the first request of this test works when you replay it, look at the test before it, “The test a”\./,
    )
    t.notMatch(told([passedRun('a'), failedRun('b')], 'b').advice, /the test before/)
  },
)

t.test('what a service prints during a test that is not shown in full is not in the summary', async (t) => {
  const secret = 'the-hidden-title'
  const said = [`Error: Cannot find module '${secret}'`, `TypeError: ${secret} is not a function`]
  const got = (text: string) => [
    {
      method: 'GET',
      path: `/${text}`,
      requestHeaders: {},
      requestBody: null,
      status: 500,
      responseHeaders: {},
      responseBody: text,
      ms: 1,
      error: null,
    },
  ]
  const run = (id: string, text: string, log: readonly string[] = []): TestRun => ({
    ...failedRun(id),
    transcript: got(text),
    log,
  })
  for (const show of ['outcome', 'nothing'] as const) {
    const tests = [worth('a', 1), { ...worth('b', 1), show, title: secret }]
    for (const line of said) {
      const seen = examination({ runs: [run('a', 'open'), run('b', secret, [line])], log: line })
      t.notMatch(JSON.stringify(words('assessed', { tests, examination: seen })), secret, `assessed, ${show}`)
      const crashed = { ...seen, deaths: [{ ...exit, log: line }] }
      for (const firstDeathIn of ['a', 'b'])
        t.notMatch(
          JSON.stringify(words('crashed', { tests, examination: { ...crashed, firstDeathIn } })),
          secret,
          `crashed, ${show}`,
        )
    }
  }
})

t.test('of the limit on memory it is said what took it up', async (t) => {
  const told = (isFullOfSockets: boolean) =>
    words('limit-exceeded', { examination: examination({ limit: 'memory', isFullOfSockets }) }, 'memory')
  t.match(told(false), {
    title: 'Your service used too much memory',
    detail: 'It was stopped because it used more than 512 MB. Files in /data and /tmp count too.',
  })
  t.match(told(true), {
    title: 'The connections of your service used too much memory',
    detail: /more than 512 buffers contained unread data/,
    advice: /close those that you no longer need/,
  })
})

t.test('an exceeded limit without a name is a fault of ours', async (t) => {
  t.throws(() => words('limit-exceeded', {}, null), /none is named/)
})

t.test('nobody is told that there is nothing to mend while speed costs points', async (t) => {
  t.equal(adviseOnSpeed(makeReport()), null)
  const { checks } = makeReport()
  t.equal(
    adviseOnSpeed(makeReport({ checks: { ...checks, speed: makeSpeed() } })),
    'You lose points on speed. Start with “A page from the middle of the list”, which earned 0 of 100.',
  )
})
