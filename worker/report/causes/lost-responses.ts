import type { SourceTree } from '../../../contracts/source-tree.js'
import type { TestRun } from '../../checks/correctness/examination.js'
import { textOf } from '../../languages/project-files.js'
import { type Cause, findSourceLines, lineNumberAt, mentions, type SourceLine, type Submitted } from './cause.js'
import { findOuterQuery } from './node.js'
import { explainImpatientPool, findPythonProcesses, preloads } from './python.js'

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

/** A connection of node-postgres that is neither released nor handed on, up to where the next one is taken. */
function findKeptConnection({ language, source }: Submitted): Cause | undefined {
  if (language !== 'node') return undefined
  for (const path of source.keys()) {
    if (!/^(?!.*(?:^|\/)node_modules\/).*\.[cm]?[jt]s$/.test(path)) continue
    const text = textOf(source, path)
    const taken = [
      ...text.matchAll(/^(?!\s*\/\/).*\b(?:const|let|var)\s+(\w+)\s*=\s*await\s+[\w.]*pool\w*\.connect\(\)/gim),
    ]
    const kept = taken.find((match, index) => {
      const rest = text.slice(match.index + match[0].length, taken[index + 1]?.index)
      return !new RegExp(String.raw`\brelease\b|\breturn\s+${match[1]}\s*(?:;|$)|[(,]\s*${match[1]}\s*[),]`, 'm').test(
        rest,
      )
    })
    if (!kept) continue
    const line = lineNumberAt(text, kept.index)
    return {
      detail: `${path}:${line} takes a connection from the pool and never returns it: when all are taken, every request waits for one.`,
      advice: `Call ${kept[1]}.release() in a "finally" block, or use pool.query(), which returns the connection by itself.`,
    }
  }
  return undefined
}

/** A connection that gunicorn opens before it starts its workers, which then share it. */
function findSharedConnection({ language, source }: Submitted): Cause | undefined {
  if (language !== 'python') return undefined
  if (!preloads(source) || findPythonProcesses(source) === undefined) return undefined
  for (const path of source.keys()) {
    if (!path.endsWith('.py')) continue
    const text = textOf(source, path)
    if (!/^\s*(?:import|from)\s+(?:psycopg2?|pymysql|MySQLdb|mysql|mariadb)\b/m.test(text)) continue
    const opened = text.split('\n').findIndex((line) => /^\w+\s*=\s*(?:[\w.]+\.)?connect\(/.test(line))
    if (opened === -1) continue
    return {
      detail: `All processes of gunicorn share one database connection: ${path}:${opened + 1} opens it when the module is loaded, and --preload loads the module before the processes start.`,
      advice: 'Remove --preload from the Procfile, or open a connection for each request.',
    }
  }
  return undefined
}

/** Of a pool that said that it has no connection left. */
export function explainEmptyPool(line: string, source: SourceTree): Cause {
  const [lent] = findSourceLines(source, /\.py$/, /\bgetconn\(\)/)
  const isReturned = mentions(source, /\.py$/, /\bputconn\(/)
  return lent && !isReturned
    ? {
        detail: `${lent.path}:${lent.line} takes a connection from the pool and never returns it: ${line}`,
        advice: 'Call putconn() in a "finally" block: "with" on a connection of psycopg2 ends the transaction only.',
      }
    : ((/connection pool exhausted/.test(line) ? explainImpatientPool(line, source) : undefined) ?? {
        detail: `All connections of the pool were taken: ${line}`,
        advice:
          'Return each connection when its request ends, also after an error: in a "finally" block, or with what your language has for it ("with", "using", try-with-resources).',
      })
}

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

/** Why a Node process ended through a rejection that nothing handled; undefined where no log shows that it did. */
export function explainRejection(logs: readonly string[], { language, source }: Submitted): Cause | undefined {
  const trace = language === 'node' ? logs.map(findFatalTrace).find((found) => found !== undefined) : undefined
  if (trace === undefined) return undefined
  // After it, no frame says "async": nothing waits for the handler that threw.
  const next = isRejection(trace) || isThrownLate(trace) ? findUnawaitedNext(source) : undefined
  if (next) return next
  if (!isRejection(trace)) return undefined
  const frames = [...trace.matchAll(ownFrame)]
  const call = findBareCall(frames.at(-1)?.[1], source)
  if (call) {
    return {
      detail: `${call.path}:${call.line} calls ${call.groups[0]}() without "await": an error in it ended the process, perhaps after the response was sent.`,
      advice: 'Write "await" before the call, and catch the error (try/catch) if it should not fail the request.',
    }
  }
  // Any other path is what the service says it is, which may be what a hidden test sent.
  const [, , path = '', line] = frames[0] ?? []
  const place = source.has(path) ? ` (${path}:${line})` : ''
  return {
    detail: `A promise was rejected${place}, and nothing handled it: Node then ends the process. The request that caused it may be an earlier one.`,
    advice:
      'Write "await" before every call that returns a promise, and catch errors (try/catch) in async functions that nothing awaits, such as event listeners, timers and handlers of node:http.',
  }
}

/**
 * What Node prints when an error first ends it: where it was thrown, the error, and its own version. Later ends may
 * have other causes.
 */
function findFatalTrace(log: string): string | undefined {
  const end = log.search(/^Node\.js v\d/m)
  const life = end === -1 ? '' : log.slice(0, end)
  const fatal = [...life.matchAll(/^(?:file:\/\/\/|node:internal\/|\/)\S*:\d+$/gm)].at(-1)
  return fatal && life.slice(fatal.index)
}

/** An event "error" without a listener also has frames of Node's queues. */
const isRejection = (trace: string) =>
  !trace.includes("Emitted 'error' event") &&
  /true \/\* fromPromise \*\/|ERR_UNHANDLED_REJECTION|^\s+at async /m.test(trace)

/** By what ran after its request had been handed on. */
const isThrownLate = (trace: string) =>
  !trace.includes("Emitted 'error' event") && /^\s+at process\.processTicksAndRejections /m.test(trace)

const ownFrame = /^\s+at (?:async )?(?:(.*?) \()?(?:file:\/\/)?\/app\/(?!node_modules\/)([^\s():]+):(\d+):\d+\)?$/gm

const scripts = /\.[mc]?[jt]sx?$/

/**
 * The only statement that calls a function and drops its promise. A name that is called in several places does not say
 * which.
 */
function findBareCall(frame: string | undefined, source: SourceTree): SourceLine | undefined {
  const name = frame
    ?.split('.')
    .at(-1)
    ?.replace(/ \[as \w+\]$/, '')
  if (name === undefined || !/^\w{2,}$/.test(name)) return undefined
  const calls = findSourceLines(
    source,
    scripts,
    new RegExp(String.raw`^\s*(?:[\w$]+\.)*(${name})\((?!.*\)[^()]*\{\s*$)(?!.*\.(?:then|catch)\()`),
  ).filter(beginsStatement)
  return calls.length === 1 ? calls[0] : undefined
}

/** It continues nothing that may await it. */
const beginsStatement = ({ before }: SourceLine) => /(?:^|[;{})])\s*(?:\/\/.*)?$/.test(before)

/**
 * Of Koa: a middleware that does not wait for what comes after it. Express has three parameters, and nothing to wait
 * for.
 */
export function findUnawaitedNext(source: SourceTree): Cause | undefined {
  if (!mentions(source, scripts, /(?:from\s+|require\(\s*)['"]koa['"]/)) return undefined
  const nextLines = findSourceLines(source, scripts, /\bnext\b/)
  const dropped = nextLines.find((found, index) => {
    if (inOneLine.test(found.text)) return true
    return (
      /^\s*next\(\)\s*;?\s*(?:\/\/.*)?$/.test(found.text) &&
      beginsStatement(found) &&
      nextLines[index - 1]?.path === found.path &&
      middleware.test(nextLines[index - 1]?.text ?? '')
    )
  })
  return (
    dropped && {
      detail: `${dropped.path}:${dropped.line} calls next() without "await": Koa responds before your routes are done, and an error in them ends the process, perhaps during a later request.`,
      advice: 'Write "await next()" in every middleware.',
    }
  )
}

const parameters = String.raw`\(\s*(?:\w+|\{[^{}]*\})\s*(?::\s*[\w.<>]+\s*)?,\s*next\b[^(){}]*\)\s*(?::\s*[\w<>]+\s*)?(?:=>\s*)?\{`
const middleware = new RegExp(String.raw`${parameters}\s*(?:\/\/.*)?$`)
const inOneLine = new RegExp(String.raw`${parameters}(?:[^{}]*;)?\s*next\(\)`)
