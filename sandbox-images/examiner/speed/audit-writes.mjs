import { presentResponse } from '../kit/fixtures/create-http.mjs'
import { AuthorMistake } from '../kit/test-failure.mjs'
import { describeFailure } from '../runner/describe-failure.mjs'
import { planTurn } from './plan-turn.mjs'

/** Read back at a time. */
const together = 8

/** Requests of a kind that are made and never sent, to see that an audit does not find them. */
const mostUnsent = 10

/** Author's functions are told apart from what a service makes them throw. */
const isAuthors = (error) => error instanceof AuthorMistake || error instanceof ReferenceError

/**
 * Reads back what a scenario's record of writes says must be there, and what nobody has written. Throws what is lost or
 * made up, in the learner's words. Where `proves` is set, the service is the reference: that it has what nobody has
 * written means that the audit proves nothing. Resolves to this in words, or `null`.
 * @param {{ scenario: object, writes: object, data: unknown, seed: string, proves: boolean }} audited
 * @param {{ http: object, random: object }} fixtures
 */
export async function auditWrites({ scenario, writes, data, seed, proves }, { http, random }) {
  const audit = ({ name, asked, answer }) =>
    scenario.audit({
      http,
      random,
      data,
      name,
      request: asked,
      response: answer ? presentResponse({ ...answer, ms: 0 }) : undefined,
    })
  const things = writes.list()
  const lost = writes.problem ?? (await findLost(things, audit))
  if (lost !== null) throw new Error(lost)
  const { planned } = await planTurn(scenario, { seed, pair: 'unsent', data, isCounted: true })
  const found = await findUnsent(planned, things, audit, proves ? 0.5 : 0.99)
  if (found === null) return null
  if (proves)
    return `the audit finds requests of the kind "${found.name}" that were never sent: compare what is read back with the request`
  throw new Error(`${found.method} ${found.path} was never sent, but your service responded as if it had saved it.`)
}

async function findLost(things, audit) {
  const waiting = [...things]
  let lost = null
  const work = async () => {
    while (lost === null && waiting.length > 0) {
      const found = await findLostOf(waiting.shift(), audit)
      lost ??= found // Another may have found a loss meanwhile: `??=` reads before it awaits.
    }
  }
  await Promise.all(Array.from({ length: together }, work))
  return lost
}

/** Of a thing each of these writes may be what is left; what was acknowledged last is told where none is. */
async function findLostOf(writes, audit) {
  let first
  for (const write of writes) {
    const problem = await tryAudit(write, audit)
    if (problem === null) return null
    if (write.answer)
      first ??= `Your service responded to ${write.method} ${write.path} with ${write.answer.status}, but had lost it after it was killed and started again.\n${problem}`
  }
  return first
}

async function tryAudit(write, audit) {
  try {
    return (await audit(write)) === false ? '' : null
  } catch (error) {
    if (isAuthors(error)) throw error
    return describeFailure(error, undefined)
  }
}

/**
 * The first kind of request that the audit finds without its having been sent. It is called for some that were only
 * planned, each with the answer to another of its kind: a service may answer with what it is asked by. Some may be
 * there by chance, so more than a share must be.
 */
async function findUnsent(unsent, things, audit, share) {
  const answers = new Map(things.flat().flatMap(({ name, answer }) => (answer ? [[name, answer]] : [])))
  for (const [name, answer] of answers) {
    const tried = unsent.filter(({ kind }) => kind === name).slice(0, mostUnsent)
    const found = []
    for (const { asked, request } of tried)
      if ((await tryAudit({ name, asked, answer }, audit)) === null) found.push(request)
    if (found.length > tried.length * share) return { name, ...found[0] }
  }
  return null
}
