import type { TestRun } from '../../checks/correctness/examination.js'
import { type Cause, findSourceLines, type LogMatch, mentions, type Submitted } from './cause.js'
import { findKeptConnection, findOuterQuery } from './node.js'
import { explainImpatientPool, findSharedConnection } from './python.js'

/** How a request or a test ends whose response was not complete in time. */
export const lateResponse = /did not send its whole response within \d+ ms\.$/

/** Why a service that has answered stops doing so after many requests, or many at a time, where its source shows it. */
export const findLostResponses = (submitted: Submitted): Cause | undefined =>
  findKeptConnection(submitted) ??
  findOuterQuery(submitted) ??
  findSharedConnection(submitted) ??
  findUnendedResponse(submitted)

/** For such a service whose source shows nothing. */
export const adviceOnLostResponses =
  'Start with the first failed test. If its request works on your machine, send it many times, and many times at once: look for something that runs out or blocks, such as connections that are not returned to their pool, a lock, or a connection that several processes share.'

/** Of a pool that said that it has no connection left. */
export function explainEmptyPool({ line, source, origin }: LogMatch): Cause {
  const [lent] = findSourceLines(source, /\.py$/, /\bgetconn\(\)/)
  const isReturned = mentions(source, /\.py$/, /\bputconn\(/)
  return lent && !isReturned
    ? {
        detail: `${lent.path}:${lent.line} takes a connection from the pool and never returns it: ${line}`,
        advice: 'Call putconn() in a "finally" block: "with" on a connection of psycopg2 ends the transaction only.',
      }
    : ((/connection pool exhausted/.test(line) ? explainImpatientPool(line, source) : undefined) ?? {
        detail: `All connections of the pool were taken: ${line}`,
        advice: origin?.hasRecovered ? adviceOnShortPool : adviceOnKeptConnections,
      })
}

const adviceOnKeptConnections =
  'Return each connection when its request ends, also if it ends early or with an error: in a "finally" block, or with what your language has for it ("with", "using", try-with-resources).'

const adviceOnShortPool =
  'Later tests got connections again, so they are returned. Let a request wait longer for one, hold each for as short a time as possible, or allow more of them.'

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
