import t from 'tap'
import { describeRounds, showsOnlyHint, titleGroup, wordsOfTests } from '../../contracts/report/test-words.js'
import { makeTest } from '../cli/fixtures/reports.js'

t.test('a test that did not end the same way in both rounds says which of them counts', async (t) => {
  t.match(
    describeRounds({ outcome: 'flaky', otherRound: 'failed' }),
    /passed in the round that counts and failed in the other/,
  )
  t.match(
    describeRounds({ outcome: 'failed', otherRound: 'passed' }),
    /failed in the round that counts and passed in the other/,
  )
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

t.test('a group in two places says in each which of its tests are there', async (t) => {
  const [passed, failed, alone] = [
    makeTest({ group: 'Notes' }),
    makeTest({ group: 'Notes', outcome: 'failed' }),
    makeTest({ group: 'Lists' }),
  ]
  const title = (group: string, listed: Parameters<typeof titleGroup>[1]) =>
    titleGroup(group, listed, [passed, failed, alone], wordsOfTests())
  t.same(
    [title('Notes', [failed]), title('Notes', [passed]), title('Lists', [alone])],
    ['Notes: 1 failed', 'Notes: 1 passed', 'Lists'],
  )
})

t.test('a failed test that shows its hint alone is one whose cause is hidden', async (t) => {
  const hidden = makeTest({ outcome: 'failed', hint: 'Look at Map.', message: null, transcript: [], log: [] })
  t.ok(showsOnlyHint(hidden))
  for (const shown of [{ message: 'no' }, { log: ['x'] }, { hint: null }, { outcome: 'passed' as const }])
    t.notOk(showsOnlyHint({ ...hidden, ...shown }))
})
