import type { ScenarioFacts } from '../../grading/speed/scenario-facts.js'
import type { TurnPair } from '../../grading/speed/speed-facts.js'
import type { Side } from './side.js'
import type { Turn } from './take-turn.js'

/** Both turns of a pair. */
export type Turns = Readonly<Record<Side['name'], Turn>>

/** What the turns cost. Waits for figures that are still to be told. */
export const readPairs = (turns: readonly Turns[]): Promise<TurnPair[]> =>
  Promise.all(
    turns.map(async ({ submission, reference }) => ({
      submission: await submission.facts,
      reference: await reference.facts,
    })),
  )

export function readLatencies(turns: readonly Turns[]): ScenarioFacts['latencies'] {
  const latenciesOf = (name: Side['name']) => turns.map((pair) => pair[name].result.latencies)
  return { theirs: latenciesOf('submission'), reference: latenciesOf('reference') }
}

/** Whole tables read, a request. Told late by the database, so taken over all turns together. */
export function readScans(turns: readonly Turns[]): ScenarioFacts['scans'] {
  const scansOf = (name: Side['name']) => {
    const results = turns.map((pair) => pair[name].result)
    const scans = results.map(({ database }) => database?.scans ?? null)
    if (scans.length === 0 || scans.includes(null)) return null
    return (
      scans.reduce((sum: number, count) => sum + (count ?? 0), 0) / results.reduce((sum, { sent }) => sum + sent, 0)
    )
  }
  const [theirs, reference] = [scansOf('submission'), scansOf('reference')]
  return theirs === null || reference === null ? null : { theirs, reference }
}
