import t from 'tap'
import { describeRounds } from '../../contracts/test-words.js'

t.test('a test that did not end the same way in both rounds says which of them counts', async (t) => {
  t.match(describeRounds({ outcome: 'flaky', otherRound: 'failed' }), /passed in the round that counts and failed in the other/)
  t.match(describeRounds({ outcome: 'failed', otherRound: 'passed' }), /failed in the round that counts and passed in the other/)
})

t.test('a test that ended the same way in both, or ran once, has nothing to say', async (t) => {
  for (const outcome of ['passed', 'failed'] as const) {
    t.equal(describeRounds({ outcome, otherRound: outcome }), null)
    t.equal(describeRounds({ outcome }), null)
  }
  t.equal(describeRounds({ outcome: 'passed', otherRound: 'not-run' }), null)
})

t.test('an older report, whose failed tests were repeated alone, is still explained', async (t) => {
  t.match(describeRounds({ outcome: 'flaky' }), /failed once and passed when it was run again/)
})
