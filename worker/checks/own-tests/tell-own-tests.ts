import type { LimitKind, Limits } from '../../../contracts/limits.js'
import type { OwnTests } from '../../../contracts/quality-report.js'
import type { NoOwnTests, OwnTestsPlan } from '../../languages/own-tests/own-tests-plan.js'
import type { EndFacts } from '../../sandbox/run-to-end.js'
import { takeResult, type OwnTestsResult } from './read-result.js'

/** Characters kept of what the tests print. */
export const keptLogLength = 16_000

const unknown: OwnTestsResult = { passed: null, failed: null, coverage: null }

export const tellNone = ({ command, missing }: NoOwnTests): OwnTests => ({
  state: 'none',
  ...unknown,
  command: cut(command),
  log: missing,
})

/** What is to be tested was built before, so it is the tests that do not build. */
export function tellUnbuilt({ command }: OwnTestsPlan, { limit, log }: Pick<EndFacts, 'limit' | 'log'>): OwnTests {
  const end = limit === null ? [] : [`The build for the tests was stopped at its limit of ${limitWords[limit]}.`]
  return {
    state: limit === 'time' ? 'timed-out' : 'failed',
    ...unknown,
    command: cut(command),
    log: joinEnd([log, ...end]),
  }
}

/** How a run of the tests ended. */
export interface OwnTestsRun {
  plan: OwnTestsPlan
  exitCode: number
  limit: LimitKind | null
  log: string
  nonce: string
  limits: Limits
}

export function tellRun({ plan, exitCode, limit, log, nonce, limits }: OwnTestsRun): OwnTests {
  const { result, rest } = takeResult(log, nonce)
  const end =
    limit === null ? [] : [`The tests were stopped at their limit of ${limitWords[limit]}: ${amountOf(limit, limits)}.`]
  const state = limit === 'time' ? 'timed-out' : stateOf(result, limit === null && exitCode === 0)
  return { state, ...(result ?? unknown), command: cut(plan.command), log: joinEnd([rest, ...end]) }
}

/** The exit code decides; what the runner counted can only speak against it. */
function stateOf(result: OwnTestsResult | undefined, hasEndedWell: boolean): OwnTests['state'] {
  if (!hasEndedWell || result === undefined || (result.failed ?? 0) > 0) return 'failed'
  return result.passed === 0 ? 'none' : 'passed'
}

const limitWords: Readonly<Record<LimitKind, string>> = {
  time: 'time',
  memory: 'memory',
  pids: 'processes',
  disk: 'space',
  output: 'output',
}

const amountOf = (limit: LimitKind, limits: Limits): string =>
  ({
    time: `${limits.checkSeconds} s`,
    memory: `${limits.memoryMb} MB`,
    pids: `${limits.pids}`,
    disk: `${limits.diskMb} MB`,
    output: `${limits.outputMb} MB`,
  })[limit]

const cut = (command: string) => command.slice(0, 300)
const joinEnd = (parts: readonly string[]) =>
  parts
    .filter((part) => part !== '')
    .join('\n')
    .slice(-keptLogLength)
