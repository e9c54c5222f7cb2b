import type { TestRun } from '../checks/correctness/examination.js'
import type { Cause, Submitted } from './cause.js'
import { findSourceLines, mentions } from './source-lines.js'

/** How a request or a test ends whose connection was closed before any byte of a response. */
export const closedSilently = /closed the connection without sending a response\.$/

/** The service has kept running: the message says first if it stopped, and no test restarted it. */
export const isClosedSilently = ({ outcome, message, log, transcript }: TestRun): boolean =>
  outcome === 'failed' &&
  /^Your service closed /.test(message ?? '') &&
  closedSilently.test(message ?? '') &&
  log.length === 0 &&
  !transcript.some(({ before, after }) => before ?? after)

/**
 * What to do about a service that closes connections without a response, keeps running and logs nothing of it. The
 * server of the JDK does so when a handler throws: it is named where the source uses it.
 */
export const adviseOnSwallowed = (submitted: Submitted): string =>
  usesJdkServer(submitted)
    ? `The JDK's HttpServer does this when a handler throws an exception, and logs nothing. Catch exceptions in the handler, and print them.${findCharacters(submitted)}`
    : 'The usual cause is an exception that the server catches without logging it. Catch exceptions in the handler, and print them.'

export const usesJdkServer = ({ source }: Submitted): boolean =>
  mentions(source, /\.java$/, /\bcom\.sun\.net\.httpserver\b/)

/** The length of a String where the number of bytes is needed: the same for ASCII alone, else the server throws. */
function findCharacters({ source }: Submitted): string {
  const [place] = findSourceLines(source, /\.java$/, /\bsendResponseHeaders\(.+\.length\(\)\s*\)/)
  return place
    ? ` ${place.path}:${place.line} passes the number of characters; sendResponseHeaders needs the number of bytes.`
    : ''
}

/** Of the JDK's server: a length of 0 stands for a body of any length, and nothing is sent before it is closed. */
export function findUnendedResponse(submitted: Submitted): Cause | undefined {
  const [place] = usesJdkServer(submitted)
    ? findSourceLines(submitted.source, /\.java$/, /\bsendResponseHeaders\(.+,\s*0L?\s*\)/)
    : []
  return (
    place && {
      detail: `${place.path}:${place.line} begins a body of unknown length: the JDK's HttpServer sends nothing until it is closed.`,
      advice: 'Pass -1 as the length of a response without a body, or call close() on the exchange.',
    }
  )
}
