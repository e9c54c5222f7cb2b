import t from 'tap'
import { defaultLimits } from '../../../../contracts/limits.js'
import {
  keptLogLength,
  describeNone,
  describeRun,
  describeUnbuilt,
  type OwnTestsRun,
} from '../../../../worker/checks/quality/run-own-tests.js'

const plan = { command: 'npm test', builds: [], folder: '.', options: [], env: {} }
const line = (result: unknown, nonce = 'n1') =>
  `own-tests ${nonce} ${typeof result === 'string' ? result : JSON.stringify(result)}`
const counted = { passed: 3, failed: 0, coverage: 71.4286 }

const tell = (changes: Partial<OwnTestsRun>) =>
  describeRun({
    plan,
    exitCode: 0,
    limit: null,
    log: `ok\n${line(counted)}\n`,
    nonce: 'n1',
    limits: defaultLimits,
    ...changes,
  })

t.test('tests that end well have passed, with what the runner counted', async (t) => {
  t.same(tell({}), { state: 'passed', passed: 3, failed: 0, coverage: 71.4, command: 'npm test', log: 'ok' })
  t.match(tell({ log: line({ passed: null, failed: null, coverage: null }) }), {
    state: 'passed',
    passed: null,
    coverage: null,
  })
})

t.test('an exit code or a count that speaks against it means failed', async (t) => {
  t.match(tell({ exitCode: 1 }), { state: 'failed', passed: 3 })
  t.match(tell({ log: line({ ...counted, failed: 1 }) }), { state: 'failed', failed: 1 })
})

t.test('a runner that found no test has run none', async (t) => {
  t.match(tell({ log: line({ passed: 0, failed: 0, coverage: 0 }) }), { state: 'none' })
  t.match(
    tell({ exitCode: 1, log: line({ passed: 0, failed: 0, coverage: null }) }),
    { state: 'failed' },
    'unless it says that this is a failure',
  )
})

t.test('a result that is missing, foreign, or of another shape is none', async (t) => {
  const odd = [
    '',
    line(counted, 'n2'),
    line('{'),
    line({ ...counted, passed: -1 }),
    line({ ...counted, passed: 1.5 }),
    line({ ...counted, coverage: 101 }),
    line({ ...counted, more: 1 }),
  ]
  for (const log of odd) t.match(tell({ log }), { state: 'failed', passed: null, failed: null, coverage: null }, log)
})

t.test('of several results the last counts, which the image prints when the tests are over', async (t) => {
  t.match(tell({ log: `${line({ passed: 99, failed: 0, coverage: 100 })}\n${line(counted)}` }), {
    passed: 3,
    coverage: 71.4,
  })
})

t.test('a broken limit is told with its amount', async (t) => {
  t.match(tell({ limit: 'time', exitCode: 137, log: 'going on' }), {
    state: 'timed-out',
    passed: null,
    log: 'going on\nThe tests were stopped at their limit of time: 120 s.',
  })
  t.match(tell({ limit: 'memory', log: '' }), { state: 'failed', log: /limit of memory: 512 MB\.$/ })
})

t.test('tests that do not build have failed with the log of the build', async (t) => {
  t.match(describeUnbuilt(plan, { limit: null, log: 'error CS1002' }), {
    state: 'failed',
    passed: null,
    log: 'error CS1002',
  })
  t.match(describeUnbuilt(plan, { limit: 'time', log: '' }), {
    state: 'timed-out',
    log: /build for the tests was stopped/,
  })
})

t.test('all that is told is bounded', async (t) => {
  const told = tell({ plan: { ...plan, command: 'x'.repeat(900) }, log: 'y'.repeat(keptLogLength), limit: 'output' })
  t.same([told.command.length, told.log.length], [300, keptLogLength])
  t.match(describeNone({ command: 'pytest', missing: 'There is none.' }), {
    state: 'none',
    passed: null,
    log: 'There is none.',
  })
})
