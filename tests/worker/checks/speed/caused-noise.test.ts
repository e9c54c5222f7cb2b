import t from 'tap'
import { latencyShares } from '../../../../contracts/protocol/bounds.js'
import type { TrialResult } from '../../../../contracts/protocol/speed.js'
import { measureSpeed, type SpeedOptions } from '../../../../worker/checks/speed/run.js'
import { seedRandom } from '../../../../worker/checks/seeded-random.js'
import { scenarioOf, simulateVariants, type SimulatedService } from './simulated-variants.js'

const same: SimulatedService = { cpuMs: () => 2 }
const withoutRows = [scenarioOf({ rows: null })]
type Change = (trial: TrialResult, pair: number) => Partial<TrialResult>

async function measure(submission: SimulatedService, reference = same, change: Partial<SpeedOptions> = {}) {
  const options = { scenarios: withoutRows, seed: 's', hasOwnCores: true, budgetMs: 60_000, now: () => 0, ...change }
  const outcome = await measureSpeed({ variants: simulateVariants(submission, reference), ...options })
  return { ...outcome, first: outcome.scenarios[0], points: outcome.state === 'scored' ? outcome.score : null }
}

const latenciesOf = (ms: number) => latencyShares.map((share) => ms * (1 + share))

t.test(
  'a submission that wavers to be measured longer cannot outlast the patience for a machine that is late now and then',
  async (t) => {
    const busy: SimulatedService = { ...same, change: (_, pair) => (pair % 3 === 0 ? { lateMs: 50 } : {}) }
    t.match(await measure(same, busy), { state: 'scored', score: 100 })
    for (const rows of [null, 250]) {
      const wavering = await measure({ cpuMs: () => 5, noise: 1.2 }, busy, { scenarios: [scenarioOf({ rows })] })
      t.equal(wavering.state, 'scored', `with ${rows} rows`)
      t.ok((wavering.points ?? 100) < 90)
    }
  },
)

t.test(
  'a machine that is late before enough is measured leaves nothing to score, but what fails later has failed',
  async (t) => {
    const late: SimulatedService = { ...same, change: () => ({ lateMs: 50 }) }
    t.equal((await measure(same, late)).state, 'inconclusive')
    const scenarios = [scenarioOf({ rows: null, hasAudit: true })]
    t.match(await measure({ ...same, auditProblem: '3 of 40 are missing.' }, late, { scenarios }), {
      state: 'scored',
      score: 0,
      first: { state: 'failed' },
    })
  },
)

t.test('whichever of its trials a submission makes late, its score is never higher than without', async (t) => {
  const random = seedRandom('late trials')
  const slow: SimulatedService = { cpuMs: () => 4, noise: 0.05 }
  const honest = await measure(slow)
  for (let trial = 0; trial < 5; trial += 1) {
    const share = random()
    const change: Change = () => (random() < share ? { lateMs: 30 + 100 * random() } : {})
    const { state, points } = await measure({ ...slow, change })
    t.ok(state === 'scored' && points !== null && points <= (honest.points ?? 0), `${points} after ${honest.points}`)
  }
})

t.test('late trials in one order of a pair, or only while it warms up, move no weight', async (t) => {
  const inOneOrder = await measure({
    ...same,
    change: (_, pair) => (Math.floor(pair / 3) % 2 === 0 ? { lateMs: 80 } : {}),
  })
  t.equal(inOneOrder.state, 'scored')
  const cold = await measure({ ...same, change: (_, pair) => (pair < 8 ? { lateMs: 500 } : {}) }, same, {
    scenarios: [scenarioOf()],
  })
  t.match(cold, { state: 'scored', score: 100 })
})

t.test('who answers slower than it makes requests late has hidden the lateness in a worse score', async (t) => {
  const slow: Change = () => ({ lateMs: 60, latencies: latenciesOf(70) })
  t.match(await measure({ ...same, change: slow }), { state: 'scored', score: 0 })
})

const wavering: [what: string, change: Change][] = [
  ['latency', (_, pair) => ({ latencies: latenciesOf(pair % 2 === 0 ? 2 : 40) })],
  [
    'slowest answers',
    (trial, pair) => ({ latencies: trial.latencies.map((ms, at) => (at >= 6 && pair % 2 === 0 ? 30 * ms : ms)) }),
  ],
  ['statements', (_, pair) => ({ database: { statements: pair % 2 === 0 ? 100 : 3000, rows: 1000, scans: 0 } })],
  ['rows', (_, pair) => ({ database: { statements: 100, rows: pair % 2 === 0 ? 1000 : 90_000, scans: 0 } })],
  ['latency in the order of pairs', (_, pair) => ({ latencies: latenciesOf(Math.floor(pair / 3) % 2 === 0 ? 2 : 40) })],
]

for (const [what, change] of wavering) {
  t.test(
    `a submission with wavering ${what} of its own is scored, beside a reference that wavers a little`,
    async (t) => {
      const { state, points } = await measure({ ...same, change }, { cpuMs: () => 2, noise: 0.1 })
      t.equal(state, 'scored')
      t.ok((points ?? 100) < 100, `${points} points`)
    },
  )
}

/** Time passes in what the submission does; `costs` says how much in which call. */
function slowSides(costs: { freeze?: number; thaw?: number; trial?: number }, submission = same) {
  let clock = 0
  const variants = simulateVariants(submission)
  for (const variant of [variants.submission, variants.reference]) {
    const isSubmission = variant.name === 'submission'
    const { freeze, thaw, runTrial } = variant
    variant.freeze = async () => ((clock += isSubmission ? (costs.freeze ?? 0) : 0), freeze())
    variant.thaw = async () => ((clock += isSubmission ? (costs.thaw ?? 0) : 0), thaw())
    variant.runTrial = async (...given) => ((clock += isSubmission ? (costs.trial ?? 1000) : 1000), runTrial(...given))
  }
  return { variants, now: () => clock }
}

for (const [what, costs] of [
  ['freezes', { freeze: 4000 }],
  ['thaws', { thaw: 4000 }],
  ['ends its trials', { trial: 5000 }],
] as const) {
  t.test(`a submission of so many processes that it ${what} slowly runs out of its own time`, async (t) => {
    const { variants, now } = slowSides(costs)
    const outcome = await measureSpeed({
      scenarios: withoutRows,
      variants,
      seed: 's',
      hasOwnCores: true,
      budgetMs: 20_000,
      now,
    })
    t.match(outcome, { state: 'scored', score: 0 })
    t.match(outcome.scenarios[0], {
      state: 'failed',
      explanation: /your service took \d+ seconds for what the reference did in/,
    })
  })
}

t.test('failing one scenario gives its weight to no other', async (t) => {
  const scenarios = [
    scenarioOf({ id: 'hard', weight: 9, rows: null }),
    scenarioOf({ id: 'easy', weight: 1, rows: null }),
  ]
  for (const fault of [{ right: 0 }, { violation: 'Your service answered before it was asked.' }, { right: 98 }]) {
    const variants = simulateVariants(same)
    const { runTrial } = variants.submission
    variants.submission.runTrial = async (scenario, ...given) => ({
      ...(await runTrial(scenario, ...given)),
      ...(scenario === 'hard' && fault),
    })
    const outcome = await measureSpeed({
      scenarios,
      variants,
      seed: 's',
      hasOwnCores: true,
      budgetMs: 60_000,
      now: () => 0,
    })
    t.match(outcome, { state: 'scored', score: 10 })
  }
})
