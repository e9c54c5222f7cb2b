import t from 'tap'
import type { Progress } from '../../../contracts/job.js'
import { watchProgress } from '../../../cli/print/progress.js'
import { recordTerminal } from '../fixtures/screens.js'

const test = (outcome: 'passed' | 'failed', title: string, finished: number): Progress => ({
  type: 'test',
  id: 'x',
  title,
  show: 'full',
  outcome,
  finished,
  total: 2,
})
const steps: Progress[] = [
  { type: 'phase', phase: 'build' },
  test('passed', 'Echoes', 1),
  test('failed', 'Evil \u001b[2J\u202e', 2),
]

t.test('prints a plain line for each phase and test where nobody watches', async (t) => {
  const { terminal, written } = recordTerminal(false)
  steps.forEach(watchProgress(terminal))
  t.equal(written.err, 'Building\n  ✓ Echoes\n  ✗ Evil \\u202e\n')
  t.equal(written.out, '')
})

t.test('keeps only failed tests on a terminal, all else in a line that moves', async (t) => {
  const { terminal, written } = recordTerminal(true)
  steps.forEach(watchProgress(terminal))
  t.same(written.err.split('\r\u001b[2K'), [
    'Building …',
    'Running the hidden tests 1 of 2',
    '  ✗ Evil \\u202e\nRunning the hidden tests 2 of 2',
  ])
})

t.test('a run that waits for cores did not start over', async (t) => {
  const { terminal, written } = recordTerminal(false)
  for (const phase of ['correctness', 'queue', 'speed'] as const) watchProgress(terminal)({ type: 'phase', phase })
  t.equal(
    written.err,
    'Running the hidden tests\nWaiting for free cores to measure speed\nMeasuring speed, which takes a few minutes\n',
  )
})
