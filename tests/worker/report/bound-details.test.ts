import t from 'tap'
import { reportLimits, type TestResult } from '../../../contracts/report/report.js'
import { boundDetails } from '../../../worker/report/build-report.js'
import { makeExchange } from './examination-fixture.js'

const exchange = (path: string, body = '') => ({
  ...makeExchange({ method: 'GET', path, status: 200, responseBody: body }),
  curl: 'curl',
})

const resultOf = (id: string, outcome: TestResult['outcome'], exchanges: number, body = ''): TestResult => ({
  id,
  title: id,
  group: 'g',
  points: 1,
  hint: null,
  show: 'full',
  earned: 0,
  outcome,
  message: 'why',
  ms: 1,
  transcript: Array.from({ length: exchanges }, (_, index) => exchange(`/${index}`, body)),
  log: ['first', 'last'],
})

t.test('what keeps to the limits stays whole', async (t) => {
  const tests = [resultOf('a', 'passed', 10), resultOf('b', 'failed', 20)]
  t.same(boundDetails(tests), tests)
})

t.test('failed tests keep their requests before others do, in the order that tests had', async (t) => {
  const bounded = boundDetails([
    ...Array.from({ length: 12 }, (_, index) => resultOf(`p${index}`, 'passed', 20)),
    resultOf('f', 'failed', 20),
  ])
  t.equal(bounded.at(-1)?.transcript.length, 20)
  t.same(
    bounded.map(({ transcript }) => transcript.length),
    [...Array(11).fill(20), 10, 20],
  )
  t.equal(
    bounded.reduce((sum, { transcript }) => sum + transcript.length, 0),
    reportLimits.exchanges,
  )
  t.equal(bounded[11]?.message, 'why')
})

t.test('of a transcript that is too long the end stays, where the test failed', async (t) => {
  const body = 'x'.repeat(reportLimits.characters / 10)
  const [bounded] = boundDetails([resultOf('a', 'failed', 20, body)])
  t.same(
    bounded?.transcript.map(({ path }) => path),
    Array.from({ length: 9 }, (_, index) => `/${index + 11}`),
  )
})

t.test('a service that answers each request with all it can makes no report that is too large', async (t) => {
  const bounded = boundDetails(
    Array.from({ length: 500 }, (_, index) => resultOf(`t${index}`, 'failed', 20, '"\u0000'.repeat(2000))),
  )
  t.ok(JSON.stringify(bounded).length < reportLimits.length / 2)
})

t.test('long messages of very many tests are cut short, those of failed tests last', async (t) => {
  const message = 'x'.repeat(4000)
  const bounded = boundDetails([
    ...Array.from({ length: 999 }, (_, index) => ({ ...resultOf(`p${index}`, 'passed', 0), message })),
    { ...resultOf('f', 'failed', 0), message },
  ])
  t.equal(bounded.at(-1)?.message, message)
  t.equal(bounded[998]?.message, `${'x'.repeat(200)} …`)
  t.ok(JSON.stringify(bounded).length < reportLimits.length / 2)
})
