import { decimal } from '../../../contracts/amounts.js'
import { escapeDeep } from '../../../contracts/escape.js'
import type { TestResult } from '../../../contracts/report.js'
import { describeRounds, hiddenCause, showsOnlyHint, type TestWords } from '../../../contracts/test-words.js'
import { OutcomeBadge } from '../../ui/badge.js'
import { Transcript } from './exchange.js'
import { LogBlock } from '../../ui/section.js'

/**
 * One hidden test, as the report has it: a line that opens to everything. A hidden part is absent and takes no room.
 */
export function TestItem({
  test: reported,
  words,
  isOpen = false,
}: {
  test: TestResult
  words: TestWords
  isOpen?: boolean
}) {
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
