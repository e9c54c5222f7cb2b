import t from 'tap'
import { settleGrade } from '../../../api/grades/settle-grade.js'
import { importIntoCanvas } from '../../api/results/csv/canvas-importer.js'
import { readTable } from '../../api/results/csv/read-table.js'
import { handIn, nameInLms, reportOf, seedAssignment } from './seed-results.js'
import { startApiWithExercise } from './start-api.js'

const api = await startApiWithExercise(t)
const get = async (url: string, token?: string) => (await api.request({ url }, token)).json()
const rowsOf = async (assignment: { id: string }, query = '') =>
  (await get(`/v1/assignments/${assignment.id}/results?${query}`)).results as { learner: { name: string } }[]
const namesOf = async (assignment: { id: string }, query = '') =>
  (await rowsOf(assignment, query)).map(({ learner }) => learner.name)
const assessed = (score: number) => reportOf(score)

t.test('every learner has one row, also who handed in nothing; instructors have none', async (t) => {
  const assignment = await seedAssignment(api, 'rows', ['ada', 'bob'])
  const instructor = await api.createToken('ines', 'instructor')
  await api.request({ method: 'PUT', url: '/v1/courses/rows/enrolments/ines', payload: { role: 'instructor' } })
  const submission = await handIn(api, assignment, { learner: 'ada', report: assessed(80) })
  const answer = await get(`/v1/assignments/${assignment.id}/results`, instructor)
  t.equal(answer.total, 2)
  t.match(answer.results, [
    {
      learner: { id: 'rows-ada', name: 'ada', email: 'ada@rows.test', lmsKey: null },
      attempt: 1,
      attempts: 1,
      submission,
      submittedAt: '2026-11-02T10:00:00.000Z',
      language: 'node',
      verdict: 'assessed',
      score: 80,
      latePercent: 0,
      grade: 80,
      isOverridden: false,
      isLate: false,
      isPending: false,
      links: { report: `/v1/submissions/${submission}/report` },
    },
    {
      learner: { id: 'rows-bob' },
      attempt: null,
      attempts: 0,
      submission: null,
      submittedAt: null,
      verdict: null,
      score: null,
      grade: null,
      isPending: false,
      links: {},
    },
  ])
})

t.test('the attempt that counts is the best, the latest of equals, or the last, as the assignment says', async (t) => {
  for (const [counts, expected] of [
    ['best', { attempt: 3, grade: 70 }],
    ['last', { attempt: 4, grade: 20 }],
  ] as const) {
    const assignment = await seedAssignment(api, `counts-${counts}`, ['ada'], { counts })
    for (const [place, score] of [40, 70, 70, 20].entries())
      await handIn(api, assignment, { learner: 'ada', attempt: place + 1, report: assessed(score) })
    t.match(await rowsOf(assignment), [{ attempts: 4, ...expected }])
  }
})

t.test('an attempt that runs or could not be assessed does not hide a grade', async (t) => {
  for (const counts of ['best', 'last'] as const) {
    const assignment = await seedAssignment(api, `faults-${counts}`, ['ada', 'bob', 'carl'], { counts })
    await handIn(api, assignment, { learner: 'ada', report: assessed(0) })
    await handIn(api, assignment, {
      learner: 'ada',
      attempt: 2,
      report: reportOf(null, {}, { verdict: 'not-assessed', incident: 'i' }),
    })
    await handIn(api, assignment, { learner: 'ada', attempt: 3 })
    await handIn(api, assignment, {
      learner: 'bob',
      report: reportOf(null, {}, { verdict: 'not-assessed', incident: 'i' }),
    })
    await handIn(api, assignment, { learner: 'carl' })
    t.match(await rowsOf(assignment), [
      { attempt: 1, attempts: 3, grade: 0, verdict: 'assessed', isPending: true },
      { attempt: 1, grade: null, verdict: 'not-assessed', isPending: false },
      { attempt: 1, grade: null, verdict: null, isPending: true },
    ])
  }
})

t.test('being late and an override show in the row, with what the run gave', async (t) => {
  const lateRule = { graceMinutes: 10, percentPerDay: 10, maxPercent: 100, acceptHours: null }
  const assignment = await seedAssignment(api, 'late', ['ada', 'bob'], {
    dueAt: new Date('2026-11-02T10:00:00Z'),
    lateRule,
  })
  const overridden = await handIn(api, assignment, {
    learner: 'ada',
    submittedAt: '2026-11-03T10:00:00.001Z',
    report: assessed(50),
  })
  await handIn(api, assignment, { learner: 'bob', submittedAt: '2026-11-02T10:10:00Z', report: assessed(50) })
  t.match(await rowsOf(assignment), [
    { score: 50, latePercent: 20, grade: 40, isLate: true },
    { score: 50, latePercent: 0, grade: 50, isLate: false },
  ])
  await api.platform.context.db.transaction((tx) =>
    settleGrade(tx, overridden, { grade: 100, comment: 'was ill', by: 'ines' }),
  )
  t.match((await rowsOf(assignment))[0], { score: 50, grade: 100, isOverridden: true, comment: 'was ill' })
})

t.test('filters let pass what they say, and the total is of all pages', async (t) => {
  const assignment = await seedAssignment(api, 'filters', ['ada', 'bob', 'a_b', 'zoë'], {
    dueAt: new Date('2026-11-02T00:00:00Z'),
  })
  await handIn(api, assignment, { learner: 'ada', submittedAt: '2026-11-01T00:00:00Z', report: assessed(10) })
  await handIn(api, assignment, { learner: 'bob', report: reportOf(0, {}, { verdict: 'crashed' }) })
  t.same(await namesOf(assignment, 'text=A'), ['a_b', 'ada'])
  t.same(await namesOf(assignment, 'text=a_b'), ['a_b'], 'signs of patterns are letters like others')
  t.same(await namesOf(assignment, 'text=%25'), [])
  t.same(await namesOf(assignment, 'text=BOB@filters.test'), ['bob'])
  t.same(await namesOf(assignment, 'text=ZOË'), ['zoë'])
  t.same(await namesOf(assignment, 'verdict=crashed'), ['bob'])
  t.same(await namesOf(assignment, 'late=true'), ['bob'])
  t.same(await namesOf(assignment, 'missing=true&limit=1'), ['a_b'])
  t.equal((await get(`/v1/assignments/${assignment.id}/results?missing=true&limit=1`)).total, 2)
  t.same(await namesOf(assignment, 'missing=false&late=false'), ['ada'])
})

t.test('pages follow each other in every order, without losing or repeating anybody', async (t) => {
  const learners = Array.from({ length: 11 }, (_, place) => `l${String(place).padStart(2, '0')}`)
  const assignment = await seedAssignment(api, 'pages', learners)
  for (const [place, learner] of learners.slice(0, 8).entries()) {
    await handIn(api, assignment, {
      learner,
      submittedAt: `2026-11-0${1 + (place % 4)}T00:00:00.${place % 2}Z`,
      ...(place < 7 ? { report: assessed(33.3 * (place % 3)) } : {}),
    })
  }
  for (const order of ['name', 'grade', '-grade', 'submitted', '-submitted']) {
    const whole = await namesOf(assignment, `order=${order}`)
    const walked: string[] = []
    for (let url: string | undefined = `/v1/assignments/${assignment.id}/results?order=${order}&limit=2`; url;) {
      const answer = await api.request({ url })
      t.equal(answer.json().total, 11)
      walked.push(...answer.json().results.map(({ learner }: { learner: { name: string } }) => learner.name))
      url = /^<(.+)>; rel="next"$/.exec(String(answer.headers['link'] ?? ''))?.[1]
    }
    t.same(walked, whole, order)
    t.equal(new Set(whole).size, 11)
  }
  t.same(await namesOf(assignment, 'order=-grade&limit=2'), ['l02', 'l05'])
  t.same((await namesOf(assignment, 'order=grade')).slice(0, 3), ['l00', 'l03', 'l06'])
  t.same(
    (await namesOf(assignment, 'order=grade')).slice(-4),
    ['l07', 'l08', 'l09', 'l10'],
    'who has no grade comes last',
  )
})

t.test('a query that is not understood is refused, never a fault of ours', async (t) => {
  const assignment = await seedAssignment(api, 'queries', ['ada'])
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const cursors = [
    'x',
    encode({}),
    encode([]),
    encode(['name', 'a']),
    encode(['grade', '1', 'a']),
    encode(['name', 'a\0', 'a']),
    encode(['name', 1, 'a']),
    encode(['name', 'a', null]),
  ]
  for (const cursor of cursors)
    t.equal((await get(`/v1/assignments/${assignment.id}/results?cursor=${cursor}`)).code, 'invalid-cursor')
  t.equal(
    (await get(`/v1/assignments/${assignment.id}/results?order=grade&cursor=${encode(['grade', "1'; drop", 'a'])}`))
      .code,
    'invalid-cursor',
  )
  for (const query of [
    'limit=0',
    'limit=501',
    'limit=1e9',
    'order=owner',
    'verdict=passed',
    'late=perhaps',
    'text=%00',
    'offset=1',
    'format=xlsx',
  ]) {
    t.equal((await get(`/v1/assignments/${assignment.id}/results?${query}`)).code, 'bad-request', query)
  }
})

t.test('a CSV file has all pages, by format or by Accept, and is kept by no cache', async (t) => {
  const assignment = await seedAssignment(api, 'files', ['ada', 'bob'])
  await handIn(api, assignment, { learner: 'ada', report: assessed(80) })
  const url = `/v1/assignments/${assignment.id}/results`
  for (const request of [{ url: `${url}?format=own&limit=1` }, { url, headers: { accept: 'text/csv' } }]) {
    const answer = await api.request(request)
    t.match(answer.headers, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="tiny-own.csv"',
      'cache-control': 'private, no-store',
    })
    t.same(
      readTable(answer.body)
        .slice(1)
        .map(([learner, , , , , , , , , , , grade]) => [learner, grade]),
      [
        ['files-ada', '80'],
        ['files-bob', ''],
      ],
    )
  }
  t.equal((await api.request({ url, headers: { accept: 'image/png' } })).json().code, 'not-acceptable')
})

t.test(
  'the file for Canvas has the learners by their ids there; one who cannot be found is refused or left out, never lost unseen',
  async (t) => {
    const assignment = await seedAssignment(api, 'canvas', ['ada', 'bob', 'carl'], { lmsKey: '21070000001234012' })
    await nameInLms(api, assignment, 'ada', '21070000000014012')
    await handIn(api, assignment, { learner: 'ada', report: assessed(80) })
    const course = {
      students: [{ id: '14012', name: 'Ada' }],
      assignments: [{ id: '1234012', title: 'Tiny', points: 100 }],
    }
    const url = `/v1/assignments/${assignment.id}/results?format=canvas`
    const whole = await api.request({ url })
    t.equal(Number(whole.headers['assay-left-out']), 2)
    t.match(importIntoCanvas(whole.body, course), {
      grades: { 14012: { 1234012: '80.00' } },
      newStudents: [],
      newAssignments: [],
    })
    await handIn(api, assignment, { learner: 'bob', report: assessed(10) })
    t.match((await api.request({ url })).json(), {
      code: 'lms-id-missing',
      errors: [{ pointer: '/learners/canvas-bob' }],
    })
    const without = await api.request({ url: `${url}&leaveOut=unknown` })
    t.same(Object.keys(importIntoCanvas(without.body, course).grades), ['14012'])
  },
)

t.test('the file for the gradebook of Moodle names learners by email address', async (t) => {
  const assignment = await seedAssignment(api, 'moodle', ['ada'], { title: 'A; "title", with signs' })
  await handIn(api, assignment, { learner: 'ada', report: assessed(80) })
  const { body } = await api.request({ url: `/v1/assignments/${assignment.id}/results?format=moodle-gradebook` })
  t.same(readTable(body), [
    ['ID number', 'Email address', 'A; "title", with signs', 'A; "title", with signs feedback'],
    ['', 'ada@moodle.test', '80.00', ''],
  ])
})

t.test(
  'only those who teach the course read its results and statistics, and reading and exporting is written down',
  async (t) => {
    const assignment = await seedAssignment(api, 'guarded', ['ada'])
    const teacher = await api.createToken('gus', 'instructor')
    const url = `/v1/assignments/${assignment.id}/results`
    for (const path of [url, url.replace('results', 'statistics')])
      t.equal((await get(path, teacher)).code, 'assignment-not-found', 'an instructor of another course')
    await api.request({ method: 'PUT', url: '/v1/courses/guarded/enrolments/gus', payload: { role: 'learner' } })
    t.equal((await get(url, teacher)).code, 'not-allowed', 'a learner of this course who teaches another')
    await api.request({ method: 'PUT', url: '/v1/courses/guarded/enrolments/gus', payload: { role: 'instructor' } })
    t.equal((await get(url, teacher)).total, 1)
    await api.request({ url: `${url}?format=own` }, teacher)
    const { entries } = await get('/v1/courses/guarded/audit', teacher)
    t.match(entries.slice(0, 2), [
      { actor: 'gus', action: 'results.exported', subject: assignment.id, details: { format: 'own' } },
      { actor: 'gus', action: 'results.read' },
    ])
  },
)
