import { once } from 'node:events'
import { speedLimits, textLimits } from '../../../contracts/protocol/bounds.js'
import type { Answering } from '../../../contracts/protocol/correlator.js'
import type { LoadQuestions } from '../../../contracts/protocol/load-generator.js'
import type { TestEnvironment } from '../../../contracts/protocol/test-runner.js'
import { createGuardedDrivers } from '../drivers/guarded-drivers.js'
import { createHttp } from '../kit/fixtures/create-http.js'
import { createRandom } from '../kit/fixtures/create-random.js'
import { startTogether } from '../kit/fixtures/start-together.js'
import type { RegisteredScenario } from '../kit/register.js'
import { isAuthorsDoing, TestFailure } from '../kit/test-failure.js'
import { runLoad, type WholeAnswer } from '../load/run-load.js'
import { describeFailure } from '../runner/describe-failure.js'
import { auditWrites } from './audit-writes.js'
import type { Counters } from './database-counters.js'
import { createCheckProof, planTrial, type TrialRequest } from './plan-trial.js'
import { createWriteRecord, type WriteRecord } from './write-record.js'

/** Of a trial. */
const longestViolation = speedLimits.failureLength

/** Longer than any author's function needs. A service that does not let it end in that time has not taken its part. */
const longestMs = { seed: 60_000, audit: 20_000 }

type Steps = Answering<LoadQuestions>

export interface SpeedSession {
  /**
   * An error that nobody awaits is a problem of what is under way: two requests may fail, of which one is awaited.
   */
  onUnawaited(error: Error): void
  /** Adds rows until there are so many. The problem, if the service did not take them. */
  seed: Steps['seed']
  trial: Steps['trial']
  /** After the service was killed and answers again. `proves`: whether the audit itself is tried, too. */
  audit: Steps['audit']
  close(): Promise<unknown>
}

/**
 * One pod's side of a speed check: grows the data, runs trials, audits, as the worker says. `limitMs`: how long an
 * author's function may take.
 */
export function createSpeedSession(
  scenarios: ReadonlyMap<string, RegisteredScenario>,
  { port, seed, services }: TestEnvironment,
  limitMs: { seed: number; audit: number } = longestMs,
): SpeedSession {
  const find = createStates(scenarios, seed)
  const closers: (() => Promise<void>)[] = []
  // A table that is not plain is a problem even where an author's function has caught the error, or nobody awaits it.
  const refused = { failure: null as Error | null }
  const onRefused = (failure: Error) => void (refused.failure ??= failure)
  const forgetRefused = () => void (refused.failure = null)
  const tellRefused = () => refused.failure && describeFailure(refused.failure).slice(0, longestViolation)
  const { db, redis, counters, maintain } = createGuardedDrivers(services, {
    onClose: (close) => closers.push(close),
    onRefused,
  })

  function createFixtures(purpose: string, signal: AbortSignal) {
    const random = createRandom(`${seed}/${purpose}`)
    const http = createHttp({ port, random: createRandom(`${seed}/${purpose}/clients`), signal, record: () => {} })
    return { http, db, redis, random, together: startTogether }
  }

  return {
    onUnawaited: onRefused,
    async seed({ scenario: id, rows }) {
      const { scenario, state } = find(id)
      if (!scenario.seed || rows <= state.rows)
        throw new Error(`The worker asks for ${rows} rows of "${id}", which has ${state.rows}.`)
      const grow = scenario.seed
      const problem = await reportProblem(
        `Your service did not accept its ${rows} rows`,
        limitMs.seed,
        async (signal) => {
          const fixtures = createFixtures(`${id}/rows/${rows}`, signal)
          forgetRefused()
          state.data = await grow({ ...fixtures, from: state.rows, to: rows, data: state.data })
          if (refused.failure) throw refused.failure
          await maintain()
        },
      )
      state.rows = rows
      return { scenario: id, rows, problem }
    },
    async trial({ scenario: id, pair, purpose }) {
      const { scenario, state } = find(id)
      const proves = purpose === 'proof'
      forgetRefused()
      const { planned, dueMs } = await planTrial(scenario, {
        seed,
        pair,
        data: state.data,
        isCounted: purpose === 'measure',
      })
      const proof = createCheckProof()
      const before = counters && (await countOrReport(() => counters.start()))
      const writes = scenario.audit && state.writes.beginTrial({ pair, planned, dueMs })
      const onRight = (index: number, answer: WholeAnswer) => {
        writes?.acknowledge(index, answer)
        if (proves) proof.add(planned[index] as TrialRequest, answer)
      }
      const result = await runLoad({ port, planned, dueMs, onRight, onWrong: (index) => writes?.giveUp(index) })
      writes?.end()
      const counted =
        counters && before && !('problem' in before) ? await countOrReport(() => counters.finish(before)) : before
      const problem = counted && 'problem' in counted ? counted.problem : null
      return {
        scenario: id,
        pair,
        ...result,
        violation: result.violation ?? problem ?? tellRefused(),
        database: counted && !('problem' in counted) ? counted : null,
        unproven: proves ? proof.findUnproven() : null,
      }
    },
    async audit({ scenario: id, proves }) {
      const { scenario, state } = find(id)
      let unproven: string | null = null
      forgetRefused()
      const problem = await reportProblem(
        'The acknowledged writes could not be read back',
        limitMs.audit,
        async (signal) => {
          unproven = await auditWrites({ scenario, ...state, seed, proves }, createFixtures(`${id}/audit`, signal))
        },
      )
      return { scenario: id, problem: problem ?? tellRefused(), unproven }
    },
    close: () => Promise.allSettled(closers.map((close) => close())),
  }
}

/** How far a scenario is. */
interface State {
  rows: number
  data: unknown
  writes: WriteRecord
}

/** Finds a scenario and how far it is, by its id. */
function createStates(scenarios: ReadonlyMap<string, RegisteredScenario>, seed: string) {
  const states = new Map<string, State>()
  return (id: string): { scenario: RegisteredScenario; state: State } => {
    const scenario = scenarios.get(id)
    if (!scenario) throw new Error(`The worker names the scenario "${id}", which no file has.`)
    const state = states.get(id) ?? {
      rows: 0,
      data: undefined,
      writes: createWriteRecord(`${seed}/${id}`, scenario.requests),
    }
    states.set(id, state)
    return { scenario, state }
  }
}

/**
 * What the database counted, or why it does not tell: the subject owns it and can keep the examiner out, which must
 * neither hide its work nor look like a fault of ours. Tried twice, for a connection may be lost by itself.
 */
async function countOrReport(count: () => Promise<Counters>): Promise<Counters | { problem: string }> {
  try {
    return await count().catch(count)
  } catch (error) {
    if (!(error instanceof TestFailure)) throw error
    return { problem: `Your database did not report its statistics. ${error.message}`.slice(0, longestViolation) }
  }
}

/**
 * What an author's function threw, or that it did not end, in the learner's words: a service that answers slowly or
 * holds locks must not look like a fault of ours. What is the author's own mistake is thrown on.
 */
async function reportProblem(
  what: string,
  withinMs: number,
  run: (signal: AbortSignal) => Promise<void>,
): Promise<string | null> {
  const signal = AbortSignal.timeout(withinMs)
  const overdue = once(signal, 'abort').then(() => Promise.reject(new Error('overdue')))
  try {
    await Promise.race([run(signal), overdue])
    return null
  } catch (error) {
    if (signal.aborted) return `${what} within ${withinMs / 1000} seconds.`
    if (isAuthorsDoing(error)) throw error
    return describeFailure(error).slice(0, textLimits.reason)
  }
}
