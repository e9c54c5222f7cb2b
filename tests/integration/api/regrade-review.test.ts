import t from 'tap'
import { addGradedCourse } from './graded-course.js'
import { finishDryRun } from './sample-course.js'
import { sampleReport } from './sample-report.js'
import { startApiWithExercise } from './start-api.js'

const api = await startApiWithExercise(t)

/** The tests of the sample report with other outcomes. */
const withTests = (outcomes: Record<string, 'passed' | 'failed' | 'flaky'>) => {
  const { checks } = sampleReport({ runId: '', submissionId: '' })
  const tests = checks.correctness.tests.map((test) => ({ ...test, outcome: outcomes[test.id] ?? test.outcome }))
  return { checks: { ...checks, correctness: { ...checks.correctness, tests } } }
}

t.test('the review says who changes by how much, and which tests made it so', async (t) => {
  const { submissions, start, get, post } = await addGradedCourse(api)
  const { links } = (await start()).json()
  await finishDryRun(api, submissions.ada, { score: 100, ...withTests({ shown: 'passed', unshown: 'flaky' }) })
  await finishDryRun(api, submissions.bob, { score: 0, verdict: 'crashed', ...withTests({ good: 'failed' }) })
  await finishDryRun(api, submissions.cem, { verdict: 'not-assessed', score: null, incident: 'inc-1' })
  const look = async () => {
    const review = await get(links.self)
    t.match(review.summary, {
      rise: 1,
      fall: 1,
      none: 0,
      first: 0,
      'not-assessed': 1,
      waiting: 0,
      meanDifference: 12.5,
    })
    t.match(review.summary.tests, [
      { id: 'shown', gained: 1, lost: 0 },
      { id: 'unshown', gained: 1 },
      { id: 'good', gained: 0, lost: 1 },
    ])
    t.match(review.entries, [
      {
        learner: { id: 'ada' },
        change: 'rise',
        difference: 75,
        before: { grade: 25, score: 25 },
        after: { grade: 100 },
        hasNewVerdict: false,
        tests: [
          { id: 'shown', change: 'gained', before: 'failed', after: 'passed' },
          { id: 'unshown', change: 'gained', after: 'flaky' },
        ],
      },
      {
        learner: { id: 'bob' },
        change: 'fall',
        difference: -50,
        before: { verdict: 'assessed' },
        after: { verdict: 'crashed', grade: 0 },
        hasNewVerdict: true,
        tests: [{ id: 'good', change: 'lost' }],
      },
      {
        learner: { id: 'cem' },
        change: 'not-assessed',
        difference: null,
        before: { grade: 75 },
        after: { score: null, grade: 75 },
        tests: [],
      },
    ])
  }
  await look()
  for (const [changed, expected] of [
    ['rise', ['ada']],
    ['fall', ['bob']],
    ['none', []],
    ['not-assessed', ['cem']],
  ] as const) {
    const { entries } = await get(`${links.self}?changed=${changed}`)
    t.same(
      entries.map(({ learner }: { learner: { id: string } }) => learner.id),
      expected,
      changed,
    )
  }
  await post(links.apply)
  await look()
})

t.test('the review pages, the greatest changes first', async (t) => {
  const { submissions, start, instructor } = await addGradedCourse(api)
  const { links } = (await start()).json()
  for (const [name, score] of Object.entries({ ada: 20, bob: 90, cem: 65 }))
    await finishDryRun(api, submissions[name as 'ada'], { score })
  const seen: string[] = []
  for (let url: string | undefined = `${links.self}?limit=1&changed=fall`; url;) {
    const page = await api.request({ url }, instructor)
    seen.push(...page.json().entries.map(({ learner }: { learner: { id: string } }) => learner.id))
    url = /<(.+)>; rel="next"/.exec(String(page.headers['link'] ?? ''))?.[1]
  }
  t.same(seen, ['cem', 'ada'])
})

t.test('tests that a package adds, drops or weighs anew are named', async (t) => {
  const { submissions, start, get } = await addGradedCourse(api)
  const { links } = (await start()).json()
  const { checks } = withTests({})
  const [shown, halfShown, , good] = checks.correctness.tests
  if (!shown || !halfShown || !good) throw new Error('the sample has four tests')
  const tests = [
    { ...shown, id: 'brand-new', title: 'Brand new', outcome: 'passed' as const },
    halfShown,
    shown,
    { ...good, points: 3 },
  ]
  await finishDryRun(api, submissions.ada, {
    score: 60,
    checks: { ...checks, correctness: { ...checks.correctness, tests } },
  })
  const { entries, summary } = await get(`${links.self}?changed=rise`)
  t.same(
    entries[0].tests.map(({ id, change, before, after }: Record<string, string>) => [id, change, before, after]),
    [
      ['brand-new', 'added', null, 'passed'],
      ['unshown', 'removed', 'failed', null],
      ['good', 'reweighted', 'passed', 'passed'],
    ],
  )
  t.match(summary, { rise: 1, waiting: 2 })
})
