import { once } from 'node:events'
import { createGuardedDrivers } from '../drivers/guarded-drivers.mjs'
import { createHttp } from '../kit/fixtures/create-http.mjs'
import { createRandom } from '../kit/fixtures/create-random.mjs'
import { startTogether } from '../kit/fixtures/start-together.mjs'
import { AuthorMistake, TestFailure } from '../kit/test-failure.mjs'
import { runLoad } from '../load/run-load.mjs'
import { describeFailure } from '../runner/describe-failure.mjs'
import { createDatabaseCounters } from './database-counters.mjs'
import { planTurn } from './plan-turn.mjs'
import { createCheckProof } from './prove-checks.mjs'

const longestProblem = 1000

/** What the server does by itself elsewhere, at a time of its own. A table that the service keeps locked goes without. */
const bringUpToDate = 'VACUUM (ANALYZE, SKIP_LOCKED)'

/** Longer than any author's function needs. A service that does not let it end in that time has not taken its part. */
const longestMs = { seed: 60_000, audit: 20_000 }

/**
 * One pod's side of a speed check: grows the data, runs turns, audits, as the worker says.
 * @param {Map<string, object>} scenarios @param {{ port: number, seed: string, services: Record<string, object> }} environment
 * @param {{ seed: number, audit: number }} [limitMs] how long an author's function may take
 */
export function createSpeedSession(scenarios, { port, seed, services }, limitMs = longestMs) {
  const states = new Map()
  const closers = []
  const { db, redis } = createGuardedDrivers(services, { onClose: (close) => closers.push(close) })
  const counters = createDatabaseCounters(services, db)

  function find(id) {
    const scenario = scenarios.get(id)
    if (!scenario) throw new Error(`The worker names the scenario "${id}", which no file has.`)
    const state = states.get(id) ?? { rows: 0, data: undefined, right: Object.fromEntries(scenario.requests.map(({ name }) => [name, 0])) }
    states.set(id, state)
    return { scenario, state }
  }

  function createFixtures(purpose, signal) {
    const random = createRandom(`${seed}/${purpose}`)
    const http = createHttp({ port, random: createRandom(`${seed}/${purpose}/clients`), signal, record: () => {} })
    return { http, db, redis, random, together: startTogether }
  }

  return {
    /** Adds rows until there are so many. The problem, if the service did not take them. */
    async seed({ scenario: id, rows }) {
      const { scenario, state } = find(id)
      if (!scenario.seed || rows <= state.rows) throw new Error(`The worker asks for ${rows} rows of "${id}", which has ${state.rows}.`)
      const problem = await tellProblem(`Your service did not take its ${rows} rows`, limitMs.seed, async (signal) => {
        const fixtures = createFixtures(`${id}/rows/${rows}`, signal)
        state.data = await scenario.seed({ ...fixtures, from: state.rows, to: rows, data: state.data })
        if (services.postgres) await db.query(bringUpToDate)
      })
      state.rows = rows
      return { scenario: id, rows, problem }
    },
    async turn({ scenario: id, pair, purpose }) {
      const { scenario, state } = find(id)
      const proves = purpose === 'proof'
      const { planned, dueMs } = await planTurn(scenario, { seed, pair, data: state.data, isCounted: purpose === 'measure' })
      const proof = createCheckProof()
      const counting = createCounting(counters)
      await counting.start()
      const onRight = (index, answer) => {
        state.right[planned[index].kind] += 1
        if (proves) proof.add(planned[index], answer)
      }
      const result = await runLoad({ port, planned, dueMs, onRight })
      const { database, problem } = await counting.finish()
      const violation = result.violation ?? problem
      return { scenario: id, pair, ...result, violation, database, unproven: proves ? proof.findUnproven() : null }
    },
    async audit({ scenario: id }) {
      const { scenario, state } = find(id)
      if (!scenario.audit) return { scenario: id, problem: null }
      const problem = await tellProblem('What was acknowledged could not be looked up', limitMs.audit, (signal) => {
        const { together: _, ...fixtures } = createFixtures(`${id}/audit`, signal)
        return scenario.audit({ ...fixtures, data: state.data, right: { ...state.right } })
      })
      return { scenario: id, problem }
    },
    close: () => Promise.allSettled(closers.map((close) => close())),
  }
}

/** Counts what one turn asks of the database. A database that cannot tell has been brought to that by its service. */
function createCounting(counters) {
  let before = null
  let problem = null
  const attempt = async (ask) => {
    try {
      return await ask()
    } catch (error) {
      if (!(error instanceof TestFailure)) throw error
      problem ??= `What the service asked of its database could not be counted. ${error.message}`.slice(0, longestProblem)
      return null
    }
  }
  return {
    async start() {
      before = counters && (await attempt(() => counters.start()))
    },
    async finish() {
      const database = before && (await attempt(() => counters.finish(before)))
      return { database, problem }
    },
  }
}

/**
 * What an author's function threw, or that it did not end, in the learner's words: a service that answers slowly or holds
 * locks must not look like a fault of ours. What is the author's own mistake is thrown on.
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
