import t from 'tap'
import { runAlone, same, simulateVariants, withoutRows, type SimulatedService } from './simulated-variants.js'

/** A clock that goes on while a variant runs its trial. */
function clockOf(submissionMs: number, referenceMs: number) {
  let clock = 0
  const trialOf = (ms: number): Partial<SimulatedService> => ({
    change: () => {
      clock += ms
      return {}
    },
  })
  return {
    now: () => clock,
    submission: { ...same, ...trialOf(submissionMs) },
    reference: { ...same, ...trialOf(referenceMs) },
  }
}

t.test('a slow submission is warm sooner, and the reference has as many trials to be', async (t) => {
  const { now, submission, reference } = clockOf(4000, 100)
  const variants = simulateVariants(submission, reference)
  await runAlone({ variants, now })
  const thawed = variants.events
    .join('\n')
    .split('thaw')
    .filter((trials) => trials.includes('trial'))
  t.same(
    thawed.slice(0, 2).map((trials) => trials.match(/trial \d+/g)),
    [
      ['trial 0', 'trial 1'],
      ['trial 0', 'trial 1'],
    ],
  )
  t.match(thawed[2], /submission trial 2\n/)
})

t.test(
  'a submission that time runs out for has failed; on a machine that is slow for both nothing is known',
  async (t) => {
    const run = ({ now, submission, reference }: ReturnType<typeof clockOf>) =>
      runAlone({ variants: simulateVariants(submission, reference), now }, () => now() < 60_000)
    const slow = await run(clockOf(9000, 1000))
    t.match(slow.failure, /your service took \d+ seconds for what the reference did in \d+/)
    t.equal((await run(clockOf(9000, 9000))).failure, null)
    t.equal((await run(clockOf(12_000, 5000))).failure, null, 'it does more, and even the reference had no time enough')
    t.equal((await run(clockOf(1000, 1000))).failure, null)
  },
)

t.test(
  'time that two like the reference would have had enough of was taken by the submission, however little slower it is',
  async (t) => {
    const run = ({ now, submission, reference }: ReturnType<typeof clockOf>, budgetMs: number) =>
      runAlone({ variants: simulateVariants(submission, reference), now, ...withoutRows }, () => now() < budgetMs)
    // The plan is a warm-up and six pairs: 14 trials.
    const slower = await run(clockOf(1400, 1000), 14_200)
    t.same([slower.failure, slower.tookTheTime], [null, true])
    const equal = await run(clockOf(1000, 1000), 10_000)
    t.same([equal.failure, equal.tookTheTime], [null, false], 'the machine or the exercise had too little')
  },
)

t.test('time that the submission took elsewhere is missing here by its own doing', async (t) => {
  const run = (elsewhereMs: number) => {
    const { now, submission, reference } = clockOf(1000, 1000)
    return runAlone(
      { variants: simulateVariants(submission, reference), now, ...withoutRows },
      () => now() < 10_000,
      elsewhereMs,
    )
  }
  t.same([(await run(10_000)).tookTheTime, (await run(10_000)).failure], [true, null])
  t.equal((await run(100)).tookTheTime, false)
})

t.test("pairs that the machine spoiled took none of the submission's time", async (t) => {
  const { now, submission, reference } = clockOf(1400, 1000)
  const spoiled: SimulatedService = {
    ...reference,
    change: (trial, pair) => ({ ...reference.change?.(trial, pair), ...(pair < 7 && { lateMs: 50 }) }),
  }
  const facts = await runAlone(
    { variants: simulateVariants(submission, spoiled), now, ...withoutRows },
    () => now() < 14_200,
  )
  t.same([facts.failure, facts.tookTheTime], [null, false])
})
