import t from 'tap'
import type { ScenarioRunOptions } from '../../../../worker/checks/speed/scenario-run.js'
import {
  runAlone,
  same,
  scenarioOf,
  simulateVariants,
  withoutRows,
  type SimulatedService,
} from './simulated-variants.js'

const measure = (
  submission: SimulatedService,
  change: Partial<ScenarioRunOptions> = {},
  reference?: SimulatedService,
) => runAlone({ variants: simulateVariants(submission, reference), ...change })

t.test('grows the data on both variants, warms up, and alternates who begins', async (t) => {
  const variants = simulateVariants(same)
  const facts = await runAlone({ variants })
  t.same(
    facts.sizes.map(({ rows, pairs }) => [rows, pairs.length]),
    [
      [250, 7],
      [1000, 1],
      [4000, 6],
    ],
  )
  const told = variants.events.filter((event) => !/thaw|freeze/.test(event))
  const trials = (variant: string, first = 'warm-up') =>
    Array.from({ length: 8 }, (_, at) => `${variant} trial ${at} ${at === 0 ? first : 'warm-up'}`)
  t.same(told.slice(0, 19), [
    'submission seed 250',
    'reference seed 250',
    ...trials('submission'),
    ...trials('reference', 'proof'),
    'submission trial 8',
  ])
  const first = told
    .filter((event) => event.includes('trial'))
    .filter((_, at) => at % 2 === 0)
    .slice(-6)
  t.same(
    first.map((event) => event.split(' ')[0]),
    ['reference', ...Array(3).fill('submission'), ...Array(2).fill('reference')],
  )
  t.equal(told.filter((event) => event.includes('proof')).length, 1)
  t.equal(variants.events.at(-1)?.endsWith('freeze'), true)
})

t.test('a scenario without rows has one size and no growth', async (t) => {
  const facts = await measure(same, { scenario: scenarioOf({ rows: null }) })
  t.same(
    facts.sizes.map(({ pairs }) => pairs.length),
    [6],
  )
})

t.test('noise takes more pairs, and the end of time takes no more', async (t) => {
  const noisy = { cpuMs: () => 5, noise: 0.2 }
  const facts = await measure(noisy, { scenario: scenarioOf({ rows: null }) })
  t.ok((facts.sizes[0]?.pairs.length ?? 0) > 6)
  const short = await runAlone({ variants: simulateVariants(noisy) }, () => false)
  t.same(
    short.sizes.map(({ pairs }) => pairs.length),
    [1, 1, 1],
  )
})

t.test('figures are per request', async (t) => {
  const facts = await measure({ cpuMs: () => 3, statements: 31 })
  t.match(facts.sizes.at(-1)?.pairs[0]?.submission, { cpu: 3, databaseCpu: 1.5, statements: 31, rows: 10, memory: 80 })
  t.equal(facts.sizes.at(-1)?.pairs[0]?.submission.latency, 4.5)
})

const cheats: [what: string, service: Partial<SimulatedService>, reason: RegExp][] = [
  [
    'drops three of ten',
    { change: () => ({ right: 70, failures: [{ message: 'It closed the connection.', count: 30 }] }) },
    /30 of 100 requests did not get a correct response.*closed the connection/,
  ],
  ['answers early', { change: () => ({ violation: 'It answered before it was asked.' }) }, /answered before/],
  ['takes no data', { seedProblem: 'It answered 500.' }, /answered 500/],
  ['lost what it acknowledged', { auditProblem: '3 of 40 are missing.' }, /3 of 40/],
  ['does not come back', { reviveProblem: 'Your service was killed and did not come back.' }, /did not come back/],
  ['died', { end: 'Your service stopped (exit code 1).' }, /stopped/],
  ['fails late', { change: (_, pair) => (pair > 10 ? { right: 0 } : {}) }, /100 of 100/],
]

for (const [what, service, reason] of cheats) {
  t.test(`a submission that ${what} has failed`, async (t) => {
    const facts = await measure({ ...same, ...service }, { scenario: scenarioOf({ hasAudit: true }) })
    t.match(facts.failure, reason)
  })
  t.test(`a reference that ${what} is a fault`, async (t) => {
    await t.rejects(
      measure(same, { scenario: scenarioOf({ hasAudit: true }) }, { ...same, ...service }),
      /The reference fails the scenario "Pages"/,
    )
  })
}

t.test('one wrong answer in a hundred is let pass', async (t) => {
  t.equal((await measure({ ...same, change: () => ({ right: 99 }) })).failure, null)
})

t.test('a check that proves nothing is a fault, told by its scenario', async (t) => {
  const reference: SimulatedService = { ...same, change: () => ({ unproven: 'it takes everything' }) }
  await t.rejects(measure(same, {}, reference), /"Pages" proves nothing: it takes everything/)
})

t.test('an audit that proves nothing is a fault, whatever the submission does', async (t) => {
  const scenario = scenarioOf({ hasAudit: true })
  await t.rejects(
    measure({ ...same, auditProblem: 'gone' }, { scenario }, { ...same, auditUnproven: 'it takes everything' }),
    /"Pages" proves nothing: it takes everything/,
  )
})

t.test(
  'each variant is killed where its last trial has left it, is audited when it answers again, and ends frozen',
  async (t) => {
    const variants = simulateVariants(same)
    await runAlone({ variants, scenario: scenarioOf({ hasAudit: true }) })
    const last = variants.events.findLastIndex((event) => event.includes('trial'))
    t.same(
      variants.events
        .slice(last)
        .filter((event) => !event.includes('trial'))
        .slice(1),
      [
        'reference revive',
        'reference audit proof',
        'reference freeze',
        'submission revive',
        'submission audit',
        'submission freeze',
      ],
    )
  },
)

t.test('what has failed before, or has no audit, is not killed', async (t) => {
  const failing = simulateVariants({ ...same, change: () => ({ right: 0 }) })
  await runAlone({ variants: failing, scenario: scenarioOf({ hasAudit: true }) })
  const reading = simulateVariants(same)
  await runAlone({ variants: reading })
  t.notOk([...failing.events, ...reading.events].some((event) => event.includes('revive')))
})

const late: SimulatedService = { ...same, change: () => ({ lateMs: 50 }) }
t.test(
  'a pair is run again where requests to the reference went out late, and too many such pairs leave nothing to score',
  async (t) => {
    const facts = await measure(same, withoutRows, {
      ...same,
      change: (_, pair) => (pair % 3 === 0 ? { lateMs: 50 } : {}),
    })
    t.same([facts.sizes[0]?.pairs.length, facts.lateTrials], [6, 0])
    const busy = await measure(same, {}, late)
    t.same([busy.sizes, busy.failure], [[], null])
    const both = await measure(late, {}, late)
    t.same([both.sizes, both.failure], [[], null])
  },
)

t.test(
  'lateness in the trials of the submission alone is its own: every pair counts, with what the requests waited',
  async (t) => {
    const variants = simulateVariants(late)
    const facts = await runAlone({ variants, ...withoutRows })
    t.same([facts.sizes[0]?.pairs.length, facts.lateTrials], [6, 6])
    t.equal(
      variants.events.filter((event) => /submission trial \d+$/.test(event)).length,
      6,
      'no trial was taken twice',
    )
    const pairs = facts.sizes[0]?.pairs ?? []
    t.same(
      pairs.map(({ submission, reference }) => [submission.latency, reference.latency]),
      pairs.map(() => [53, 3]),
    )
    t.same(facts.latencies.submission[0]?.[3], 53)
  },
)

t.test('a submission that makes the generator late now and then cannot choose which of its trials count', async (t) => {
  const sometimes = await measure(
    { ...same, change: (trial, pair) => (pair % 2 === 0 ? { lateMs: 50 } : trial) },
    withoutRows,
  )
  t.same([sometimes.sizes[0]?.pairs.length, sometimes.lateTrials], [30, 15])
})

t.test("lateness below what is usual on a busy machine, or below the usual answer, is nobody's", async (t) => {
  const facts = await measure({ ...same, change: () => ({ lateMs: 19 }) }, withoutRows)
  t.same([facts.lateTrials, facts.sizes[0]?.pairs[0]?.submission.latency], [0, 3])
  t.equal((await measure({ cpuMs: () => 40, change: () => ({ lateMs: 50 }) }, withoutRows)).lateTrials, 0)
})

t.test('what was measured before it failed is kept, what was measured while it failed is not', async (t) => {
  const facts = await measure({ ...same, change: (_, pair) => (pair > 14 ? { right: 0 } : {}) })
  t.same(
    facts.sizes.map(({ rows, pairs }) => [rows, pairs.length]),
    [[250, 7]],
  )
})
