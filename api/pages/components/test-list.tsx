import { count, decimal } from '../../../contracts/amounts.js'
import { escapeLine } from '../../../contracts/escape.js'
import { testOutcomes, type CorrectnessResult, type TestResult } from '../../../contracts/report.js'
import type { TestWords } from '../../../contracts/test-words.js'
import { Part } from '../render-in-parts.js'
import { TestItem } from './test-item.js'

/** The hidden tests by group, in the order of the exercise, as the report has them. The first that failed is open: begin there. */
export function TestList({ correctness, words }: { correctness: CorrectnessResult; words: TestWords }) {
  const { tests } = correctness
  const first = tests.find(({ outcome }) => outcome === 'failed')
  return (
    <div class="test-list">
      {[...new Set(tests.map(({ group }) => group))].map((group) => (
        <TestGroup key={group} group={group} tests={tests.filter((test) => test.group === group)} first={first} words={words} />
      ))}
    </div>
  )
}

/** `12 of 20 points: 3 passed, 1 failed; 2 points in ${words.noun}s that are not shown` */
export function countOutcomes({ earned, points, tests }: CorrectnessResult, words: TestWords): string {
  const counts = testOutcomes
    .map((outcome) => [outcome, tests.filter((test) => test.outcome === outcome).length] as const)
    .filter(([, amount]) => amount > 0)
    .map(([outcome, amount]) => `${amount} ${words.outcomes[outcome]}`)
  const unshown = points - tests.reduce((sum, test) => sum + test.points, 0)
  const rest = unshown > 0 && tests.length > 0 ? `; ${count(unshown, 'point')} in ${words.noun}s that are not shown` : ''
  return `${decimal(earned)} of ${count(points, 'point')}${counts.length > 0 ? `: ${counts.join(', ')}` : ''}${rest}`
}

function TestGroup({ group, tests, first, words }: { group: string; tests: readonly TestResult[]; first: TestResult | undefined; words: TestWords }) {
  const sum = (key: 'earned' | 'points') => decimal(tests.reduce((total, test) => total + test[key], 0))
  return (
    <div class="test-group">
      <h3>{escapeLine(group)} <span class="dim">{sum('earned')} of {sum('points')}</span></h3>
      {tests.map((test) => (
        <Part key={test.id}><TestItem test={test} isOpen={test === first} words={words} /></Part>
      ))}
    </div>
  )
}
