import type { AssertionError } from 'node:assert'
import { stripVTControlCharacters } from 'node:util'
import type { Exchange } from '../../../contracts/protocol/examiner.js'
import { TestFailure } from '../kit/test-failure.js'

const messageLength = { start: 3000, end: 800 }
const stackLine = /^\s*at .*(:\d+:\d+\)?|<anonymous>\)?)$/
const matcherNote = / \/\/ (Object\.is|deep) equality$/m
/** Where the hidden tests and the examiner lie: a message of Node itself may name it. */
const ownPlaces = /file:\/\/\/\S+|\/(?:tmp\/exam-|opt\/examiner\b)[^\s"'),;]*/g
const controlCharacters = /[\x00-\x08\x0b-\x1f\x7f]/g

type Answered = Pick<Exchange, 'method' | 'path' | 'status'>

/** What came last, and the last response with a server error: of simultaneous requests they may differ. */
export interface LastExchanges {
  last?: Answered | undefined
  error?: Answered | undefined
}

/** What a failing test tells the learner: never a stack, a path or a line of the hidden test. */
export function describeFailure(error: unknown, exchanges: LastExchanges = {}): string {
  return cleanText(findWords(error, exchanges))
}

function findWords(error: unknown, exchanges: LastExchanges): string {
  if (!(error instanceof Error)) return `The test failed: ${String(error)}`
  if (error instanceof TestFailure) return error.message
  if (isFromExpect(error)) return `${error.message.replace(matcherNote, '')}\n\n${describeLast(exchanges)}`
  if ((error as Partial<AssertionError>).code === 'ERR_ASSERTION') return describeAssertion(error as AssertionError)
  if (error instanceof TypeError) {
    return `The response does not have the shape that the test needs: ${error.message}. ${describeLast(exchanges)}`
  }
  return error.message || error.name
}

const isFromExpect = (error: Error): boolean => 'matcherResult' in error || error.message.includes('expect(')

/** `assert(condition)` puts the source of the condition into its message. */
function describeAssertion(error: AssertionError): string {
  const quotesSource = error.generatedMessage && error.message.startsWith('The expression evaluated to a falsy value')
  return quotesSource ? 'A condition of the test did not hold.' : error.message
}

function describeLast({ last, error }: LastExchanges): string {
  if (!last || last.status === null) return ''
  const earlier = error && error !== last ? ` A response before it was ${name(error)}.` : ''
  return `The last response was ${name(last)}.${earlier}`
}

const name = ({ status, method, path }: Answered) => `${status}, to ${method} ${path}`

/** Text without colours, stack lines, places of the test's files and control characters, and not too long. */
export function cleanText(text: string): string {
  const lines = stripVTControlCharacters(text)
    .split('\n')
    .filter((line) => !stackLine.test(line))
    .map((line) => line.replace(ownPlaces, 'the test file').replace(controlCharacters, ''))
  return shorten(lines.join('\n').trim())
}

function shorten(text: string): string {
  const { start, end } = messageLength
  if (text.length <= start + end) return text
  return `${text.slice(0, start)}\n… (${text.length - start - end} characters left out) …\n${text.slice(-end)}`
}
