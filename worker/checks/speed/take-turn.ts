import { latencyShares } from '../../../contracts/protocol/bounds.js'
import type { TurnResult } from '../../../contracts/protocol/speed.js'
import type { TurnFacts } from '../../grading/speed/speed-facts.js'
import { withThawed, type Side, type SideUsage } from './side.js'

/** One turn: what the load found, and what it cost, which is told up to a second later. */
export interface Turn {
  /** Its latencies hold what the side has to answer for, the lateness of its requests included. */
  result: TurnResult
  /** Whether its requests went out late. */
  isLate: boolean
  facts: Promise<TurnFacts>
}

export interface TurnOptions {
  scenario: string
  pair: number
}

/**
 * Thaws a side for one turn. Its use is read before and after while it is frozen, so it is that turn's and nothing
 * else's.
 */
export async function takeTurn(side: Side, { scenario, pair }: TurnOptions): Promise<Turn> {
  const before = await side.readUsage()
  const result = await withThawed(side, () => side.runTurn(scenario, pair, 'measure'))
  const isLate = isGeneratorLate(result)
  const charged = isLate ? chargeLateness(result) : result
  const facts = side.readUsage().then((after) => readFacts({ before, after, result: charged }))
  facts.catch(() => undefined) // whoever needs it gets the fault; of a pair that is thrown away nobody does
  return { result: charged, isLate, facts }
}

interface Readings {
  before: SideUsage
  after: SideUsage
  result: TurnResult
}

function readFacts({ before, after, result }: Readings): TurnFacts {
  const { sent, latencies, database } = result
  const perRequest = (amount: number) => Math.max(0, amount) / Math.max(1, sent) // what has ended is told as nothing used
  return {
    cpu: perRequest(after.subjectCpuMs - before.subjectCpuMs),
    databaseCpu: after.servicesCpuMs === null ? null : perRequest(after.servicesCpuMs - (before.servicesCpuMs ?? 0)),
    statements: database && perRequest(database.statements),
    rows: database && perRequest(database.rows),
    latency: latencyAt(latencies, 0.5),
    tail: latencyAt(latencies, 0.95),
    memory: after.subjectMemoryMb,
  }
}

export const latencyAt = (latencies: readonly number[], share: (typeof latencyShares)[number]): number =>
  latencies[latencyShares.indexOf(share)] ?? 0

/** More than one wrong answer in a hundred, or one that came before it was asked for: nothing of it is timed. */
const rightShare = 0.99

/** Why a turn's answers cannot be timed, in the learner's words; `null` when they can. */
export function findFailure({ sent, right, failures, violation }: TurnResult): string | null {
  if (violation !== null) return violation
  if (right >= sent * rightShare) return null
  return `${sent - right} of ${sent} requests did not get a correct response, and speed is measured only for correct responses. ${failures[0]?.message ?? ''}`.trim()
}

/**
 * A timer is a few milliseconds late on any busy machine; its own lateness is no part of a latency. Beyond this,
 * requests come in bursts.
 */
const latestMs = 20

/** Requests went out late although connections were free: what came at the service was not what was planned. */
const isGeneratorLate = ({ lateMs, latencies }: TurnResult): boolean =>
  lateMs > Math.max(latestMs, latencyAt(latencies, 0.5))

/**
 * Lateness belongs to the side whose turn it is. Nothing else of Assay runs then, and a service can bring it about: by
 * answers that cost the generator a lot to read, or by taking the core that it needs. So each answer of such a turn
 * counts as if its request had gone out as late as the 95th of 100 did.
 */
const chargeLateness = (result: TurnResult): TurnResult => ({
  ...result,
  latencies: result.latencies.map((ms) => ms + result.lateMs),
})
