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
 * Reads back what a scenario's record of writes says must be there. Throws what is lost, in the learner's words. Resolves to why
 * the audit proves nothing, where that is asked; `null` where it does.
 * @param {{ scenario: object, writes: object, data: unknown, seed: string, proves: boolean }} audited
 * @param {{ http: object, random: object }} fixtures
 */
export async function auditWrites({ scenario, writes, data, seed, proves }, { http, random }) {
  const audit = ({ name, asked, answer }) =>
    scenario.audit({ http, random, data, name, request: asked, response: answer ? presentResponse({ ...answer, ms: 0 }) : undefined })
  const things = writes.list()
  const lost = writes.problem ?? (await findLost(things, audit))
  if (lost !== null) throw new Error(lost)
  if (!proves) return null
  const { planned } = await planTurn(scenario, { seed, pair: 'unsent', data, isCounted: true })
  return await findUnproven(planned, things, audit)
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
    if (write.answer) first ??= `${write.method} ${write.path} was answered with ${write.answer.status}, and after your service was killed and started again it had not kept it.\n${problem}`
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
 * Whether the audit would find a loss: it is called for requests that were planned and never sent, each with the answer to
 * another of its kind.
 */
async function findUnproven(unsent, things, audit) {
  const answers = new Map(things.flat().flatMap(({ name, answer }) => (answer ? [[name, answer]] : [])))
  for (const [name, answer] of answers) {
    const tried = unsent.filter(({ kind }) => kind === name).slice(0, mostUnsent)
    const problems = []
    for (const { asked } of tried) problems.push(await tryAudit({ name, asked, answer }, audit))
    const taken = problems.filter((problem) => problem === null).length
    if (taken * 2 > tried.length) return `the audit finds requests of the kind "${name}" that were never sent: compare what is read back with the request`
  }
  return null
}
