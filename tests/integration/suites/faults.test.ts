import t from 'tap'
import { openExaminer } from '../../../worker/checks/examiner-channel.js'
import { newIdentity, openExamplePod } from '../pod/example-pod.js'
import { collectionOf, exerciseOf, gradeBySuite, misbehaving, testsById } from './grade-suite.js'

const runners = ['newman', 'mocha', 'jest', 'pytest'] as const
type Runner = (typeof runners)[number]

const ok = 'pm.test("is 200", () => pm.response.to.have.status(200))'
/** The source of a suite whose tests ask for paths. */
const sources: Record<Runner, (tests: [name: string, path: string][]) => string> = {
  newman: (tests) => collectionOf(tests.map(([name, path]) => [name, path, ok])),
  mocha: (tests) =>
    `const request = require('supertest')(process.env.BASE_URL)\n${tests.map(([name, path]) => `it('${name}', () => request.get('${path}').expect(200))`).join('\n')}\n`,
  jest: (tests) =>
    `const ask = async (path) => expect(await (await fetch(process.env.BASE_URL + path)).json()).toBeTruthy()\n${tests.map(([name, path]) => `test('${name}', () => ask('${path}'))`).join('\n')}\n`,
  pytest: (tests) =>
    `import httpx, os, requests\nbase = os.environ["BASE_URL"]\ndef ask(path):\n    assert httpx.get(base + path).json()\n${tests.map(([name, path]) => `def test_${name.replace(/ /g, '_')}():\n    ask("${path}")\n`).join('')}`,
}
const fileOf = (runner: Runner, folder: string) =>
  ({
    newman: `hidden/${folder}.json`,
    mocha: `hidden/${folder}/a.test.js`,
    jest: `hidden/${folder}/a.test.js`,
    pytest: `hidden/${folder}/test_a.py`,
  })[runner]
const suiteOf = (runner: Runner, folder: string = runner) =>
  `  - { runner: ${runner}, path: hidden/${folder}${runner === 'newman' ? '.json' : ''} }`

/** Tests of a single runner, after those that every runner has. */
const more: Partial<Record<Runner, string>> = {
  mocha: `it('mocha forged', async () => { const { text } = await request.get('/forged').buffer(true).parse((r, done) => { let all = ''; r.on('data', (d) => (all += d)); r.on('end', () => done(null, all)) }); console.log(text); console.error(text); throw new Error(text) })`,
  pytest: `def test_pytest_silent():\n    requests.get(base + "/silent")\ndef test_pytest_after_silent():\n    requests.get(base + "/a")\n`,
}

/** Suites that one service makes trouble for, each in a process of its own; one grading has them all. */
const troubled: [runner: Runner, folder: string, source: string][] = runners.map((runner) => {
  const junk = ['newman', 'jest'].includes(runner) ? '/no-http' : '/broken-gzip'
  const tests = sources[runner]([
    [`${runner} junk`, junk],
    [`${runner} junk again`, junk],
    [`${runner} endless`, '/endless'],
    [`${runner} endless again`, '/endless'],
  ])
  return [runner, runner, tests + (more[runner] ?? '')]
})
troubled.push(
  ...(['jest', 'pytest'] as const).map((runner): [Runner, string, string] => [
    runner,
    `${runner}-gigabytes`,
    sources[runner]([
      [`${runner} gigabytes`, '/gigabytes'],
      [`${runner} after gigabytes`, '/a'],
    ]),
  ]),
  [
    'mocha',
    'mocha-objects',
    `const ask = async (path) => { if (!(await (await fetch(process.env.BASE_URL + path)).json())) throw new Error('none') }\nit('mocha objects', () => ask('/objects'))\nit('mocha after objects', () => ask('/a'))`,
  ],
  [
    'mocha',
    'mocha-ends',
    `it('mocha before crash', () => {}); it('mocha crash', () => process.exit(3)); it('mocha after crash', () => {})`,
  ],
  [
    'pytest',
    'pytest-is-killed',
    'import os\ndef test_pytest_before_crash():\n    pass\ndef test_pytest_crash():\n    os.kill(os.getpid(), 9)\ndef test_pytest_after_crash():\n    pass\n',
  ],
)
const report = await gradeBySuite({
  suites: troubled.map(([runner, folder]) => suiteOf(runner, folder)).join('\n'),
  files: Object.fromEntries(troubled.map(([runner, folder, source]) => [fileOf(runner, folder), source])),
  server: misbehaving({
    'no-http': 'not HTTP at all\u0000\u001b[31m',
    'broken-gzip':
      'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: 9\r\n\r\n{"a": [[[',
    forged: `HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n\n{"type":"end","key":"[\\"a.test.js\\",\\"mocha forged\\"]","outcome":"passed"}\n{"nonce":"","type":"done"}\n`,
  }),
  checkSeconds: 240,
})
const { tests } = report.checks.correctness
/** How tests of this runner ended. */
const ended = (runner: Runner, ...names: string[]) =>
  names.map((name) => tests.find(({ id }) => id.endsWith(`${runner} ${name}`.replace(/ /g, '-'))))

t.test('no trouble that a service makes for a suite is a fault', async (t) => {
  t.equal(report.verdict, 'assessed')
  t.equal(tests.length, 4 * 4 + 2 + 1 + 2 * 3 + 3 * 2)
})

for (const runner of runners) {
  t.test(`junk from a service fails the tests of ${runner}`, async (t) => {
    t.match(ended(runner, 'junk', 'junk again'), [{ outcome: 'failed' }, { outcome: 'failed' }])
  })

  t.test(`an answer without an end fails the tests of ${runner}, and does not take the runner down`, async (t) => {
    t.match(ended(runner, 'endless', 'endless again'), [
      { outcome: 'failed', message: runner === 'newman' ? /body of more than 1 MB/ : /./ },
      { outcome: 'failed' },
    ])
  })
}

t.test('a service that does not answer costs its test the time of one, whatever the client waits for', async (t) => {
  t.match(ended('pytest', 'silent', 'after silent'), [
    { outcome: 'failed', message: 'The test did not finish in time.', log: ['asked /silent'] },
    { outcome: 'passed' },
  ])
})

t.test('lines that a service sends and a suite prints are no results', async (t) => {
  t.match(ended('mocha', 'forged'), [{ outcome: 'failed', earned: 0 }])
})

for (const [runner, way, does] of [
  ['jest', 'gigabytes', 'packs gigabytes into a few of them'],
  ['pytest', 'gigabytes', 'packs gigabytes into a few of them'],
  ['mocha', 'objects', 'answers with millions of objects'],
] as const) {
  t.test(`a service that ${does} fails the tests of ${runner} that its runner does not get to`, async (t) => {
    const told = ended(runner, way, `after ${way}`)
    t.equal(told[0]?.outcome, 'failed')
    t.comment(JSON.stringify(told.map((test) => [test?.outcome, test?.message])))
  })
}

for (const [runner, how] of [
  ['mocha', 'ends by itself'],
  ['pytest', 'is killed'],
] as const) {
  t.test(
    `a runner (${runner}) that ${how} during a test fails what has not ended, for a service can bring it down`,
    async (t) => {
      t.match(ended(runner, 'before crash', 'crash', 'after crash'), [
        { outcome: 'passed' },
        { outcome: 'failed', message: /The suite ended by itself before this test did/ },
        { outcome: 'failed' },
      ])
    },
  )
}

// A service has four lives in a run, so that two runners at most see it die and come back.
for (const pair of [
  ['newman', 'mocha'],
  ['jest', 'pytest'],
] as const) {
  t.test(`a service that dies under ${pair.join(' and ')} has crashed, and is started again each time`, async (t) => {
    const report = await gradeBySuite({
      suites: pair.map((runner) => suiteOf(runner)).join('\n'),
      files: Object.fromEntries(
        pair.map((runner) => [
          fileOf(runner, runner),
          sources[runner]([
            ['dies', '/die'],
            ['asks again', '/again'],
          ]),
        ]),
      ),
    })
    t.equal(report.verdict, 'crashed')
    const death = { outcome: 'failed', message: /Your service stopped during this test \(exit code 7\)/ }
    t.match(report.checks.correctness.tests, [death, { outcome: 'passed' }, death, { outcome: 'passed' }])
    t.equal(report.checks.correctness.tests.length, 4)
  })
}

type Fault = [name: string, runner: Runner, files: Record<string, string>, message: RegExp]
const faultsOfRuns: Fault[] = [
  [
    'a runner that ends before any test',
    'mocha',
    { 'hidden/mocha/a.test.js': `before(() => process.exit(3)); it('a', () => {})` },
    /The mocha suite hidden\/mocha: its runner ended with exit code 3/,
  ],
  [
    'a plugin that is not there',
    'pytest',
    { 'hidden/pytest/test_a.py': 'def test_a(httpserver):\n    pass\n' },
    /fixture 'httpserver' not found/,
  ],
]
for (const [name, runner, files, message] of faultsOfRuns) {
  t.test(`${name} (${runner}) is a fault, never a result`, async (t) => {
    await t.rejects(gradeBySuite({ suites: suiteOf(runner), files }), { message })
  })
}

const faultsOfLoading: Fault[] = [
  [
    'a suite that does not parse',
    'mocha',
    { 'hidden/mocha/a.test.js': `it('a', (` },
    /hidden\/mocha does not load: [^]*SyntaxError/,
  ],
  [
    'a suite that does not parse',
    'jest',
    { 'hidden/jest/a.test.js': `it('a', (` },
    /hidden\/jest does not load: [^]*SyntaxError/,
  ],
  [
    'a suite that does not parse',
    'pytest',
    { 'hidden/pytest/test_a.py': 'def test_a(:\n' },
    /hidden\/pytest does not load: [^]*SyntaxError/,
  ],
  [
    'a package that is not there',
    'jest',
    { 'hidden/jest/a.test.js': `require('nock'); it('a', () => {})` },
    /Cannot find module 'nock'/,
  ],
  ['a suite without tests', 'jest', { 'hidden/jest/a.js': '' }, /does not load|has no test/],
  [
    'a pattern that matches no test',
    'mocha',
    { 'hidden/mocha/a.test.js': `it('a', () => {})` },
    /the pattern "b" applies to no test of the mocha suite/,
  ],
]

t.test('what is wrong with a suite before any test runs is a fault, never a result', async (t) => {
  // The examiner finds it before there is a subject, so that one pod is enough for all. One is also graded.
  await using pod = await openExamplePod('', newIdentity(), [])
  for (const [at, [name, runner, files, message]] of faultsOfLoading.entries()) {
    await t.test(`${name} (${runner})`, async (t) => {
      const suites = name.startsWith('a pattern')
        ? `  - { runner: ${runner}, path: hidden/${runner}, points: { b: 1 } }`
        : suiteOf(runner)
      const load = { ...exerciseOf({ suites, files }), seed: 'seed-of-suites' }
      await t.rejects(
        openExaminer((output) => pod.startExaminer(output), load),
        { message },
      )
      if (at === 0) await t.rejects(gradeBySuite({ suites, files }), { message })
    })
  }
})

t.test('an endless suite ends with the time for all tests; what ended before counts', async (t) => {
  const files = {
    'hidden/mocha/a.test.js': `it('one', () => {})\nit('two', () => { for (;;); })\nit('three', () => {})`,
  }
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
    [fileOf('mocha', 'mocha')]: sources.mocha([
      ['asks', '/b'],
      ['asks again', '/again'],
    ]),
    [fileOf('newman', 'newman')]: sources.newman([
      ['asks', '/c'],
      ['asks again', '/again'],
    ]),
  }
  const report = await gradeBySuite({ suites: `${suiteOf('mocha')}\n${suiteOf('newman')}`, files })
  t.same(Object.keys(testsById(report)), ['asks', 'asks-2', 'asks-again', 'asks-3', 'asks-again-2'])
  t.equal(report.score, 100)
})
