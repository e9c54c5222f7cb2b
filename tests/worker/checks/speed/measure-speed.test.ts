import t from 'tap'
import { Value } from 'typebox/value'
import { measureNames } from '../../../../contracts/protocol/speed-measures.js'
import { ScenarioResultsSchema } from '../../../../contracts/report/speed-report.js'
import { measureSpeed } from '../../../../worker/checks/speed/run.js'
import { scenarioOf, simulateVariants, type SimulatedService } from './simulated-variants.js'

function measure(submission: SimulatedService, reference?: SimulatedService) {
  return measureSpeed({
    scenarios: [scenarioOf(), scenarioOf({ id: 'one', rows: null, weight: 1 })],
    variants: simulateVariants(submission, reference),
    seed: 's',
    hasOwnCores: true,
    budgetMs: 60_000,
    now: () => 0,
  })
}

t.test('the reference against itself earns 100', async (t) => {
  const outcome = await measure({ cpuMs: () => 2, noise: 0.05 }, { cpuMs: () => 2, noise: 0.05 })
  t.match(outcome, { state: 'scored', score: 100 })
  t.ok(Value.Check(ScenarioResultsSchema, outcome.scenarios))
  t.match(
    outcome.scenarios.map(({ explanation }) => explanation),
    [/About as fast as the reference/, /About as fast/],
  )
})

t.test('one statement for each item loses at least half, and is named', async (t) => {
  const outcome = await measure({ cpuMs: () => 9, statements: 31, noise: 0.05 })
  t.ok(outcome.state === 'scored' && outcome.score <= 50)
  t.match(outcome.scenarios[0]?.explanation, /^31 SQL statements for one page of 10, where the reference needs 1/)
})

t.test('work that grows with the data loses at least half, and its slope is told', async (t) => {
  const outcome = await measure({ cpuMs: (rows) => 2 + rows / 200, noise: 0.05 })
  t.ok(outcome.state === 'scored' && outcome.score <= 50)
  t.equal(outcome.scenarios[0]?.score?.value, 0)
  t.match(outcome.scenarios[0]?.growth?.words, /grows/)
})

t.test('scenarios grow together, so that a table they share grows by the same factor for each', async (t) => {
  const variants = simulateVariants({ cpuMs: () => 2 })
  const scenarios = [scenarioOf(), scenarioOf({ id: 'others', rows: 100 })]
  await measureSpeed({ scenarios, variants, seed: 's', hasOwnCores: true, budgetMs: 1000, now: () => 0 })
  const seeded = variants.events.filter((event) => event.startsWith('submission seed'))
  t.same(
    seeded,
    ['250', '100', '1000', '400', '4000', '1600'].map((rows) => `submission seed ${rows}`),
  )
})

t.test('what is audited is measured last, and what follows on a kill is warmed up like new', async (t) => {
  const variants = simulateVariants({ cpuMs: () => 2 })
  const scenarios = [
    scenarioOf({ id: 'first', rows: null, hasAudit: true }),
    scenarioOf({ id: 'second', rows: null, hasAudit: true }),
    scenarioOf({ id: 'reads', rows: null }),
  ]
  const outcome = await measureSpeed({
    scenarios,
    variants,
    seed: 's',
    hasOwnCores: true,
    budgetMs: 1000,
    now: () => 0,
  })
  t.same(
    outcome.scenarios.map(({ id }) => id),
    ['first', 'second', 'reads'],
  )
  const perLife = variants.events
    .filter((event) => event.startsWith('submission'))
    .join('\n')
    .split('revive')
  t.same(
    perLife.map((events) => [events.match(/warm-up/g)?.length ?? 0, events.match(/trial/g)?.length ?? 0]),
    [
      [2, 14],
      [8, 14],
      [0, 0],
    ],
  )
})

t.test('what fails earns nothing and tells why, without a figure', async (t) => {
  const outcome = await measure({ cpuMs: () => 0.1, change: () => ({ violation: 'It answered before it was asked.' }) })
  t.match(outcome, { state: 'scored', score: 0 })
  t.match(outcome.scenarios[0], {
    state: 'failed',
    measures: [],
    latencies: null,
    explanation: 'It answered before it was asked.',
    score: { value: 0 },
  })
  t.ok(Value.Check(ScenarioResultsSchema, outcome.scenarios))
})

t.test('a submission in whose trials the load generator is late is scored, and scores less for it', async (t) => {
  const outcome = await measure({ cpuMs: () => 2, change: () => ({ lateMs: 50 }) })
  t.match(outcome, { state: 'scored', score: 0 })
  t.match(outcome.scenarios[0], { state: 'scored', reason: 'latency', explanation: /requests were sent late/ })
  t.ok(Value.Check(ScenarioResultsSchema, outcome.scenarios))
})

t.test(
  'a submission that is slow to take its rows scores no better by the trials that it leaves no time for',
  async (t) => {
    let clock = 0
    const slow: SimulatedService = { cpuMs: () => 9, statements: 4, noise: 0.3 }
    const variants = simulateVariants(slow, { cpuMs: () => 2 })
    for (const variant of [variants.submission, variants.reference]) {
      const { seed, runTrial } = variant
      variant.seed = (...given) => ((clock += variant.name === 'submission' ? 28_000 : 1000), seed(...given))
      variant.runTrial = (...given) => ((clock += 500), runTrial(...given))
    }
    const scenarios = [scenarioOf(), scenarioOf({ id: 'one', rows: null })]
    const outcome = await measureSpeed({
      scenarios,
      variants,
      seed: 's',
      hasOwnCores: true,
      budgetMs: 90_000,
      now: () => clock,
    })
    t.equal(outcome.state, 'scored')
    t.ok(
      outcome.scenarios.every(
        ({ state, pairs, score }) => state === 'scored' && pairs < 6 && score?.value === score?.low,
      ),
    )
    t.match(outcome.scenarios[1]?.explanation, /used so much of the measuring time/)
  },
)

t.test(
  'time that a submission takes to come back to its audit is missing to the next scenario by its own doing',
  async (t) => {
    let clock = 0
    const variants = simulateVariants({ cpuMs: () => 9, statements: 4, noise: 0.3 }, { cpuMs: () => 2 })
    for (const variant of [variants.submission, variants.reference]) {
      const { revive, runTrial } = variant
      variant.revive = () => ((clock += variant.name === 'submission' ? 40_000 : 1000), revive())
      variant.runTrial = (...given) => ((clock += 500), runTrial(...given))
    }
    const scenarios = ['first', 'second'].map((id) => scenarioOf({ id, rows: null, hasAudit: true }))
    const outcome = await measureSpeed({
      scenarios,
      variants,
      seed: 's',
      hasOwnCores: true,
      budgetMs: 40_000,
      now: () => clock,
    })
    t.equal(outcome.state, 'scored')
    t.match(outcome.scenarios[1], { state: 'scored', pairs: 1, explanation: /used so much of the measuring time/ })
    t.equal(outcome.scenarios[1]?.score?.value, outcome.scenarios[1]?.score?.low)
  },
)

t.test('rows that are taken at leisure in every scenario cannot outlast the pods', async (t) => {
  let clock = 0
  const variants = simulateVariants({ cpuMs: () => 2 })
  const { seed } = variants.submission
  variants.submission.seed = (...given) => ((clock += 59_000), seed(...given))
  const scenarios = Array.from({ length: 8 }, (_, at) => scenarioOf({ id: `pages-${at}` }))
  const outcome = await measureSpeed({
    scenarios,
    variants,
    seed: 's',
    hasOwnCores: true,
    budgetMs: 90_000,
    now: () => clock,
  })
  t.ok(clock < 180_000, `${clock} ms`)
  t.match(outcome, { state: 'scored', score: 0 })
  t.match(outcome.scenarios[7]?.explanation, /took so long to accept the rows of all scenarios/)
})

t.test('a machine whose load generator is late again and again is inconclusive', async (t) => {
  const outcome = await measure({ cpuMs: () => 2 }, { cpuMs: () => 2, change: () => ({ lateMs: 50 }) })
  t.equal(outcome.state, 'inconclusive')
  t.match(outcome.scenarios[0], {
    state: 'inconclusive',
    score: null,
    measures: [],
    explanation: /machine was too busy/,
  })
  t.ok(Value.Check(ScenarioResultsSchema, outcome.scenarios))
})

t.test('a machine that cannot be measured on is inconclusive', async (t) => {
  const outcome = await measure({ cpuMs: () => 5, noise: 0.8 }, { cpuMs: () => 2, noise: 0.8 })
  t.equal(outcome.state, 'inconclusive')
  t.match(outcome, { reason: /machine was too busy/ })
  t.match(outcome.scenarios[0], { state: 'inconclusive', hint: null, explanation: /does not count for or against/ })
})

t.test(
  'a scenario whose thresholds take every measure out is inconclusive, and failing it still costs its points',
  async (t) => {
    const thresholds = Object.fromEntries(measureNames.map((name) => [name, null]))
    const run = (submission: SimulatedService) =>
      measureSpeed({
        scenarios: [scenarioOf({ rows: null, thresholds })],
        variants: simulateVariants(submission),
        seed: 's',
        hasOwnCores: true,
        budgetMs: 60_000,
        now: () => 0,
      })
    t.equal((await run({ cpuMs: () => 2 })).state, 'inconclusive')
    t.match(await run({ cpuMs: () => 2, change: () => ({ right: 0 }) }), { state: 'scored', score: 0 })
  },
)

t.test('a service that drowns in more rows earns nothing, and is told what fewer of them showed', async (t) => {
  const outcome = await measure({
    cpuMs: (rows) => rows / 50,
    statements: 9,
    change: (trial, pair) => (pair > 15 ? { right: 0, failures: [{ message: 'Too late.', count: 100 }] } : trial),
  })
  t.match(outcome.scenarios[0], {
    state: 'failed',
    rows: 1000,
    score: { value: 0 },
    reason: 'statements',
    latencies: null,
  })
  t.match(
    outcome.scenarios[0]?.explanation,
    /^100 of 100 requests.*Too late\.\nUntil then, at 1000 rows: 9 SQL statements for one page/,
  )
  t.ok(Value.Check(ScenarioResultsSchema, outcome.scenarios))
})

t.test('a submission that wavers by itself is scored by its median, so that nothing is gained by it', async (t) => {
  const outcome = await measure({ cpuMs: () => 5, noise: 1.2 }, { cpuMs: () => 2, noise: 0.02 })
  t.match(outcome, { state: 'scored' })
  t.ok(outcome.state === 'scored' && outcome.score < 90)
  t.match(
    outcome.scenarios.map(({ state }) => state),
    ['scored', 'scored'],
  )
})
