import t from 'tap'
import { loadScript } from './load-script.js'

const { describeUsage, startMeter } = await loadScript('testing/run-tap.mjs')

t.test('the longest process comes first, and the sum last', async (t) => {
  const usage = [
    { name: 'dist/tests/api', seconds: 1.25, cpuSeconds: 2 },
    { name: 'dist/tests/hostile/escape.test.js', seconds: 10, cpuSeconds: 0.5 },
  ]
  t.same(describeUsage(usage), [
    '    10.0      0.5  tests/hostile/escape.test.js',
    '     1.3      2.0  tests/api',
    '    11.3      2.5  all',
  ])
})

t.test('the meter counts what the machine has done meanwhile', async (t) => {
  const stop = startMeter()
  const before = process.cpuUsage()
  // The kernel counts in ticks of 10 ms.
  while (process.cpuUsage(before).user < 100_000);
  const { seconds, cpuSeconds } = stop()
  t.ok(seconds > 0.09)
  t.ok(cpuSeconds > 0.05, `${cpuSeconds} s`)
})
