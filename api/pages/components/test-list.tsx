import { count, decimal } from '../../../contracts/amounts.js'
import { escapeLine } from '../../../contracts/escape.js'
import type { CorrectnessResult, TestResult } from '../../../contracts/report.js'
import { countOutcomes, groupTests, splitTests, titleGroup, type TestWords } from '../../../contracts/test-words.js'
import { Part } from '../../ui/render-in-parts.js'
import { TestItem } from './test-item.js'

/**
 * The hidden tests as the report has them, those that failed first, by group. The first that failed is open: begin
 * there.
 */
export function TestList({ correctness, words }: { correctness: CorrectnessResult; words: TestWords }) {
  const { failed, others } = splitTests(correctness.tests)
  return (
    <div class="test-list">
      {failed.length > 0 && others.length > 0 && (
        <label class="only-failed">
          <input type="checkbox" autocomplete="off" /> Show only{' '}
          {words.outcomes.failed === 'missed' ? 'missed' : 'failed'} {words.noun}s
        </label>
      )}
      <TestGroups tests={failed} all={correctness.tests} first={failed[0]} words={words} />
      {others.length > 0 && (
        <div class="other-tests">
          <TestGroups tests={others} all={correctness.tests} first={undefined} words={words} />
        </div>
      )}
    </div>
  )
}

function TestGroups({
  tests,
  all,
  ...rest
}: {
  tests: readonly TestResult[]
  all: readonly TestResult[]
  first: TestResult | undefined
  words: TestWords
}) {
  return (
    <>
      {groupTests(tests).map(([group, own]) => (
        <TestGroup key={group} title={titleGroup(group, own, all, rest.words)} tests={own} {...rest} />
      ))}
    </>
  )
}

/** `12 of 20 points: 3 passed, 1 failed; 2 points in ${words.noun}s that are not shown` */
export function describePoints({ earned, points, tests }: CorrectnessResult, words: TestWords): string {
  const unshown = points - tests.reduce((sum, test) => sum + test.points, 0)
  const rest =
    unshown > 0 && tests.length > 0 ? `; ${count(unshown, 'point')} in ${words.noun}s that are not shown` : ''
  return `${decimal(earned)} of ${count(points, 'point')}${tests.length > 0 ? `: ${countOutcomes(tests, words)}` : ''}${rest}`
}

function TestGroup({
  title,
  tests,
  first,
  words,
}: {
  title: string
  tests: readonly TestResult[]
  first: TestResult | undefined
  words: TestWords
}) {
  const sum = (key: 'earned' | 'points') => decimal(tests.reduce((total, test) => total + test[key], 0))
  return (
    <div class="test-group">
      <h3>
        {escapeLine(title)}{' '}
        <span class="dim">
          {sum('earned')} of {sum('points')}
        </span>
      </h3>
      {tests.map((test) => (
        <Part key={test.id}>
          <TestItem test={test} isOpen={test === first} words={words} />
        </Part>
      ))}
    </div>
  )
}
