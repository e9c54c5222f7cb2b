import t from 'tap'
import { loadScript } from './load-script.js'

const { TapCounts } = await loadScript('testing/tap-counts.mjs')

function countsOf(...lines: string[]) {
  const counts = new TapCounts()
  for (const line of lines) counts.read(line)
  return counts
}

t.test('the closing line gives the counts', async (t) => {
  t.match(countsOf('ok 1 - a', '# { total: 12, pass: 10, fail: 2 }', '# time=3449.545ms'), { passed: 10, failed: 2, isComplete: true })
})

t.test('zeros are left out of it', async (t) => {
  t.match(countsOf('# { total: 12, pass: 12 }'), { passed: 12, failed: 0 })
})

t.test('what did not run has not passed', async (t) => {
  t.match(countsOf('# { total: 4, pass: 1, fail: 1, todo: 1, skip: 1 }'), { passed: 1, failed: 3 })
})

t.test('without a closing line the run is not complete', async (t) => {
  t.match(countsOf('ok 1 - a', '    # { total: 3, pass: 3 }'), { passed: 0, isComplete: false })
})
