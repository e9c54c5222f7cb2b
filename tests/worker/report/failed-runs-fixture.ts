import type { HiddenTest } from '../../../contracts/protocol/examiner.js'
import { defaultLimits } from '../../../contracts/limits.js'
import type { TestRun } from '../../../worker/checks/correctness/examination.js'
import type { Submitted } from '../../../worker/report/causes/cause.js'
import { noFacts } from '../../../worker/report/verdict.js'
import { summarise } from '../../../worker/report/words.js'
import { examination, handedIn, makeExchange, passedRun } from './examination-fixture.js'

export type Exchange = TestRun['transcript'][number]

export const exchange = (changes: Partial<Exchange>) =>
  makeExchange({ requestBody: '{"text":"reef"}', responseBody: null, ms: 9, ...changes })

/** A test that expected a 201 and got another response. */
export const refused = (changes: Partial<Exchange>, of: Partial<TestRun> = {}): TestRun => {
  const last = exchange(changes)
  const message = `expect(received).toBe(expected)\n\nExpected: 201\nReceived: ${last.status}\n\nThe last response was ${last.status}, to POST ${last.path}.`
  return { id: '', outcome: 'failed', message, ms: 9, transcript: [last], log: [], ...of }
}

export const answered: TestRun = { ...passedRun('p'), transcript: [exchange({ path: '/notes/987654', status: 404 })] }

/**
 * Of failed tests, and one that passed. `shows` are the levels of the failed ones, as far as they do not show
 * everything.
 */
export function summariseRuns(
  failed: TestRun[],
  submitted: Submitted = handedIn(),
  shows: HiddenTest['show'][] = [],
  passed = answered,
) {
  const runs = [...failed.map((run, index) => ({ ...run, id: `f${index}` })), passed]
  const tests = runs.map(({ id }, index): HiddenTest => ({
    id,
    title: id,
    group: 'g',
    points: 1,
    hint: null,
    show: shows[index] ?? 'full',
    file: 'f',
  }))
  return summarise(
    { verdict: 'assessed', limit: null },
    { ...noFacts, tests, examination: examination({ runs }) },
    defaultLimits,
    submitted,
  )
}

export const times = <T>(amount: number, item: T): T[] => Array<T>(amount).fill(item)
