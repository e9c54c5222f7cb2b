import type { Limits } from '../../contracts/limits.js'
import type { Report } from '../../contracts/report/report.js'
import type { StartFacts } from '../checks/correctness/examination.js'
import { findAppObject } from '../languages/app-objects.js'
import { textOf } from '../languages/project-files.js'
import { type Cause, type Submitted, withCause } from './causes/cause.js'
import { findConditionalListen } from './causes/node.js'
import type { RunFacts } from './verdict.js'
import { adviseOnOverride } from './causes/database-causes.js'
import { findCause } from './causes/log-causes.js'
import { findException } from './causes/log-exception.js'
import { findWrongEncoding } from './causes/missing-files.js'
import { adviseOnSwallowed, closedSilently, findUnendedResponse, usesJdkServer } from './causes/lost-responses.js'
import { findContainerHost } from './causes/unknown-hosts.js'
import { explainUnserved, findUnopenedPort, findWait } from './causes/unopened-ports.js'

type Summary = Report['summary']
type FailedStart = Extract<StartFacts, { ready: false }>

const title = 'Your service did not start'

/**
 * Why a service did not start, and what to do. What is certain goes first: what it printed and what is seen in its
 * source before advice for everybody.
 */
export function summariseStart(facts: RunFacts, limits: Limits, submitted: Submitted): Summary {
  if (facts.refusal !== null) return { title, ...explainRefusal(facts.refusal, facts.refusalAdvice, submitted) }
  const { start, log } = facts.examination ?? { start: { ready: true } as const, log: '' }
  if (start.ready) throw new Error('A service that was ready has started')
  return { title, ...explainStart(start, log, limits, submitted) }
}

function explainRefusal(refused: string, advice: string | undefined, submitted: Submitted): Cause {
  const encoding = findWrongEncoding(submitted, '')
  // What could not be read is why nothing was found in it.
  if (encoding)
    return {
      detail: refused.startsWith(nothingToStart)
        ? `${nothingToStart}: ${encoding.detail}`
        : `${refused} ${encoding.detail}`,
      advice: encoding.advice,
    }
  const refusal = submitted.source.has('Dockerfile') ? `${refused} The Dockerfile is not used.` : refused
  if (advice !== undefined) return { detail: refusal, advice }
  const app = /^(?:python|ruby)$/.test(submitted.language)
    ? findAppObject(submitted.language, submitted.source)
    : undefined
  if (app) return { detail: `${refusal} But ${app.found}.`, advice: app.write }
  return { detail: refusal, advice: 'Add a file named Procfile with a line "web: <command>" that starts the service.' }
}

const nothingToStart = 'There is nothing to start'

function explainStart(start: FailedStart, log: string, limits: Limits, submitted: Submitted): Cause {
  switch (start.reason) {
    case 'ended':
      return explainEnd(start.exit.exitCode, log, submitted)
    case 'no-listener':
      return start.ports
        ? explainWrongPort(start.detail, start.ports, submitted)
        : explainWaiting(log, limits, submitted)
    case 'foreign-listener':
      return {
        detail: start.detail,
        advice: 'Do not use the ports of the database and the cache: both run before your service starts.',
      }
    case 'no-answer':
      return explainSilence(start.detail, log, submitted)
    case 'too-slow':
      return {
        detail: `${start.detail} It has ${limits.startSeconds} seconds.`,
        advice: 'Listen first, then do the slow work: filling tables, reading files, computing.',
      }
  }
}

function explainEnd(exitCode: number, log: string, submitted: Submitted): Cause {
  const cause = findStartCause(log, submitted)
  if (exitCode === 0 && !cause) return explainQuietEnd(submitted)
  return withCause(
    {
      detail: `It ended with exit code ${exitCode} before it responded to a request.`,
      advice:
        'Read the service log below. Common causes: a module that is not installed here, a syntax error, or a file missing from the upload.',
    },
    cause,
  )
}

const explainQuietEnd = (submitted: Submitted): Cause =>
  withCause(
    {
      detail: 'It exited with code 0 before it responded to a request: nothing kept it running.',
      advice:
        'A service has to listen on $PORT and keep running. Check that the start command does so, and that it does not send the service to the background with "&".',
    },
    findConditionalListen(submitted) ?? explainUnserved(findAppObject(submitted.language, submitted.source)),
  )

/** What the log or the source says of the cause; undefined where they say nothing. */
function findStartCause(log: string, submitted: Submitted): Cause | undefined {
  const cause = findWrongEncoding(submitted, log) ?? findCause(log, submitted, { isRunning: false })
  if (cause) return cause
  const exception = findException(log)
  const host =
    exception === undefined && /\b(?:database|db|postgres\w*|mysql|mariadb|redis)\b/i.test(log)
      ? findContainerHost(submitted.source)
      : undefined
  if (exception === undefined) return host
  return {
    detail: `The log says: ${exception}`,
    advice: 'Fix this error first. The service log below shows where it comes from.',
  }
}

/** Where the number of the port was found in the source is said, too: it is mostly a default or a file of settings. */
function explainWrongPort(detail: string, ports: readonly number[], { language, source }: Submitted): Cause {
  const place = ports.map((port) => findNumber(source, port)).find((found) => found !== undefined)
  const advice = 'Listen on the port in the environment variable PORT, not on a fixed port.'
  // A number that is nowhere in the source is the default of a framework's own server, which another one replaces.
  const app = place === undefined && language === 'python' ? findAppObject(language, source) : undefined
  const where =
    place === undefined
      ? app
        ? ` ${app.write.replace(/^Add/, 'Or, without changing the code, add')}`
        : ''
      : ` ${place.port} appears in line ${place.line} of ${place.path}.`
  return { detail, advice: advice + where + adviseOnOverride(source) }
}

function findNumber(
  source: Submitted['source'],
  port: number,
): { port: number; path: string; line: number } | undefined {
  const paths = [...source.keys()]
    .filter(
      (path) =>
        !/(^|\/)(node_modules|vendor|bin|obj)\/|lock|Dockerfile|launchSettings|\.(md|html|css|sql|svg)$/.test(path),
    )
    .sort()
  const number = new RegExp(`\\b${port}\\b`)
  for (const path of paths) {
    const lines = textOf(source, path).split('\n')
    const line = lines.findIndex((each) => number.test(each))
    if (line !== -1) return { port, path, line: line + 1 }
  }
  return undefined
}

/**
 * What blocks it may be a host that its settings name: a loop around a connection need not print why it tries again.
 */
const explainWaiting = (log: string, limits: Limits, submitted: Submitted): Cause =>
  withCause(
    neverListens(limits, submitted),
    findStartCause(log, submitted) ?? findUnopenedPort(log, submitted) ?? findContainerHost(submitted.source),
  )

function neverListens({ startSeconds }: Limits, submitted: Submitted): Cause {
  const wait = findWait(submitted)
  const blocks = 'Look for what blocks it: a connection, a download, input from a keyboard.'
  return {
    detail: `It ran for ${startSeconds} seconds but did not listen on any port.`,
    advice: wait
      ? `Check that your code opens the port in the environment variable PORT before ${wait.path}:${wait.line} waits. ${blocks.replace('it:', 'it before that line:')}`
      : `Listen on the port in the environment variable PORT before anything else. ${blocks}`,
  }
}

function explainSilence(detail: string, log: string, submitted: Submitted): Cause {
  const cause = findStartCause(log, submitted)
  if (/did not finish its response/.test(detail))
    return withCause({ detail, advice: anyResponse }, cause ?? findUnendedResponse(submitted))
  const isSwallowed = closedSilently.test(detail) && log.trim() === '' && usesJdkServer(submitted)
  const advice = isSwallowed
    ? adviseOnSwallowed(submitted)
    : `Serve plain HTTP on this port, without TLS (HTTPS) and no other protocol. ${anyResponse}`
  return withCause({ detail, advice }, cause)
}

const anyResponse = 'Respond to GET / without waiting for anything else: any status will do, even 404.'
