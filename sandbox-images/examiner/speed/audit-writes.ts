import { presentResponse } from '../kit/fixtures/create-http.js'
import { isAuthorsDoing } from '../kit/test-failure.js'
import type { Http, Random } from '../kit/author-types.js'
import type { SentRequest } from '../kit/http/encode-request.js'
import type { RegisteredScenario } from '../kit/register.js'
import { describeFailure } from '../runner/describe-failure.js'
import { planTrial, type TrialRequest } from './plan-trial.js'
import type { Write, WriteRecord } from './write-record.js'

/** Read back at a time. */
const together = 8

/** Requests of a kind that are made and never sent, to see that an audit does not find them. */
const mostUnsent = 10

interface Audited {
  scenario: RegisteredScenario
  writes: WriteRecord
  data: unknown
  seed: string
  proves: boolean
}

type AuditedWrite = Pick<Write, 'name' | 'asked' | 'answer'>
type Audit = (write: AuditedWrite) => unknown

/**
 * Reads back what a scenario's record of writes says must be there, and what nobody has written. Throws what is lost or
 * made up, in the learner's words. Where `proves` is set, the service is the reference: that it has what nobody has
 * written means that the audit proves nothing. Resolves to this in words, or `null`.
 */
export async function auditWrites(
  { scenario, writes, data, seed, proves }: Audited,
  { http, random }: { http: Http; random: Random },
): Promise<string | null> {
  const audit: Audit = ({ name, asked, answer }) =>
    scenario.audit?.({
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
  const { planned } = await planTrial(scenario, { seed, pair: 'unsent', data, isCounted: true })
  const found = await findUnsent(planned, things, audit, proves ? 0.5 : 0.99)
  if (found === null) return null
  if (proves)
    return `the audit finds requests of the kind "${found.name}" that were never sent: compare what is read back with the request`
  throw new Error(`${found.method} ${found.path} was never sent, but your service responded as if it had saved it.`)
}

async function findLost(things: readonly Write[][], audit: Audit): Promise<string | null> {
  const waiting = [...things]
  let lost: string | null = null
  const work = async () => {
    for (let next = waiting.shift(); next && lost === null; next = waiting.shift()) {
      const found = await findLostOf(next, audit)
      lost ??= found // Another may have found a loss meanwhile: `??=` reads before it awaits.
    }
  }
  await Promise.all(Array.from({ length: together }, work))
  return lost
}

/** Of a thing each of these writes may be what is left; what was acknowledged last is told where none is. */
async function findLostOf(writes: readonly Write[], audit: Audit): Promise<string | null> {
  let first: string | null = null
  for (const write of writes) {
    const problem = await tryAudit(write, audit)
    if (problem === null) return null
    if (write.answer)
      first ??= `Your service responded to ${write.method} ${write.path} with ${write.answer.status}, but had lost it after it was killed and started again.\n${problem}`
  }
  return first
}

async function tryAudit(write: AuditedWrite, audit: Audit): Promise<string | null> {
  try {
    return (await audit(write)) === false ? '' : null
  } catch (error) {
    if (isAuthorsDoing(error)) throw error
    return describeFailure(error)
  }
}

/**
 * The first kind of request that the audit finds without its having been sent. It is called for some that were only
 * planned, each with the answer to another of its kind: a service may answer with what it is asked by. Some may be
 * there by chance, so more than a share must be.
 */
async function findUnsent(
  unsent: readonly TrialRequest[],
  things: readonly Write[][],
  audit: Audit,
  share: number,
): Promise<{ name: string; method: string; path: string } | null> {
  const answers = new Map(things.flat().flatMap(({ name, answer }) => (answer ? [[name, answer] as const] : [])))
  for (const [name, answer] of answers) {
    const tried = unsent.filter(({ kind }) => kind === name).slice(0, mostUnsent)
    const found: SentRequest[] = []
    for (const { asked, request } of tried)
      if ((await tryAudit({ name, asked, answer }, audit)) === null) found.push(request)
    const [first] = found
    if (first && found.length > tried.length * share) return { name, method: first.method, path: first.path }
  }
  return null
}
