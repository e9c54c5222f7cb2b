import t from 'tap'
import { describeSlope } from '../../../../worker/checks/speed/score-growth.js'
import { explainScenario, nameReason } from '../../../../worker/checks/speed/explain.js'
import { scoreScenario } from '../../../../worker/checks/speed/score.js'
import type { TrialFacts } from '../../../../worker/checks/speed/facts.js'
import { atSizes, repeat, trial } from './fixtures.js'

const explain = (
  submission: (times: number) => Partial<TrialFacts>,
  scans: { submission: number; reference: number } | null = null,
) =>
  explainScenario(
    scoreScenario({
      sizes: atSizes((times) =>
        repeat(5, { submission: trial(submission(times)), reference: trial({ statements: 1, rows: 10 }) }),
      ),
      thresholds: {},
      hasOwnCores: true,
      seed: 's',
    }),
    { unit: 'one page of 10', scans },
  )

t.test('one statement for each item is named, though time is lost too', async (t) => {
  t.equal(
    explain(() => ({ statements: 31, cpu: 30, databaseCpu: 12, latency: 60 })),
    '31 SQL statements for one page of 10, where the reference needs 1: a join, IN (…) or RETURNING may do in one statement what yours does in several, such as one for each item.',
  )
})

t.test('a table that is loaded whole is named with its growth', async (t) => {
  const text = explain((times) => ({ rows: 250 * times, cpu: 2 * times, databaseCpu: times }))
  t.match(text, /^The database returned 4000 rows for one page of 10/)
  t.match(text, /grows as fast as the data/)
})

t.test('a missing index is told by scans', async (t) => {
  t.match(
    explain((times) => ({ statements: 1, rows: 10, databaseCpu: times }), { submission: 1, reference: 0 }),
    /read whole tables.*add an index on the columns/,
  )
  t.match(
    explain((times) => ({ statements: 1, rows: 10, databaseCpu: times }), null),
    /EXPLAIN|grows|more rows/,
  )
})

t.test('waiting, blocking and hoarding have sentences of their own', async (t) => {
  const like = { statements: 1, rows: 10 }
  t.match(
    explain(() => ({ ...like, latency: 90 })),
    /The typical response for one page of 10 took 90 ms/,
  )
  t.match(
    explain(() => ({ ...like, tail: 300 })),
    /One response in twenty/,
  )
  t.match(
    explain(() => ({ ...like, memory: 900 })),
    /used 900 MB/,
  )
  t.match(
    explain(() => ({ ...like, cpu: 40 })),
    /40 ms of CPU time/,
  )
  t.match(
    explain(() => like),
    /^About as fast as the reference.*hardly grew/,
  )
})

t.test('slopes in words', async (t) => {
  const slope = (value: number, ratio = 1) =>
    describeSlope({
      submission: { value, low: value - 0.05, high: value + 0.05 },
      ratio: { value: ratio, low: ratio - 0.3, high: ratio + 0.3 },
    })
  t.match(slope(0), /hardly grew/)
  t.equal(
    slope(0.13, 3.4),
    'Its work hardly grew with the amount of data that was measured, but 3.4 times as much as that of the reference.',
  )
  t.match(slope(0.5), /more slowly than the data: four times the data, 2 times the work/)
  t.match(slope(1), /as fast as the data: four times the data, 4 times the work/)
  t.match(slope(2), /faster than the data: four times the data, 16 times the work/)
})

t.test('the reason is the measure that the sentence is about', async (t) => {
  const reasonFor = (
    submission: Partial<TrialFacts>,
    scans: { submission: number; reference: number } | null = null,
  ) => {
    const sizes = atSizes(() =>
      repeat(5, { submission: trial(submission), reference: trial({ statements: 1, rows: 10 }) }),
    )
    return nameReason(scoreScenario({ sizes, thresholds: {}, hasOwnCores: true, seed: 's' }), scans)
  }
  t.equal(reasonFor({ statements: 31, rows: 10, cpu: 30, latency: 60 }), 'statements')
  t.equal(reasonFor({ statements: 1, rows: 10, latency: 90 }), 'latency')
  t.equal(
    reasonFor({ statements: 1, rows: 10, databaseCpu: 30, latency: 90 }, { submission: 1, reference: 0 }),
    'databaseCpu',
  )
  t.equal(reasonFor({ statements: 1, rows: 10 }), undefined)
})
