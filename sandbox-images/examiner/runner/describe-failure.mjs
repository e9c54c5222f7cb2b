import { stripVTControlCharacters } from 'node:util'
import { TestFailure } from '../kit/test-failure.mjs'

const messageLength = { start: 3000, end: 800 }
const stackLine = /^\s*at .*(:\d+:\d+\)?|<anonymous>\)?)$/
const matcherNote = / \/\/ (Object\.is|deep) equality$/m
/** Where the hidden tests and the examiner lie: a message of Node itself may name it. */
const ownPlaces = /file:\/\/\/\S+|\/(?:tmp\/exam-|opt\/examiner\b)[^\s"'),;]*/g
const controlCharacters = /[\x00-\x08\x0b-\x1f\x7f]/g

/**
 * What a failing test tells the learner: never a stack, a path or a line of the hidden test.
 * @param {unknown} error @param {{ method: string, path: string, status: number | null } | undefined} lastExchange
 */
export function describeFailure(error, lastExchange) {
  return cleanText(findWords(error, lastExchange))
}

function findWords(error, lastExchange) {
  if (!(error instanceof Error)) return `The test failed: ${String(error)}`
  if (error instanceof TestFailure) return error.message
  if (isFromExpect(error)) return `${error.message.replace(matcherNote, '')}\n\n${describeLast(lastExchange)}`
  if (error.code === 'ERR_ASSERTION') return describeAssertion(error)
  if (error instanceof TypeError) {
    return `The response does not have the shape that the test needs: ${error.message}. ${describeLast(lastExchange)}`
  }
  return error.message || error.name
}

const isFromExpect = (error) => 'matcherResult' in error || error.message.includes('expect(')

/** `assert(condition)` puts the source of the condition into its message. */
function describeAssertion(error) {
  const quotesSource = error.generatedMessage && error.message.startsWith('The expression evaluated to a falsy value')
  return quotesSource ? 'A condition of the test did not hold.' : error.message
}

function describeLast(exchange) {
  if (!exchange || exchange.status === null) return ''
  return `The last response was ${exchange.status}, to ${exchange.method} ${exchange.path}.`
}

/** Text without colours, stack lines, places of the test's files and control characters, and not too long. */
export function cleanText(text) {
  const lines = stripVTControlCharacters(text)
    .split('\n')
    .filter((line) => !stackLine.test(line))
    .map((line) => line.replace(ownPlaces, 'the test file').replace(controlCharacters, ''))
  return shorten(lines.join('\n').trim())
}

function shorten(text) {
  const { start, end } = messageLength
  if (text.length <= start + end) return text
  return `${text.slice(0, start)}\n… (${text.length - start - end} characters left out) …\n${text.slice(-end)}`
}
