import t from 'tap'
import type { SuiteRunner } from '../../../contracts/exercise/suite.js'
import { describeCommand, runnerEnvironment } from '../../../sandbox-images/examiner/suites/suite-command.js'

const root = t.testdir({
  hidden: {
    plain: { 'a.test.js': '', 'test_a.py': '' },
    own: { '.mocharc.yml': '', 'jest.config.js': '', 'a.js': '' },
  },
})
const describe = (runner: SuiteRunner, path: string, isListing = false) =>
  describeCommand({ runner, path }, { root, isListing, seed: 'seed', planFile: '/plan' })
const has = (args: string[], ...wanted: string[]) => wanted.every((arg) => args.includes(arg))

t.test('a runner works in the folder of its suite', (t) => {
  for (const runner of ['mocha', 'jest', 'pytest'] as const)
    t.equal(describe(runner, 'hidden/plain').cwd, `${root}/hidden/plain`)
  const single = describe('mocha', 'hidden/plain/a.test.js')
  t.equal(single.cwd, `${root}/hidden/plain`)
  t.ok(has(single.args, 'a.test.js'))
  t.end()
})

t.test('where the suite has a configuration, that says which files are tests', (t) => {
  t.ok(has(describe('mocha', 'hidden/plain').args, '**/*.{test,spec}.{js,cjs,mjs}'))
  t.notOk(has(describe('mocha', 'hidden/own').args, '**/*.{test,spec}.{js,cjs,mjs}'))
  t.ok(has(describe('jest', 'hidden/plain').args, '--config', '{}'))
  t.notOk(has(describe('jest', 'hidden/own').args, '--config'))
  t.end()
})

t.test('listing runs no test', (t) => {
  const listing = { mocha: '--dry-run', jest: '--testNamePattern', pytest: '--collect-only' }
  for (const [runner, flag] of Object.entries(listing) as [SuiteRunner, string][]) {
    t.ok(has(describe(runner, 'hidden/plain', true).args, flag), runner)
    t.notOk(has(describe(runner, 'hidden/plain').args, flag), runner)
  }
  t.end()
})

t.test('pytest is told the limits that the other runners are started with', (t) => {
  const told = runnerEnvironment({ root, seed: 'seed', isListing: false })
  t.match(told, { EXAM_TEST_SECONDS: /^\d+$/, EXAM_CONNECTION_BYTES: /^\d+$/ })
  t.ok(has(describe('mocha', 'hidden/plain').args, '--timeout', `${told['EXAM_TEST_SECONDS']}000`))
  t.end()
})
