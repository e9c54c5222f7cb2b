import t from 'tap'
import {
  createItemRecord,
  type ItemRecord,
  type NewmanError,
} from '../../../sandbox-images/examiner/suites/runners/newman-item.js'

const headers = (all: Record<string, string>) => ({
  all: () => Object.entries(all).map(([key, value]) => ({ key, value })),
})
const url = { getPathWithQuery: () => '/a?b=1', getHost: () => 'shop.example' }
const request = {
  method: 'POST',
  url,
  headers: headers({ 'Content-Type': 'text/plain' }),
  body: { isEmpty: () => false, toString: () => 'hello' },
}
const response = { code: 201, headers: headers({ Location: '/a/1' }), stream: Buffer.from('made'), responseTime: 3 }
const judge = (fill: (record: ItemRecord) => void, hasAssertions = true) => {
  const record = createItemRecord(8080, null)
  fill(record)
  return record.conclude({ hasAssertions })
}

t.test('a request with its assertions is one test, with what was said', (t) => {
  const told = judge((record) => {
    record.addExchange(null, { request, response })
    record.addAssertion(null, { name: 'is made', isSkipped: false })
  })
  t.match(told, { outcome: 'passed', message: null, contract: { checkedCount: 0 } })
  t.match(told.transcript, [
    {
      method: 'POST',
      path: '/a?b=1',
      requestHeaders: { 'content-type': 'text/plain' },
      requestBody: 'hello',
      status: 201,
      responseHeaders: { location: '/a/1' },
      responseBody: 'made',
      ms: 3,
      error: null,
    },
  ])
  t.end()
})

t.test('every failed assertion is named, and each thing once', (t) => {
  const { outcome, message } = judge((record) => {
    record.addAssertion(new Error('expected 1 to be 2'), { name: 'counts', isSkipped: false })
    record.addAssertion(null, { name: 'is there', isSkipped: false })
    for (let times = 0; times < 2; times++) record.addScriptError({ name: 'TypeError', message: 'no' })
  })
  t.same([outcome, message], ['failed', 'counts: expected 1 to be 2\nA script of the test ended early: TypeError: no'])
  t.end()
})

t.test('no assertion reached is no pass, where there are some', (t) => {
  const skip = (record: ItemRecord) => record.addAssertion(null, { name: 'later', isSkipped: true })
  t.match(judge(skip), { outcome: 'failed', message: /None of the assertions/ })
  t.match(
    judge(() => undefined, false),
    { outcome: 'passed' },
  )
  t.end()
})

const errors: [error: Partial<NewmanError>, message: RegExp][] = [
  [{ code: 'ECONNREFUSED' }, /Nothing is listening on port 8080/],
  [{ code: 'ESOCKETTIMEDOUT' }, /within 5000 ms/],
  [{ message: 'Maximum response size reached' }, /more than 1 MB/],
  [{ code: 'ENOTFOUND' }, /goes to shop\.example, but only the service can be reached/],
]

for (const [error, expected] of errors) {
  t.test(`a request that failed (${JSON.stringify(error)}) is told in words`, (t) => {
    const { outcome, message, transcript } = judge((record) => record.addExchange(error as NewmanError, { request }))
    t.equal(outcome, 'failed')
    t.match(message, expected)
    t.match(transcript, [{ status: null, error: expected }])
    t.end()
  })
}
