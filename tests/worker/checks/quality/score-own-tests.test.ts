import t from 'tap'
import { scoreOwnTests, weighOwnTests } from '../../../../worker/checks/quality/score.js'

t.test('tests that pass earn all from 60 % of the lines on, and less in proportion', async (t) => {
  const scores = [100, 60, 30, 0].map((coverage) => scoreOwnTests({ state: 'passed', coverage }))
  t.same(scores, [100, 100, 50, 0])
  t.equal(scoreOwnTests({ state: 'passed', coverage: null }), 0, 'nobody knows what they run')
})

t.test('tests that fail, take too long, or are not there earn nothing', async (t) => {
  for (const state of ['failed', 'timed-out', 'none'] as const)
    t.equal(scoreOwnTests({ state, coverage: 90 }), 0, state)
})

t.test('a quarter of the score is theirs', async (t) => {
  t.same(
    [100, 60].map((findings) => weighOwnTests(findings, { state: 'passed', coverage: 30 })),
    [87.5, 57.5],
  )
  t.equal(weighOwnTests(80, { state: 'none', coverage: null }), 60)
})
