import type { SourceTree } from '../../../contracts/source-tree.js'
import { type Cause, findSourceLines, mentions, type SourceLine, type Submitted } from './cause.js'

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

const ownFrame =
  /^\s+at (?:async )?(?:(.*?) \()?(?:file:\/\/)?\/app\/(?!node_modules\/)([^\s():]+):(\d+):\d+\)?(?: \{)?$/gm

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
