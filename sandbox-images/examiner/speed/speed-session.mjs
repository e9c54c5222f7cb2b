import { once } from 'node:events'
import { createGuardedDrivers } from '../drivers/guarded-drivers.mjs'
import { createHttp } from '../kit/fixtures/create-http.mjs'
import { createRandom } from '../kit/fixtures/create-random.mjs'
import { startTogether } from '../kit/fixtures/start-together.mjs'
import { AuthorMistake, TestFailure } from '../kit/test-failure.mjs'
import { runLoad } from '../load/run-load.mjs'
import { describeFailure } from '../runner/describe-failure.mjs'
import { auditWrites } from './audit-writes.mjs'
import { planTurn } from './plan-turn.mjs'
import { createCheckProof } from './prove-checks.mjs'
import { createWriteRecord } from './write-record.mjs'

const longestProblem = 1000
/** Of a turn. */
const longestViolation = 600

/** Longer than any author's function needs. A service that does not let it end in that time has not taken its part. */
const longestMs = { seed: 60_000, audit: 20_000 }

/**
 * One pod's side of a speed check: grows the data, runs turns, audits, as the worker says.
 * @param {Map<string, object>} scenarios @param {{ port: number, seed: string, services: Record<string, object> }}
 *   environment
 * @param {{ seed: number, audit: number }} [limitMs] how long an author's function may take
 */
export function createSpeedSession(scenarios, { port, seed, services }, limitMs = longestMs) {
  const find = createStates(scenarios, seed)
  const closers = []
  // A table that is not plain is a problem even where an author's function has caught the error, or nobody awaits it.
  let refused = null
  const onRefused = (failure) => (refused ??= failure)
  const tellRefused = () => refused && describeFailure(refused, undefined).slice(0, longestViolation)
  const { db, redis, counters, maintain } = createGuardedDrivers(services, {
    onClose: (close) => closers.push(close),
    onRefused,
  })

  function createFixtures(purpose, signal) {
    const random = createRandom(`${seed}/${purpose}`)
    const http = createHttp({ port, random: createRandom(`${seed}/${purpose}/clients`), signal, record: () => {} })
    return { http, db, redis, random, together: startTogether }
  }

  return {
    /**
     * An error that nobody awaits is a problem of what is under way: two requests may fail, of which one is awaited.
     */
    onUnawaited: onRefused,
    /** Adds rows until there are so many. The problem, if the service did not take them. */
    async seed({ scenario: id, rows }) {
      const { scenario, state } = find(id)
      if (!scenario.seed || rows <= state.rows)
        throw new Error(`The worker asks for ${rows} rows of "${id}", which has ${state.rows}.`)
      const problem = await tellProblem(
        `Your service did not accept its ${rows} rows`,
        limitMs.seed,
        async (signal) => {
          const fixtures = createFixtures(`${id}/rows/${rows}`, signal)
          refused = null
          state.data = await scenario.seed({ ...fixtures, from: state.rows, to: rows, data: state.data })
          if (refused) throw refused
          await maintain()
        },
      )
      state.rows = rows
      return { scenario: id, rows, problem }
    },
    async turn({ scenario: id, pair, purpose }) {
      const { scenario, state } = find(id)
      const proves = purpose === 'proof'
      refused = null
      const { planned, dueMs } = await planTurn(scenario, {
        seed,
        pair,
        data: state.data,
        isCounted: purpose === 'measure',
      })
      const proof = createCheckProof()
      const before = counters && (await countOrTell(() => counters.start()))
      const writes = scenario.audit && state.writes.beginTurn({ pair, planned, dueMs })
      const onRight = (index, answer) => {
        writes?.acknowledge(index, answer)
        if (proves) proof.add(planned[index], answer)
      }
      const result = await runLoad({ port, planned, dueMs, onRight, onWrong: (index) => writes?.giveUp(index) })
      writes?.end()
      const { problem = null, ...database } =
        counters && !before.problem ? await countOrTell(() => counters.finish(before)) : (before ?? {})
      const violation = result.violation ?? problem ?? tellRefused()
      return {
        scenario: id,
        pair,
        ...result,
        violation,
        database: counters && !problem ? database : null,
        unproven: proves ? proof.findUnproven() : null,
      }
    },
    /** After the service was killed and answers again. `proves`: whether the audit itself is tried, too. */
    async audit({ scenario: id, proves }) {
      const { scenario, state } = find(id)
      let unproven = null
      refused = null
      const problem = await tellProblem(
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

/** Finds a scenario and how far it is, by its id. */
function createStates(scenarios, seed) {
  const states = new Map()
  return (id) => {
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
async function countOrTell(count) {
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
async function tellProblem(what, withinMs, run) {
  const signal = AbortSignal.timeout(withinMs)
  const overdue = once(signal, 'abort').then(() => Promise.reject(new Error('overdue')))
  try {
    await Promise.race([run(signal), overdue])
    return null
  } catch (error) {
    if (signal.aborted) return `${what} within ${withinMs / 1000} seconds.`
    if (error instanceof AuthorMistake || error instanceof ReferenceError) throw error
    return describeFailure(error, undefined).slice(0, longestProblem)
  }
}
