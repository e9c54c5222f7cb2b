import { randomUUID } from 'node:crypto'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { defaultLimits, type LimitKind, type Limits } from '../../../contracts/limits.js'
import type { OwnTests } from '../../../contracts/report/quality-report.js'
import type { SourceTree } from '../../../contracts/source-tree.js'
import type { AssessRequest } from '../../assess-request.js'
import type { NoOwnTests, OwnTestsPlan } from '../../languages/conventions.js'
import { planOwnTests } from '../../languages/plans.js'
import { openProgram } from '../../sandbox/open-program.js'
import { untilAborted } from '../../sandbox/until-aborted.js'
import type { PodIdentity } from '../../sandbox/labels.js'
import type { Sandbox } from '../../sandbox/sandbox.js'
import type { Subject } from '../../sandbox/subject.js'
import type { EndFacts } from '../../sandbox/tool.js'

export type OwnTestsRequest = Pick<
  AssessRequest,
  'runId' | 'delivery' | 'worker' | 'exercise' | 'language' | 'signal'
> & { source: SourceTree }

/** At home the folder of a project can be written to, and many a test does: so they run in a copy. */
const runInCopy = 'cp -R "/app/$0/." /data && cd /data && exec run-own-tests "$@"'

/**
 * Runs the tests that a learner wrote for their own service, in a pod of their own with the exercise's services, as the
 * service would run. `undefined` where the exercise does not look at them, or is about tests itself. Whatever they do
 * is an outcome.
 */
export async function runOwnTests(request: OwnTestsRequest, sandbox: Sandbox): Promise<OwnTests | undefined> {
  const { exercise, language, source, signal } = request
  if (exercise.quality.ownTests === 'off' || exercise.kind === 'test-suite') return undefined
  const plan = planOwnTests(language, source)
  if ('missing' in plan) return describeNone(plan)
  const { services } = exercise
  const limits = limitsOf(exercise.limits)
  const imageNames = ['holder', language, ...services]
  const nonce = randomUUID()
  await using program = await openProgram(
    {
      pod: { identity: identityOf(request, plan), services, limits, language, imageNames },
      source,
      builds: plan.builds,
      start: ['sh', '-c', runInCopy, plan.folder, nonce, ...plan.options],
      env: plan.env,
      restartsAfterDeath: 0,
      signal,
    },
    sandbox,
  )
  if (program.failedBuild) return describeUnbuilt(plan, program.failedBuild)
  const { subject } = program
  const exitCode = await untilAborted(signal, runToEnd(subject, limits.checkSeconds))
  return describeRun({ plan, exitCode, limit: subject.limit, log: subject.log.tail(keptLogLength), nonce, limits })
}

/** A runner and what counts for it need room beside the code that they run, and the copy needs room in `/data`. */
const limitsOf = (limits: Limits): Limits => ({
  ...limits,
  memoryMb: Math.max(limits.memoryMb, defaultLimits.memoryMb),
  pids: Math.max(limits.pids, defaultLimits.pids),
  diskMb: limits.diskMb + defaultLimits.diskMb,
})

const identityOf = ({ runId, delivery, worker, exercise }: OwnTestsRequest, plan: OwnTestsPlan): PodIdentity => ({
  runId,
  delivery,
  worker,
  part: 'own-tests',
  lifetimeSeconds: plan.builds.length * exercise.limits.buildSeconds + exercise.limits.checkSeconds + 120,
})

/** The exit code; what breaks a limit is killed. */
async function runToEnd(subject: Subject, seconds: number): Promise<number> {
  await subject.start()
  const timer = setTimeout(() => void subject.breakLimit('time'), seconds * 1000)
  try {
    return (await subject.ended).exitCode
  } finally {
    clearTimeout(timer)
  }
}

/** Characters kept of what the tests print. */
export const keptLogLength = 16_000

const unknown: OwnTestsResult = { passed: null, failed: null, coverage: null }

export const describeNone = ({ command, missing }: NoOwnTests): OwnTests => ({
  state: 'none',
  ...unknown,
  command: cut(command),
  log: missing,
})

/** What is to be tested was built before, so it is the tests that do not build. */
export function describeUnbuilt({ command }: OwnTestsPlan, { limit, log }: Pick<EndFacts, 'limit' | 'log'>): OwnTests {
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

export function describeRun({ plan, exitCode, limit, log, nonce, limits }: OwnTestsRun): OwnTests {
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

const count = Type.Union([Type.Integer({ minimum: 0, maximum: 1_000_000 }), Type.Null()])

const ResultSchema = Type.Object(
  { passed: count, failed: count, coverage: Type.Union([Type.Number({ minimum: 0, maximum: 100 }), Type.Null()]) },
  { additionalProperties: false },
)
/**
 * What a runner counted. It runs the learner's code, so it is their own claim; the nonce only keeps it apart from the
 * log.
 */
type OwnTestsResult = Static<typeof ResultSchema>

const result = Compile(ResultSchema)

/**
 * The line that `run-own-tests` of the image ends with, and the log without it. No such line, or another shape: no
 * result.
 */
function takeResult(log: string, nonce: string): { result: OwnTestsResult | undefined; rest: string } {
  const start = `own-tests ${nonce} `
  const lines = log.split('\n')
  const told = lines.filter((line) => line.startsWith(start)).at(-1)
  return {
    result: told === undefined ? undefined : parse(told.slice(start.length)),
    rest: lines
      .filter((line) => line !== told)
      .join('\n')
      .trimEnd(),
  }
}

function parse(text: string): OwnTestsResult | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return result.Check(value)
      ? { ...value, coverage: value.coverage === null ? null : Math.round(value.coverage * 10) / 10 }
      : undefined
  } catch {
    return undefined
  }
}
