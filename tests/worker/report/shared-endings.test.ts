import t from 'tap'
import type { HiddenTest } from '../../../contracts/protocol/examiner.js'
import type { TestRun } from '../../../worker/checks/correctness/examination.js'
import type { Submitted } from '../../../worker/report/causes/cause.js'
import { handedIn } from './examination-fixture.js'
import { type Exchange, exchange, refused, summariseRuns, times } from './failed-runs-fixture.js'

const html = { 'content-type': 'text/html; charset=utf-8' }
const json = { 'content-type': 'application/json' }

const blockPage = `
<!DOCTYPE html>
<html lang="en">
<head>
  <meta http-equiv="content-type" content="text/html; charset=utf-8">
  <meta name="robots" content="NONE,NOARCHIVE">
  <title>403 Forbidden</title>
  <style type="text/css">
    html * { padding:0; margin:0; }
    body { font:small sans-serif; background:#eee; color:#000; }
  </style>
</head>
<body>
<div id="summary">
  <h1>Forbidden <span>(403)</span></h1>
  <p>Your address is blocked. Request aborted.</p>
</div>
<div id="info"><h2>Help</h2>`

const hostPage = `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN""http://www.w3.org/TR/html4/strict.dtd">
<HTML><HEAD><TITLE>Bad Request</TITLE>
<META HTTP-EQUIV="Content-Type" Content="text/html; charset=us-ascii"></ HEAD >
<BODY><h2>Bad Request - Invalid Hostname</h2>
<hr><p>HTTP Error 400. The request hostname is invalid.</p>
</BODY></HTML>`

t.test('the status that most failed tests stopped at is named, with what the response says', async (t) => {
  const quotes: [Partial<Exchange>, string][] = [
    [
      { status: 403, responseHeaders: html, responseBody: blockPage },
      '403: "Your address is blocked. Request aborted."',
    ],
    [
      { status: 400, responseHeaders: { 'content-type': 'text/html; charset=us-ascii' }, responseBody: hostPage },
      '400: "Bad Request - Invalid Hostname".',
    ],
    [{ status: 422, responseHeaders: json, responseBody: '{"error":"text is missing"}' }, '422: "text is missing".'],
    [
      {
        status: 404,
        responseHeaders: json,
        responseBody: '{"message":"Route POST:/notes not found","error":"Not Found","statusCode":404}',
      },
      '404: "Route POST:/notes not found".',
    ],
    [
      {
        status: 422,
        responseHeaders: json,
        responseBody: '{"detail":[{"type":"missing","loc":["body","title"],"msg":"Field required"}]}',
      },
      '422: "Field required".',
    ],
    [{ status: 404, responseHeaders: json, responseBody: '{"detail":"Not Found"}' }, '404.'],
    [
      {
        status: 404,
        responseHeaders: html,
        responseBody: '<html><head><title>Error</title></head><body><pre>Cannot POST /notes</pre></body></html>',
      },
      '404: "Cannot POST /notes".',
    ],
    [
      {
        status: 500,
        responseHeaders: html,
        responseBody:
          '<!doctype html><html><head><title>TypeError: no &quot;id&quot;\n // Werkzeug Debugger</title></head><body><h1>TypeError</h1>',
      },
      '500: "TypeError: no "id" // Werkzeug Debugger".',
    ],
    [{ status: 500, responseHeaders: { 'content-type': 'text/plain' }, responseBody: 'Internal Server Error' }, '500.'],
    [{ status: 500, responseBody: '\u001b[31mboom\u202e\u0007\nat x' }, '500: "boom\\u202e\\u0007".'],
    [{ status: 503, responseBody: 'x'.repeat(400) }, `503: "${'x'.repeat(150)} …"`],
    [{ status: 500, responseHeaders: { 'content-type': 'application/octet-stream' }, responseBody: 'noise' }, '500.'],
  ]
  for (const [response, said] of quotes)
    t.equal(summariseRuns(times(7, refused(response))).detail, `1 of 8 tests passed. All 7 failed tests got a ${said}`)
  const mixed = [
    ...times(4, refused({ status: 403, responseBody: 'No token' })),
    refused({ status: 404 }),
    refused({ status: 422 }),
    refused({}),
  ]
  t.match(summariseRuns(mixed), {
    detail: '1 of 8 tests passed. 4 of the 7 failed tests got a 403: "No token".',
    advice: /responds with a 403/,
  })
})

t.test('a redirect is named with where it leads', async (t) => {
  const redirect = (location: string, path = '/notes') => refused({ path, status: 307, responseHeaders: { location } })
  const told = (runs: TestRun[]) => summariseRuns(runs).detail.replace(/.* failed tests /, '')
  t.equal(told(times(3, redirect('/login?next=/notes'))), 'were redirected (307) to /login.')
  t.equal(told(times(3, redirect('http://['))), 'were redirected (307).')
})

t.test(
  'nothing is said of few tests, of a status that was asked for, and of tests that show less than everything',
  async (t) => {
    const detail = (...given: Parameters<typeof summariseRuns>) =>
      summariseRuns(...given).detail.replace(/^1 of \d+ tests passed\.\s*/, '')
    const secret = refused({ status: 403, responseBody: 'secret' })
    t.equal(detail(times(2, secret)), '')
    t.equal(detail([...times(3, secret), ...times(4, refused({ status: 200 }))]), '')
    t.equal(detail(times(3, refused({ status: 404 }, { message: 'Expected: 404\nReceived: 404' }))), '')
    t.equal(
      detail(
        times(
          3,
          refused({ status: 404 }, { message: '- "gone"\n+ "Gone"\n\nThe last response was 404, to GET /notes/1.' }),
        ),
      ),
      '',
      'its body was wrong',
    )
    t.equal(detail(times(5, secret), handedIn(), times(5, 'outcome')), '')
    t.equal(detail(times(5, secret), handedIn(), ['full', 'full', 'outcome', 'nothing', 'nothing']), '')
    const partly = [...times(3, secret), ...times(4, refused({ status: 500, responseBody: 'hidden' }))]
    t.equal(
      detail(partly, handedIn(), ['full', 'full', 'full', 'outcome', 'outcome', 'nothing', 'nothing']),
      'All 3 failed tests that are shown in full got a 403: "secret".',
    )
  },
)

t.test('a response that different requests got alike is quoted, whatever its status', async (t) => {
  const got = (
    responseBody: string,
    responseHeaders: Record<string, string>,
    paths = ['/notes', '/notes/1', '/notes/2', '/'],
  ) =>
    summariseRuns(
      paths.map((path) =>
        refused({ path, status: 200, responseBody, responseHeaders }, { message: 'Expected: 201\nReceived: 200' }),
      ),
    )
  t.match(got('Connection failed', { 'content-type': 'text/html' }), {
    detail: /All 4 failed tests got the same response \(200\): "Connection failed"\.$/,
    advice: /an error may be caught and hidden/,
  })
  t.match(
    got('<!doctype html><html><head><title>Notes</title></head><body><div id="root"></div></body></html>', html),
    { detail: /the same HTML page \(200\): "Notes"\.$/, advice: /the fallback of a front end/ },
  )
  t.notMatch(
    got('Connection failed', {}, ['/notes', '/notes', '/notes']).detail,
    /the same response/,
    'the same request may well get the same response',
  )
  t.notMatch(got('{"id":1}', json).detail, /the same response/)
})

t.test('simultaneous requests count by what the last of them got', async (t) => {
  const together = refused(
    { status: 307, responseHeaders: { location: '/login' } },
    {
      message:
        '- Expected  - 2\n+ Received  + 2\n\n  Array [\n-   201,\n+   307,\n  ]\n\nThe last response was 307, to POST /notes.',
    },
  )
  t.match(summariseRuns(times(3, together)).detail, /All 3 failed tests were redirected/)
})

t.test('of simultaneous requests, a server error counts wherever it came', async (t) => {
  const together = (status: number) =>
    refused(
      {},
      {
        message: `- Expected\n+ Received\n\n  Array [\n-   412,\n+   ${status},\n  ]\n\nThe last response was 200, to PATCH /notes/1.`,
        transcript: [
          exchange({ status, responseHeaders: json, responseBody: '{"error":"The database is unavailable."}' }),
          exchange({ status: 200 }),
        ],
      },
    )
  t.match(
    summariseRuns(times(3, together(503))).detail,
    /All 3 failed tests got a 503: "The database is unavailable\."$/,
  )
})

t.test('an exception in the log of such tests is quoted instead of a body, and once', async (t) => {
  const broken = refused(
    { status: 500, responseBody: 'TypeError: no id' },
    { log: ["TypeError: Cannot read properties of undefined (reading 'id')"] },
  )
  t.match(summariseRuns(times(7, broken)), {
    detail:
      "1 of 8 tests passed. All 7 failed tests got a 500. The log says: TypeError: Cannot read properties of undefined (reading 'id')",
    advice: /^Fix this error first/,
  })
})

t.test('an exception that every failed test logged with a server error is quoted, however few there are', async (t) => {
  const failed = (log: string, changes: Partial<Exchange> = {}) =>
    refused(
      { ...changes, status: 201 },
      { transcript: [exchange({ status: 500, ...changes }), exchange({ path: '/' })], log: [log] },
    )
  const detail = (runs: TestRun[]) => summariseRuns(runs).detail.replace(/^1 of \d+ tests passed\.\s*/, '')
  t.equal(
    detail([failed('ValueError: no note 4'), failed('ValueError: no note 7')]),
    'Both failed tests got a server error. The log says: ValueError: no note 4',
  )
  t.equal(detail([failed('KeyError: 1')]), 'The failed test got a server error. The log says: KeyError: 1')
  t.equal(detail([failed('KeyError: 1'), failed('ValueError: 1')]), '')
  t.equal(detail([failed('KeyError: 1'), failed('fine')]), '')
  const stopped = { before: [{ action: 'service.stop' as const, service: 'db' }] }
  t.equal(detail([failed('OperationalError: server closed the connection', stopped)]), '', 'the test has stopped it')
})

t.test('a line that every failed test logged is quoted where no exception is', async (t) => {
  const failed = (line: string) =>
    refused({ status: 500 }, { log: [`[01-Dec-2026 00:39:08 UTC] ${line}`, 'POST /notes 500'] })
  t.match(summariseRuns(times(3, failed('The options are mandatory'))), {
    detail: '1 of 4 tests passed. All 3 failed tests got a 500. The log says: The options are mandatory',
    advice: 'Fix this error first.',
  })
  t.match(summariseRuns([failed('one'), failed('two'), failed('three')]).detail, /got a 500\.$/)
})

t.test('a request that succeeded and failed in one test is to be sent many times, not once', async (t) => {
  const together = refused({}, { transcript: [exchange({}), exchange({ status: 500 }), exchange({})] })
  t.match(summariseRuns([together]), {
    detail: '1 of 2 tests passed. The same POST request succeeded and failed (500) within one test.',
    advice: /^Send it many times at the same time/,
  })
  t.match(summariseRuns([together, refused({ status: 404 })]).advice, /^Start with the first failed test/)
  const restarted = { status: 500, before: [{ action: 'subject.restart' as const }] }
  const later = refused({}, { transcript: [exchange({}), exchange(restarted)] })
  t.match(summariseRuns([later]).advice, /^Start with the first failed test/, 'something happened in between')
})

t.test('what only most of the responses say is counted', async (t) => {
  const got = (message: string) =>
    refused({ status: 404, responseHeaders: json, responseBody: JSON.stringify({ message }) })
  t.equal(
    summariseRuns([...times(3, got('No route')), got('Gone')]).detail,
    '1 of 5 tests passed. All 4 failed tests got a 404, 3 of them with "No route".',
  )
})

t.test('errors of another media type are named, and their hints come second', async (t) => {
  const failed = (message: string) =>
    refused(
      { status: 404, responseHeaders: { 'content-type': 'application/json; charset=utf-8' }, responseBody: '{}' },
      { message },
    )
  const jest =
    'expect(received).toMatch(expected)\n\nExpected pattern: /^application\\/problem\\+json\\b/\nReceived string:  "application/json; charset=utf-8"'
  const chai = "expected 'application/json' to include 'application/problem+json'"
  t.match(summariseRuns([failed(jest), failed(chai), failed(chai)]), {
    detail: /All 3 failed tests stopped at an error response with the media type application\/json instead of/,
    advice: /^Set the header Content-Type of every error response/,
  })
  t.notMatch(
    summariseRuns(times(3, failed('Expected: 404\nReceived: 400'))).detail,
    /media type/,
    'whatever the type, where something else was compared',
  )
})

t.test('a field that differs in most failed tests is named, and times by their digits', async (t) => {
  const failed = (name: string, expected: string, received: string) =>
    refused(
      { status: 200, responseHeaders: json, responseBody: '{}' },
      {
        message: `expect(received).toEqual(expected)\n\n- Expected  - 1\n+ Received  + 1\n\n  Object {\n-   "${name}": ${expected},\n+   "${name}": ${received},\n    "id": 3,\n  }`,
      },
    )
  t.match(
    summariseRuns([
      ...times(3, failed('createdAt', '"2026-12-01T12:50:54.4109016Z"', '"2026-12-01T12:50:54.410901Z"')),
    ]),
    {
      detail:
        /All 3 failed tests compared objects in which only createdAt differs, by the digits of a second: .* The database keeps fewer of them than your code makes\.$/,
      advice: /^Cut the time to milliseconds when you make it/,
    },
  )
  t.match(
    summariseRuns([
      ...times(2, failed('price', '10', '"10.00"')),
      ...times(2, failed('total', '20', '"20.00"')),
      failed('price', '5', '"5.00"'),
    ]).detail,
    /3 of the 5 failed tests compared objects in which only price differs: "10\.00" instead of 10\.$/,
  )
  t.notMatch(summariseRuns([...times(2, failed('price', '10', '"10.00"'))]).detail, /price/, 'two are soon read')
  t.notMatch(
    summariseRuns([...times(3, failed('at', '"2026-12-01T12:50:54.41Z"', '"2026-12-01T12:50:55.4100Z"'))]).detail,
    /digits/,
    'a second apart',
  )
})

t.test('where requests overlap, the advice is not to replay one, and names what they share', async (t) => {
  const many = refused({}, { ms: 12, message: 'Expected: 20\nReceived: 7', transcript: times(20, exchange({})) })
  const finding = {
    rule: 'javac:request-in-field',
    category: 'correctness-risk',
    level: 'severe',
    path: 'src/A.java',
    line: 25,
    column: 13,
    endLine: 25,
    message: '`note` belongs to one request, but all requests share it.',
    why: 'One servlet handles all requests.',
    fix: 'Keep it in a local variable.',
  } as const
  const found: Submitted = { ...handedIn({}, 'java'), findings: [finding] }
  t.match(summariseRuns([many], found), {
    detail: /overlap, and src\/A\.java:25 is the likely cause\. `note` belongs to one request/,
    advice: /^Keep it in a local variable\. To reproduce this, send many requests at the same time/,
  })
  t.match(
    summariseRuns([many], { ...found, findings: [{ ...finding, rule: 'roslyn:S2696' }] }).detail,
    'src/A.java:25 is the likely cause. One servlet handles all requests.',
  )
  t.match(summariseRuns([many], handedIn()), {
    detail: /1 of 2 tests passed\.$/,
    advice: /^Requests of the failed test overlap, so one alone may work: send many at the same time/,
  })
  t.match(summariseRuns([many], { ...found, findings: [{ ...finding, rule: 'javac:other' }] }).advice, /^Requests of/)
  const apart = { ...many, ms: 190 }
  for (const [runs, shows] of [
    [[apart], []],
    [[many, apart], []],
    [[many], ['outcome']],
  ] as [TestRun[], HiddenTest['show'][]][])
    t.match(summariseRuns(runs, found, shows).advice, /^Start with the first failed test/)
})
