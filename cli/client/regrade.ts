import { setTimeout as sleep } from 'node:timers/promises'
import { count } from '../../contracts/amounts.js'
import type { Cli } from '../cli.js'
import { pathOf, type Server } from './server.js'

/** A regrade of an assignment as a server tells it. */
export interface RegradeState {
  id: string
  assignment: string
  exerciseDigest: string
  reason: string
  state: 'running' | 'ready' | 'applied' | 'discarded'
  done: number
  total: number
}

export interface ChangedTest {
  id: string
  title: string
  change: string
}

interface Side {
  verdict: string | null
  score: number | null
  grade: number | null
}

/** What it does to one attempt, and why. */
export interface ReviewEntry {
  learner: { id: string; name: string }
  attempt: number
  change: string
  difference: number | null
  isOverridden: boolean
  hasNewVerdict: boolean
  before: Side
  after: Side
  tests: readonly ChangedTest[]
}

/** A regrade with what it changes; the entries are the greatest changes. */
export interface RegradeReview extends RegradeState {
  summary: Record<'rise' | 'fall' | 'none' | 'first' | 'not-assessed' | 'waiting', number> & {
    meanDifference: number | null
    tests: readonly ({ id: string; title: string } & Record<
      'gained' | 'lost' | 'added' | 'removed' | 'reweighted',
      number
    >)[]
  }
  entries: readonly ReviewEntry[]
}

const LOOK_EVERY_MS = 1_000

export const fetchReview = (server: Server, id: string): Promise<RegradeReview> =>
  server.call('GET', `${pathOf('regrades', id)}?limit=200`)

/** Shows how far a regrade is until none of its runs is left. It goes on when nobody watches. */
export async function watchRegrade(cli: Cli, server: Server, { id, assignment }: RegradeState): Promise<void> {
  for (;;) {
    // The list tells how far it is without naming learners: looking at it is no reading of results.
    const { regrades } = await server.call<{ regrades: RegradeState[] }>(
      'GET',
      pathOf('assignments', assignment, 'regrades'),
    )
    const regrade = regrades.find((one) => one.id === id)
    if (regrade?.state !== 'running') return cli.terminal.status('')
    cli.terminal.status(`${regrade.done} of ${count(regrade.total, 'run')} done`)
    await sleep(LOOK_EVERY_MS, undefined, { signal: cli.signal })
  }
}
