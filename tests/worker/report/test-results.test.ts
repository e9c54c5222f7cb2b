import t from 'tap'
import { textLimits } from '../../../contracts/protocol/bounds.js'
import type { HiddenTest } from '../../../contracts/protocol/examiner.js'
import { noFacts } from '../../../worker/report/verdict.js'
import { gradeTests } from '../../../worker/checks/correctness/score.js'
import type { TestRun } from '../../../worker/checks/correctness/examination.js'
import { examination, failedRun, makeExchange, passedRun } from './examination-fixture.js'

const hidden = (id: string, points: number): HiddenTest => ({
  id,
  title: id,
  group: 'g',
  points,
  hint: 'try',
  show: 'full',
  file: 'hidden/correctness/g.test.mjs',
})

t.test('a passed test earns its points and a failed one nothing', async (t) => {
  const facts = {
    ...noFacts,
    tests: [hidden('a', 3), hidden('b', 2)],
    examination: examination({ runs: [passedRun('a'), failedRun('b')] }),
  }
  t.match(gradeTests(facts), [
    { id: 'a', outcome: 'passed', earned: 3 },
    { id: 'b', outcome: 'failed', earned: 0, message: 'expected 1, got 2' },
  ])
})

const unavailable = (message: string, transcript: { status: number }[]): TestRun => ({
  ...failedRun('a'),
  message,
  transcript: transcript.map((changes) => makeExchange({ method: 'PATCH', path: '/todos/1', ...changes })),
})

t.test('a hint comes second where a test stopped at a server error', async (t) => {
  const hintOf = (run: TestRun, show: HiddenTest['show'] = 'full') =>
    gradeTests({ ...noFacts, tests: [{ ...hidden('a', 1), show }], examination: examination({ runs: [run] }) })[0]?.hint
  const wanted =
    'First find out why your service responded with 503 to PATCH /todos/1. If this test still fails then: try'
  t.equal(hintOf(unavailable('Expected: 201\nReceived: 503', [{ status: 503 }])), wanted)
  const together = unavailable('  Array [\n-   412,\n+   503,\n  ]', [{ status: 503 }, { status: 200 }])
  t.equal(hintOf(together), wanted, 'of simultaneous requests the last may be another')
  const refusal = unavailable('Expected: 422\nReceived: 500', [{ status: 500 }])
  t.equal(hintOf(refusal), 'try', 'what the test sends is what the service fails on')
  const refused = unavailable('expected response to have status code 200 but got 422', [{ status: 422 }])
  t.match(hintOf(refused), /^First find out why your service responded with 422 to PATCH/)
  t.equal(hintOf(unavailable('expected response to have status code 409 but got 422', [{ status: 422 }])), 'try')
  const numbers = unavailable("sorted: expected [ 9789, 9784, …(1) ] to deeply equal [ '9789', …(2) ]", [
    { status: 200 },
  ])
  t.match(hintOf(numbers), /^The values are right, but not their type/)
  t.equal(hintOf(unavailable("expected [ '1' ] to deeply equal [ '2' ]", [{ status: 200 }])), 'try')
  t.equal(hintOf(unavailable('Expected: 503\nReceived: 200', [{ status: 503 }, { status: 200 }])), 'try')
  t.equal(
    hintOf(unavailable('Expected: 201\nReceived: 503', [{ status: 503 }]), 'outcome'),
    'try',
    'it would say more than is shown',
  )
})

t.test('where a test restarted the service, a refusal is what its hint is about', async (t) => {
  const lost: TestRun = {
    ...failedRun('a'),
    message: 'Expected: 200\nReceived: 404',
    transcript: [makeExchange({}), makeExchange({ status: 404, before: [{ action: 'subject.kill' }] })],
  }
  t.equal(
    gradeTests({ ...noFacts, tests: [hidden('a', 1)], examination: examination({ runs: [lost] }) })[0]?.hint,
    'try',
  )
})

const diff = (lines: string) =>
  `expect(received).toEqual(expected)\n\n- Expected  - 1\n+ Received  + 1\n\n  Object {\n${lines}\n    "id": 3,\n  }`
const times = diff('-   "createdAt": "2026-12-01T12:50:54.4109016Z",\n+   "createdAt": "2026-12-01T12:50:54.410901Z",')

t.test('a hint comes second where many tests failed by the same field', async (t) => {
  const gradeAll = (messages: Record<string, string>) =>
    gradeTests({
      ...noFacts,
      tests: Object.keys(messages).map((id) => ({ ...hidden(id, 1), show: id === 'unseen' ? 'outcome' : 'full' })),
      examination: examination({
        runs: Object.entries(messages).map(([id, message]) => ({ ...failedRun(id), message })),
      }),
    }).map(({ hint }) => hint)
  const other = diff('-   "done": true,\n+   "done": false,')
  const second = 'First find out why createdAt differs, as in other tests. If this test still fails then: try'
  t.same(gradeAll({ a: times, b: times, c: times, other, unseen: times }), [
    second,
    second,
    second,
    'try',
    'First fix the failed tests that are shown in full: this one may fail for the same reason. If it still fails then: try',
  ])
  t.same(gradeAll({ a: times, b: times, other }), ['try', 'try', 'try'], 'two may be chance')
})

t.test('a hint comes second where an error has another media type', async (t) => {
  const run: TestRun = {
    ...failedRun('a'),
    message: "expected 'application/json' to include 'application/problem+json'",
    transcript: [makeExchange({ status: 415, responseHeaders: { 'content-type': 'application/json' } })],
  }
  t.match(
    gradeTests({ ...noFacts, tests: [hidden('a', 1)], examination: examination({ runs: [run] }) })[0]?.hint,
    /^The response to POST \/notes has the media type application\/json, not application\/problem\+json.* that: try$/,
  )
})

t.test('a hint stays within its bound, whatever is said before it', async (t) => {
  const run = unavailable('Expected: 201\nReceived: 503', [{ status: 503 }])
  const [graded] = gradeTests({
    ...noFacts,
    tests: [{ ...hidden('a', 1), hint: 'h'.repeat(textLimits.hint) }],
    examination: examination({ runs: [run] }),
  })
  t.match(graded?.hint, /^First find out why/)
  t.equal(graded?.hint?.length, textLimits.hint)
})

t.test('the commands of a later test of a collection say that it builds on those before it', async (t) => {
  const file = 'hidden/books.json'
  const run = (id: string): TestRun => ({
    ...failedRun(id),
    transcript: [makeExchange({ requestHeaders: { 'postman-token': 'x', 'cache-control': 'no-cache' } })],
  })
  const curls = gradeTests({
    ...noFacts,
    tests: ['a', 'b'].map((id) => ({ ...hidden(id, 1), file })),
    examination: examination({ runs: [run('a'), run('b')] }),
  }).map(({ transcript }) => transcript[0]?.curl ?? '')
  t.match(curls[0], /^curl /)
  t.match(curls[1], /^# The tests of this collection build on each other: .*\ncurl /)
  t.notMatch(curls[0], /postman-token|cache-control/)
})

t.test('the hint of a flaky test is about the round in which it failed', async (t) => {
  const failed = unavailable('Expected: 201\nReceived: 503', [{ status: 503 }])
  const facts = {
    ...noFacts,
    tests: [hidden('a', 1)],
    examination: examination({ runs: [passedRun('a')] }),
  }
  const other = { ...facts, examination: examination({ runs: [failed] }) }
  t.match(gradeTests({ ...facts, otherRound: { place: 'first', facts: other } })[0], {
    outcome: 'flaky',
    hint: /^First find out why your service responded with 503/,
  })
})

t.test('tests are listed as not run when the run did not get to them', async (t) => {
  t.match(gradeTests({ ...noFacts, tests: [hidden('a', 3)] }), [{ id: 'a', outcome: 'not-run', earned: 0 }])
})

t.test('every request of a transcript carries the command that replays it', async (t) => {
  const exchange = {
    method: 'POST',
    path: '/todos',
    requestHeaders: { 'content-type': 'application/json' },
    requestBody: `{"title":"it's"}`,
    status: 201,
    responseHeaders: {},
    responseBody: '{}',
    ms: 1,
    error: null,
  }
  const facts = {
    ...noFacts,
    tests: [hidden('a', 1)],
    examination: examination({ runs: [{ ...passedRun('a'), transcript: [exchange] }] }),
  }
  t.equal(
    gradeTests(facts)[0]?.transcript[0]?.curl,
    String.raw`curl -i -X POST -H 'content-type: application/json' --data-binary '{"title":"it'\''s"}' 'http://localhost:3000/todos'`,
  )
})
