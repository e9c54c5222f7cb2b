import { AuthorMistake } from '../kit/test-failure.mjs'
import { describeFailure } from '../runner/describe-failure.mjs'

/** Read back at a time. */
const together = 8

/** Requests of a kind that are made and never sent, to see that an audit does not find them. */
const mostUnsent = 10

/** Author's functions are told apart from what a service makes them throw. */
const isAuthors = (error) => error instanceof AuthorMistake || error instanceof ReferenceError

/**
 * Reads back what was acknowledged. What is lost, in the learner's words; `null` where everything is there.
 * @param {readonly (readonly import('./write-record.mjs').Write[])[]} things of each the writes that may be what is left of it
 * @param {(write: object) => unknown} audit throws, or returns `false`, where the write is not there
 */
export async function findLost(things, audit) {
  const waiting = [...things]
  let lost = null
  const work = async () => {
    while (lost === null && waiting.length > 0) lost ??= await findLostOf(waiting.shift(), audit)
  }
  await Promise.all(Array.from({ length: together }, work))
  return lost
}

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
 * Whether the audit would find a loss: it is asked for requests that were made and never sent, each with the answer to
 * another of its kind. In words what is wrong with it; `null` where nothing is.
 * @param {readonly object[]} unsent writes without an answer @param {readonly object[][]} things @param {(write: object) => unknown} audit
 */
export async function findUnprovenAudit(unsent, things, audit) {
  const answers = new Map(things.flat().flatMap(({ name, answer }) => (answer ? [[name, answer]] : [])))
  for (const [name, answer] of answers) {
    const tried = unsent.filter((write) => write.name === name).slice(0, mostUnsent)
    const problems = []
    for (const write of tried) problems.push(await tryAudit({ ...write, answer }, audit))
    const taken = problems.filter((problem) => problem === null).length
    if (taken * 2 > tried.length) return `the audit finds requests of the kind "${name}" that were never sent: compare what is read back with the request`
  }
  return null
}
