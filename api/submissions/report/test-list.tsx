import { decimal } from '../../../contracts/amounts.js'
import { escapeDeep, escapeLine } from '../../../contracts/escape.js'
import type { CorrectnessResult, TestResult } from '../../../contracts/report/report.js'
import {
  describeRounds,
  explainHints,
  groupTests,
  hiddenCause,
  showsOnlyHint,
  splitTests,
  type TestWords,
  titleGroup,
} from '../../../contracts/report/test-words.js'
import { OutcomeBadge } from '../../ui/badge.js'
import { Part } from '../../ui/render-in-parts.js'
import { LogBlock } from '../../ui/section.js'
import { Transcript } from './exchange.js'

/**
 * The hidden tests as the report has them, those that failed first, by group. The first that failed is open: begin
 * there.
 */
export function TestList({ correctness, words }: { correctness: CorrectnessResult; words: TestWords }) {
  const { failed, others } = splitTests(correctness.tests)
  const onHints = explainHints(failed, words)
  return (
    <div class="test-list">
      {failed.length > 0 && others.length > 0 && (
        <label class="only-failed">
          <input type="checkbox" autocomplete="off" /> Show only{' '}
          {words.outcomes.failed === 'missed' ? 'missed' : 'failed'} {words.noun}s
        </label>
      )}
      {onHints !== null && <p class="dim">{onHints}</p>}
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

/**
 * One hidden test, as the report has it: a line that opens to everything. A hidden part is absent and takes no room.
 */
function TestItem({ test: reported, words, isOpen = false }: { test: TestResult; words: TestWords; isOpen?: boolean }) {
  const test = escapeDeep(reported)
  const rounds = describeRounds(test)
  if (rounds === null && !hasDetails(test))
    return (
      <div class="test" id={`test-${test.id}`}>
        <TestLine test={test} words={words} />
      </div>
    )
  return (
    <details class="test" id={`test-${test.id}`} open={isOpen}>
      <summary>
        <TestLine test={test} words={words} />
      </summary>
      <div class="test-details">
        {rounds !== null && <p>{rounds}</p>}
        {showsOnlyHint(test) && <p>{hiddenCause}</p>}
        {test.message !== null && <TestMessage message={test.message} />}
        {test.hint !== null && (
          <p class="hint">
            <b>Hint</b> {test.hint}
          </p>
        )}
        <Transcript exchanges={test.transcript} />
        <LogBlock title={words.logHeading} text={test.log.join('\n')} />
      </div>
    </details>
  )
}

const hasDetails = ({ message, hint, transcript, log }: TestResult) =>
  message !== null || hint !== null || transcript.length > 0 || log.length > 0

function TestLine({ test, words }: { test: TestResult; words: TestWords }) {
  return (
    <span class="test-line">
      <OutcomeBadge outcome={test.outcome} word={words.outcomes[test.outcome]} />
      <span class="test-title">{test.title}</span>
      <span class="test-points">
        {decimal(test.earned)} <span class="dim">of {decimal(test.points)}</span>
      </span>
    </span>
  )
}

/** Of a message, the lines that get a colour of their own: each is an element of the page. */
const mostLines = 12

/** What was expected and what came stand out; the call of the assertion steps back. */
function TestMessage({ message }: { message: string }) {
  const lines = message.split('\n').filter((line) => line.trim() !== '')
  return (
    <pre class="test-message">
      {lines.slice(0, mostLines).map((line, index) => (
        <span key={index} class={kindOf(line)}>
          {line}
          {'\n'}
        </span>
      ))}
      {lines.slice(mostLines).join('\n')}
    </pre>
  )
}

function kindOf(line: string): string {
  if (line.startsWith('expect(')) return 'dim'
  if (/^(Expected|- )/.test(line)) return 'ink-good'
  return /^(Received|\+ )/.test(line) ? 'ink-bad' : ''
}
