import t from 'tap'
import { findKeyLines } from '../../contracts/report/test-words.js'
import type { Report } from '../../contracts/report/report.js'
import { makeChecks, makeReport, makeTest } from '../cli/fixtures/reports.js'

const linesOf = (changes: Partial<Report>) => findKeyLines(makeReport({ verdict: 'did-not-start', ...changes }))?.lines

t.test('a service that did not start is explained by the error in its log', async (t) => {
  const logs = {
    node: "node:internal/modules\n    throw err\n    ^\n\nError: Cannot find module 'fastify'\n    at load (node:internal:1)\n\nNode.js v20.19.0\n",
    python:
      'Traceback (most recent call last):\n  File "/app/app.py", line 1, in <module>\n    import flask\nModuleNotFoundError: No module named \'flask\'\n',
    java: 'Exception in thread "main" java.lang.RuntimeException: no\n\tat a.B.c(B.java:1)\nCaused by: java.net.ConnectException: Connection refused\n\tat x.Y(Y.java)\n\t... 12 more\n',
    dotnet:
      'Error: libgssapi_krb5.so.2: cannot open shared object file\nUnhandled exception. System.IO.IOException: Read-only file system\n   at System.IO.File()\n',
    php: 'PHP Parse error:  syntax error, unexpected token ";" in /app/public/index.php on line 3\n',
  }
  const expected = {
    node: "Error: Cannot find module 'fastify'",
    python: "ModuleNotFoundError: No module named 'flask'",
    java: 'Caused by: java.net.ConnectException: Connection refused',
    dotnet: 'Unhandled exception. System.IO.IOException: Read-only file system',
    php: 'PHP Parse error:  syntax error, unexpected token ";" in /app/public/index.php on line 3',
  }
  for (const [name, line] of Object.entries(expected))
    t.match(linesOf({ serviceLog: logs[name as keyof typeof logs] })?.at(-1), line, name)
})

t.test('a build that failed is explained by its first error', async (t) => {
  const buildLog =
    'compiling\nsrc/a.ts(3,5): error TS2322: Type string is not number.\n  more on it\nsrc/b.ts(1,1): error TS1005: oops\n'
  t.same(linesOf({ verdict: 'build-failed', buildLog }), ['src/a.ts(3,5): error TS2322: Type string is not number.'])
})

t.test('where a service says that it listens, its address is shown', async (t) => {
  const serviceLog =
    'info: Microsoft.Hosting.Lifetime[14]\n      Now listening on: http://localhost:5000\ninfo: Microsoft.Hosting.Lifetime[0]\n      Content root path: /app\n'
  t.same(linesOf({ serviceLog }), ['      Now listening on: http://localhost:5000'])
})

t.test('a failed test of a suite is shown with what it compared', async (t) => {
  const dotnet =
    '  Failed ListTests.BooksAreListed [51 ms]\n  Error Message:\n   Assert.Equal() Failure: Values differ\nExpected: 3\nActual:   4\n  Stack Trace:\n     at ListTests.BooksAreListed() in /app/ListTests.cs:line 16\n\nFailed!  - Failed:     1, Passed:    15\n'
  t.same(linesOf({ serviceLog: dotnet }), [
    '  Failed ListTests.BooksAreListed [51 ms]',
    '   Assert.Equal() Failure: Values differ',
    'Expected: 3',
    'Actual:   4',
  ])
  const pytest =
    "E       AssertionError: assert ['Apple', 'Emma'] == ['Apple']\nE         Left contains one more item\n\ntest_books.py:32: AssertionError\n==== 1 failed ====\n"
  t.same(linesOf({ serviceLog: pytest }), ["E       AssertionError: assert ['Apple', 'Emma'] == ['Apple']"])
})

t.test('a log without an error is shown by its end, and long lines are cut', async (t) => {
  t.same(linesOf({ serviceLog: 'one\ntwo\nthree\nfour\n' }), ['two', 'three', 'four'])
  t.same(
    linesOf({ serviceLog: 'listening\nError: libgssapi_krb5.so.2: cannot open shared object file\n' }),
    ['listening'],
    'Npgsql prints it at every start',
  )
  t.equal(linesOf({ serviceLog: 'x'.repeat(5000) })?.[0]?.length, 302)
})

t.test('nothing is quoted where the tests ran, where nothing was printed, and what the summary has said', async (t) => {
  t.equal(linesOf({ verdict: 'assessed', serviceLog: 'Error: x' }), undefined)
  t.equal(linesOf({ serviceLog: ' \n' }), undefined)
  t.equal(
    linesOf({ serviceLog: 'Error: x', summary: { title: '', detail: 'It said: Error: x', advice: '' } }),
    undefined,
  )
  const thrown =
    "Unhandled exception. System.ArgumentNullException: Value cannot be null. (Parameter 'Host')\n   at Program.<Main>$(String[] args) in /app/Program.cs:line 5\n"
  t.equal(
    linesOf({
      serviceLog: thrown,
      summary: {
        title: '',
        detail: "The log says: System.ArgumentNullException: Value cannot be null. (Parameter 'Host')",
        advice: '',
      },
    }),
    undefined,
  )
  const buildLog = 'a.ts(1,1): error TS1005: one\na.ts(2,1): error TS1005: two\n'
  t.same(
    linesOf({
      verdict: 'build-failed',
      buildLog,
      summary: { title: '', detail: 'It ended. a.ts(1,1): error TS1005: one', advice: '' },
    }),
    ['a.ts(2,1): error TS1005: two'],
  )
  const long = `Unhandled exception. a.BException: ${'x'.repeat(400)}`
  t.equal(
    linesOf({ serviceLog: long, summary: { title: '', detail: `The log says: ${long.slice(21, 321)} …`, advice: '' } }),
    undefined,
  )
  t.equal(
    linesOf({ serviceLog: 'Caused by: a.B: x', summary: { title: '', detail: 'The log says: a.B: x', advice: '' } }),
    undefined,
  )
})

t.test('a crash is explained by the test that the summary names, and not at all where that is hidden', async (t) => {
  const stopped = (title: string, log: string[]) =>
    makeTest({ title, outcome: 'failed', message: 'Your service stopped during this test (exit code 1).', log })
  const report = (tests: ReturnType<typeof makeTest>[], where = ' during the test “b”') => ({
    verdict: 'crashed' as const,
    summary: { title: '', detail: `It stopped by itself${where} (exit code 1).`, advice: '' },
    serviceLog: 'error: relation "notes" already exists',
    checks: makeChecks(tests),
  })
  const first = makeTest({ title: 'a', log: ['SyntaxError: z'] })
  const tests = [first, stopped('b', ['TypeError: x']), stopped('c', ['RangeError: y'])]
  t.same(linesOf(report(tests)), ['TypeError: x'])
  t.same(linesOf(report(tests, ' right after it had passed the test “a”')), ['SyntaxError: z'])
  t.equal(linesOf(report(tests, ' during the tests')), undefined, 'what it stopped in first is hidden')
})

t.test('a suite that fails on the right service is explained by what it printed', async (t) => {
  const checks = makeChecks([makeTest({})])
  const report = {
    verdict: 'assessed' as const,
    serviceLog: 'AssertionError: 1 != 2',
    checks: { ...checks, correctness: { ...checks.correctness, reason: 'x' } },
  }
  t.same(linesOf(report), ['AssertionError: 1 != 2'])
})
