import t from 'tap'
import { redactProgress, redactReport } from '../../../contracts/report/redaction.js'
import { gradeBugs } from './grade-bugs.js'

const outcomes = (tests: readonly { id: string; outcome: string }[]) =>
  Object.fromEntries(tests.map(({ id, outcome }) => [id, outcome]))

t.test(
  'a suite earns the points of the bugs it catches, each on fresh data, and sees no file of the service',
  async (t) => {
    const { report, progress } = await gradeBugs('python', {
      'test_double.py': `
import json, os, urllib.request

def ask(number):
    with urllib.request.urlopen(f"{os.environ['BASE_URL']}/?number={number}", timeout=2) as answer:
        return json.load(answer)

def test_doubles():
    assert ask(2) == {"double": 4, "asked": 0}
    assert ask(-2)["double"] == -4

def test_is_alone():
    assert os.listdir("/app") == ["test_double.py"]
    assert not os.path.exists("/data/asked") and "DATABASE_URL" not in os.environ
    try:
        open("/app/left", "w")
    except OSError:
        return
    assert False
`,
    })
    t.match(report, { verdict: 'assessed', score: 75, exercise: { kind: 'test-suite' } }, report.serviceLog)
    t.same(outcomes(report.checks.correctness.tests), { forgets: 'failed', negative: 'passed' })
    t.equal(report.summary.title, '1 of 2 planted bugs caught')
    t.same(
      report.phases.map(({ name }) => name),
      ['pod', 'bugs'],
    )
    const shown = JSON.stringify([redactReport(report), progress.map(redactProgress)])
    t.notMatch(shown, 'SECRET')
    t.notMatch(shown, 'forgets')
    t.match(progress.map(redactProgress).slice(-2), [
      { type: 'count', finished: 1, total: 2 },
      { type: 'count', finished: 2, total: 2 },
    ])
  },
)

t.test('a suite that fails on the right service earns nothing, and its learner sees what it printed', async (t) => {
  const { report } = await gradeBugs('node', {
    'double.test.js': "require('node:test')('fails', () => { throw new Error('never right') })",
  })
  t.match(report, {
    verdict: 'assessed',
    score: 0,
    checks: { correctness: { reason: 'your suite fails on a correct service' } },
  })
  t.match(redactReport(report).serviceLog, 'never right')
  t.same(outcomes(report.checks.correctness.tests), { forgets: 'not-run', negative: 'not-run' })
})

t.test('a suite that is stopped on a bug has not caught it', async (t) => {
  const { report } = await gradeBugs(
    'node',
    {
      Procfile: 'test: node look.mjs\n',
      'look.mjs': `
const ask = async () => (await fetch(process.env.BASE_URL + '/?number=-1')).json()
if ((await ask()).double !== -2) setInterval(() => {}, 1000)
else if ((await ask()).asked !== 1) process.exit(7)`,
    },
    5,
  )
  t.same(outcomes(report.checks.correctness.tests), { forgets: 'passed', negative: 'failed' })
  t.match(report.summary.detail, 'In 1 more run it was stopped at a limit, which does not count as caught.')
})

t.test('a suite that hangs on the right service breaks the limit of time', async (t) => {
  const { report } = await gradeBugs('node', { Procfile: 'test: sleep 60\n' }, 2)
  t.match(report, {
    verdict: 'limit-exceeded',
    limit: 'time',
    score: 0,
    summary: { title: 'Your suite took too long' },
  })
})

t.test('a suite that is not there did not start', async (t) => {
  const { report } = await gradeBugs('python', { 'double.py': '' })
  t.match(report, { verdict: 'did-not-start', summary: { title: 'Your suite did not start' } })
})
