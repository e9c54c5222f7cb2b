import type { Exchange, HiddenTest } from '../../../contracts/protocol/examiner.js'
import type { TestResult } from '../../../contracts/protocol/test-runner.js'

/** The extra test of an exercise that has an `openapi.yaml`: judged from the responses of all other tests. */
export const contractTest = (points: number): HiddenTest => ({
  id: 'contract',
  title: 'Every response matches openapi.yaml',
  group: 'contract',
  points,
  hint: 'Compare status, content type and body of your responses with openapi.yaml.',
  show: 'full',
  file: 'openapi.yaml',
})

/** A response may both break the contract and end the test that it answers. */
const lost = 'A test was stopped before its responses could be compared with openapi.yaml.'
const shown = { problems: 10, exchanges: 10, problemLength: 350 }

export interface ContractVerdict {
  add(result: Pick<TestResult, 'outcome' | 'contract'>): void
  result(): Omit<TestResult, 'contract'>
}

/**
 * Gathers what the tests saw. It passes only when every test ran to its end and at least one response
 * could be compared: no evidence is no pass.
 */
export function createContractVerdict(): ContractVerdict {
  const violations = new Map<string, Exchange>()
  let checkedCount = 0
  let isComplete = true
  let isLost = false
  return {
    add({ outcome, contract }) {
      if (outcome === 'not-run') isComplete = false
      isLost ||= contract.isLost ?? false
      checkedCount += contract.checkedCount
      for (const { problem, exchange } of contract.violations) {
        if (!violations.has(problem)) violations.set(problem, exchange)
      }
    },
    result() {
      const transcript = [...violations.values()].slice(0, shown.exchanges)
      if (violations.size > 0) return { outcome: 'failed', message: listProblems([...violations.keys()]), transcript }
      if (!isComplete) return { outcome: 'not-run', message: 'Not every test was run.', transcript }
      if (isLost) return { outcome: 'failed', message: lost, transcript }
      if (checkedCount > 0) return { outcome: 'passed', message: null, transcript }
      return { outcome: 'failed', message: 'No response could be compared with openapi.yaml.', transcript }
    },
  }
}

function listProblems(problems: readonly string[]): string {
  const listed = problems.slice(0, shown.problems).map((problem) => problem.slice(0, shown.problemLength))
  const rest = problems.length - listed.length
  return [...listed, ...(rest > 0 ? [`… and ${rest} more`] : [])].join('\n')
}
