import t from 'tap'
import { collectionOf, echo, endless, gradeBySuite, junk, testsById } from './grade-suite.js'

const ok = 'pm.test("is 200", () => pm.response.to.have.status(200))'
const ask = (runner: string, path: string) =>
  ({
    newman: {
      'hidden/made.json': collectionOf([
        ['asks', path, ok],
        ['asks again', '/again', ok],
      ]),
    },
    mocha: {
      'hidden/api/a.test.js': `const request = require('supertest')(process.env.BASE_URL)\nit('asks', () => request.get('${path}').expect(200))\nit('asks again', () => request.get('/again').expect(200))`,
    },
    jest: {
      'hidden/api/a.test.js': `const ask = async (path) => expect(await (await fetch(process.env.BASE_URL + path)).json()).toBeTruthy()\ntest('asks', () => ask('${path}'))\ntest('asks again', () => ask('/again'))`,
    },
    pytest: {
      'hidden/api/test_a.py': `import httpx, os\ndef ask(path):\n    assert httpx.get(os.environ["BASE_URL"] + path).json()\ndef test_asks():\n    ask("${path}")\ndef test_asks_again():\n    ask("/again")\n`,
    },
  })[runner] as Record<string, string>
const pathOf = (runner: string) => (runner === 'newman' ? 'hidden/made.json' : 'hidden/api')
const suiteOf = (runner: string) => `  - { runner: ${runner}, path: ${pathOf(runner)} }`

const answers = [
  'not HTTP at all\u0000\u001b[31m',
  'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: 9\r\n\r\n{"a": [[[',
  'HTTP/1.1 200 OK\r\n\r\n{"type":"finished"}\n{"type":"end","outcome":"passed"}\u2028',
]

for (const runner of ['newman', 'mocha', 'jest', 'pytest']) {
  t.test(`junk from a service fails the tests of ${runner}, and is no fault`, async (t) => {
    const report = await gradeBySuite({
      suites: suiteOf(runner),
      files: ask(runner, '/a'),
      server: junk(answers[['newman', 'jest'].includes(runner) ? 0 : 1] as string),
    })
    t.equal(report.verdict, 'assessed')
    t.same(
      report.checks.correctness.tests.map(({ outcome }) => outcome),
      ['failed', 'failed'],
    )
  })

  t.test(`an answer without an end fails the tests of ${runner}, and does not take the runner down`, async (t) => {
    const report = await gradeBySuite({ suites: suiteOf(runner), files: ask(runner, '/a'), server: endless })
    t.equal(report.verdict, 'assessed')
    t.same(
      report.checks.correctness.tests.map(({ outcome }) => outcome),
      ['failed', 'failed'],
    )
    t.match(report.checks.correctness.tests[0]?.message, runner === 'newman' ? /body of more than 1 MB/ : /./)
  })

  t.test(`a service that dies under ${runner} has crashed, and is started again for the next test`, async (t) => {
    const report = await gradeBySuite({ suites: suiteOf(runner), files: ask(runner, '/die') })
    t.equal(report.verdict, 'crashed')
    t.same(
      report.checks.correctness.tests.map(({ outcome }) => outcome),
      ['failed', 'passed'],
    )
    t.match(report.checks.correctness.tests[0]?.message, /Your service stopped during this test \(exit code 7\)/)
  })
}

t.test('a service that does not answer costs its test the time of one, whatever the client waits for', async (t) => {
  const source =
    'import os, requests\nbase = os.environ["BASE_URL"]\ndef test_silent():\n    requests.get(base + "/silent")\ndef test_after():\n    requests.get(base + "/a")\n'
  const server = echo.replace(
    "if (request.url === '/die')",
    "if (request.url === '/silent') return\n  if (request.url === '/die')",
  )
  const report = await gradeBySuite({ suites: suiteOf('pytest'), files: { 'hidden/api/test_a.py': source }, server })
  t.match(report.checks.correctness.tests, [
    { outcome: 'failed', message: 'The test did not finish in time.', log: ['asked /silent'] },
    { outcome: 'passed' },
  ])
})

t.test('lines that a service sends and a suite prints are no results', async (t) => {
  const source = `const request = require('supertest')(process.env.BASE_URL)
it('asks', async () => { const { text } = await request.get('/a').buffer(true).parse((r, done) => { let all = ''; r.on('data', (d) => (all += d)); r.on('end', () => done(null, all)) }); console.log(text); console.error(text); throw new Error(text) })`
  const forged = junk(
    `HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n\n{"type":"end","key":"[\\"a.test.js\\",\\"asks\\"]","outcome":"passed"}\n{"nonce":"","type":"done"}\n`,
  )
  const report = await gradeBySuite({
    suites: suiteOf('mocha'),
    files: { 'hidden/api/a.test.js': source },
    server: forged,
  })
  t.match(testsById(report)['asks'], { outcome: 'failed', earned: 0 })
})

/** A few KB that are far more once a client has unpacked or parsed them: more than a runner has memory for. */
const swells = {
  'packs gigabytes into a few of them': `response.setHeader('content-encoding', 'gzip'); response.end(bomb)`,
  'answers with millions of objects': `response.end('[' + '{},'.repeat(5_000_000) + '{}]')`,
}
const swelling = (answer: string) => `
const bomb = Buffer.concat(Array(64).fill(require('node:zlib').gzipSync(Buffer.alloc(16 * 1024 * 1024, 32))))
require('node:http').createServer((request, response) => {
  response.setHeader('content-type', 'application/json')
  if (request.url === '/a') { ${answer} } else response.end('{"a":1}')
}).listen(process.env.PORT)`

for (const [runner, how] of [
  ['jest', 'packs gigabytes into a few of them'],
  ['pytest', 'packs gigabytes into a few of them'],
  ['mocha', 'answers with millions of objects'],
] as const) {
  t.test(
    `a service that ${how} fails the tests of ${runner} that its runner does not get to, and is no fault`,
    async (t) => {
      const files =
        runner === 'mocha'
          ? {
              'hidden/api/a.test.js': `const ask = async (path) => { if (!(await (await fetch(process.env.BASE_URL + path)).json())) throw new Error('none') }\nit('asks', () => ask('/a'))\nit('asks again', () => ask('/again'))`,
            }
          : ask(runner, '/a')
      const report = await gradeBySuite({ suites: suiteOf(runner), files, server: swelling(swells[how]) })
      t.equal(report.verdict, 'assessed')
      t.equal(report.checks.correctness.tests[0]?.outcome, 'failed')
      t.comment(JSON.stringify(report.checks.correctness.tests.map(({ outcome, message }) => [outcome, message])))
    },
  )
}

const faults: [name: string, runner: string, files: Record<string, string>, message: RegExp][] = [
  [
    'a runner that ends before any test',
    'mocha',
    { 'hidden/api/a.test.js': `before(() => process.exit(3)); it('a', () => {})` },
    /The mocha suite hidden\/api: its runner ended with exit code 3/,
  ],
  [
    'a suite that does not parse',
    'mocha',
    { 'hidden/api/a.test.js': `it('a', (` },
    /hidden\/api does not load: [^]*SyntaxError/,
  ],
  [
    'a suite that does not parse',
    'jest',
    { 'hidden/api/a.test.js': `it('a', (` },
    /hidden\/api does not load: [^]*SyntaxError/,
  ],
  [
    'a suite that does not parse',
    'pytest',
    { 'hidden/api/test_a.py': 'def test_a(:\n' },
    /hidden\/api does not load: [^]*SyntaxError/,
  ],
  [
    'a package that is not there',
    'jest',
    { 'hidden/api/a.test.js': `require('nock'); it('a', () => {})` },
    /Cannot find module 'nock'/,
  ],
  [
    'a plugin that is not there',
    'pytest',
    { 'hidden/api/test_a.py': 'def test_a(httpserver):\n    pass\n' },
    /fixture 'httpserver' not found/,
  ],
  ['a suite without tests', 'jest', { 'hidden/api/a.js': '' }, /does not load|has no test/],
  [
    'a pattern that matches no test',
    'mocha',
    { 'hidden/api/a.test.js': `it('a', () => {})` },
    /the pattern "b" applies to no test of the mocha suite/,
  ],
]

const crashes: [how: string, runner: string, files: Record<string, string>][] = [
  [
    'ends by itself',
    'mocha',
    { 'hidden/api/a.test.js': `it('a', () => {}); it('b', () => process.exit(3)); it('c', () => {})` },
  ],
  [
    'is killed',
    'pytest',
    {
      'hidden/api/test_a.py':
        'import os\ndef test_a():\n    pass\ndef test_b():\n    os.kill(os.getpid(), 9)\ndef test_c():\n    pass\n',
    },
  ],
]

for (const [how, runner, files] of crashes) {
  t.test(
    `a runner (${runner}) that ${how} during a test fails what has not ended, for a service can bring it down`,
    async (t) => {
      const report = await gradeBySuite({ suites: suiteOf(runner), files })
      t.same(
        report.checks.correctness.tests.map(({ outcome }) => outcome),
        ['passed', 'failed', 'failed'],
      )
      t.match(report.checks.correctness.tests[1]?.message, /The suite ended by itself before this test did/)
    },
  )
}

for (const [name, runner, files, message] of faults) {
  t.test(`${name} (${runner}) is a fault, never a result`, async (t) => {
    const points = name.startsWith('a pattern') ? ', points: { b: 1 }' : ''
    await t.rejects(gradeBySuite({ suites: `  - { runner: ${runner}, path: hidden/api${points} }`, files }), {
      message,
    })
  })
}

t.test('an endless suite ends with the time for all tests; what ended before counts', async (t) => {
  const files = { 'hidden/api/a.test.js': `it('one', () => {})\nit('two', () => { for (;;); })\nit('three', () => {})` }
  const report = await gradeBySuite({ suites: suiteOf('mocha'), files, checkSeconds: 8 })
  t.match(report, { verdict: 'limit-exceeded', limit: 'time' })
  t.same(
    report.checks.correctness.tests.map(({ outcome }) => outcome),
    ['passed', 'not-run', 'not-run'],
  )
})

t.test('tests on the kit and several suites stand side by side, and no two have one id', async (t) => {
  const files = {
    'hidden/correctness/kit.test.mjs':
      "import { test, expect } from '@assay/kit'\ntest('asks', async ({ http }) => expect((await http.get('/a')).status).toBe(200))\n",
    ...ask('mocha', '/b'),
    ...ask('newman', '/c'),
  }
  const report = await gradeBySuite({ suites: `${suiteOf('mocha')}\n${suiteOf('newman')}`, files })
  t.same(Object.keys(testsById(report)), ['asks', 'asks-2', 'asks-again', 'asks-3', 'asks-again-2'])
  t.equal(report.score, 100)
})
