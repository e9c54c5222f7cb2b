import t from 'tap'
import { defaultLimits, limitKinds } from '../../../contracts/limits.js'
import { noFacts, type RunFacts } from '../../../worker/grading/facts.js'
import { adviseOnSpeed, summarise } from '../../../worker/grading/words.js'
import { makeReport } from '../../cli/fixtures/reports.js'
import { makeSpeed } from '../../cli/fixtures/scenarios.js'
import { examination, failedRun, passedRun } from './examination-fixture.js'

const exit = { exitCode: 7, oomKilled: false }
const words = (verdict: Parameters<typeof summarise>[0]['verdict'], facts: Partial<RunFacts>, limit: Parameters<typeof summarise>[0]['limit'] = null) =>
  summarise({ verdict, limit }, { ...noFacts, ...facts }, defaultLimits)

t.test('every verdict says what happened and what to try', async (t) => {
  const all = [
    words('assessed', { examination: examination({}) }),
    words('build-failed', { build: { exitCode: 2, limit: null, log: '' } }),
    words('did-not-start', { refusal: 'No start script.' }),
    ...(['no-listener', 'foreign-listener', 'no-answer'] as const).map((reason) =>
      words('did-not-start', { examination: examination({ start: { ready: false, reason, detail: 'Seen.' } }) })),
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

t.test('flaky tests are counted as passed and named as worth a look', async (t) => {
  const { title, detail } = words('assessed', {
    examination: examination({ runs: [passedRun('a'), failedRun('b')] }),
    secondExamination: examination({ runs: [passedRun('b')] }),
  })
  t.equal(title, 'All tests passed')
  t.equal(detail, '2 of 2 tests passed. 1 of them passed only the second time: not held against you, but worth a look.')
})

t.test('numbers come from the limits and facts of the run', async (t) => {
  t.match(words('crashed', { examination: examination({ deaths: [exit] }) }).detail, /exit code 7/)
  t.match(words('limit-exceeded', { examination: examination({ limit: 'memory' }) }, 'memory').detail, /512 MB/)
  t.match(words('limit-exceeded', { build: { exitCode: 1, limit: 'memory', log: '' } }, 'memory').detail, /1024 MB/)
})

t.test('an exceeded limit without a name is a fault of ours', async (t) => {
  t.throws(() => words('limit-exceeded', {}, null), /none is named/)
})

t.test('nobody is told that there is nothing to mend while speed costs points', async (t) => {
  t.equal(adviseOnSpeed(makeReport()), null)
  const { checks } = makeReport()
  t.equal(adviseOnSpeed(makeReport({ checks: { ...checks, speed: makeSpeed() } })), 'What costs points is speed: begin with “A page from the middle of the list”, which earned 0 of 100.')
})
