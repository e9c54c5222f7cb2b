import t from 'tap'
import { createLeakFinder } from '../../../cli/verify/find-leaks.js'
import type { TestResult } from '../../../contracts/report/report.js'
import { makePackage } from '../fixtures/packages.js'
import { makeChecks, makeExchange, makeReport, makeTest } from '../fixtures/reports.js'

const source = `import { test, expect } from '@assay/kit'
// select what from nobody: a comment is no text of a test
test('Keeps what it was sent', { show: 'outcome', hint: 'It must answer canyon-forest-4711 again.' }, async ({ http, db }) => {
  const { rows } = await db.query(\`SELECT id, title FROM notes WHERE title = '\${title}' ORDER BY id\`)
  expect(rows).toEqual(['canyon-forest-4711'])
})
test('Takes away one note and no other', { show: 'nothing' }, () => {})
`
const exercise = makePackage({ 'hidden/correctness/notes.test.mjs': source })
const findLeaks = createLeakFinder(exercise)

/** The leaks of a run in which tests ended so. */
const leaksOf = (tests: Partial<TestResult>[], changes: object = {}, files = new Map<string, Buffer>()) =>
  findLeaks({ files }, makeReport({ checks: makeChecks(tests.map(makeTest)), ...changes }))

t.test('a report that tells only what it may has no leak', (t) => {
  const tests: Partial<TestResult>[] = [
    {
      message: 'expect(received).toBe(expected)\n\nExpected: 404\nReceived: 200',
      outcome: 'failed',
      transcript: [makeExchange({})],
      log: ['POST /notes 500 boom'],
    },
    {
      id: 'keeps',
      title: 'Keeps what it was sent',
      show: 'outcome',
      message: 'Expected: "lantern-meadow-31"\nReceived: undefined',
      outcome: 'failed',
      log: ['GET /notes/1 took 3 ms'],
    },
    {
      id: 'takes-away-one',
      title: 'Takes away one note and no other',
      show: 'nothing',
      message: 'Expected: 204\nReceived: 500 Internal Server Error',
    },
  ]
  t.same(leaksOf(tests), [])
  t.same(
    leaksOf([], { verdict: 'did-not-start', serviceLog: 'Error: no port\n    at main (/srv/subject/server.js:3:1)' }),
    [],
  )
  t.end()
})

t.test('what a shown test says of its own response is no text of a hidden test', (t) => {
  const header = '- Expected  - 1\n+ Received  + 1\n'
  const shown = { message: `${header}-   "status": 302,\n+   "status": 301,`, outcome: 'failed' as const }
  const hidden = {
    id: 'hidden',
    title: 'Hidden one',
    show: 'outcome' as const,
    message: `${header}- "canyon"\n+ "forest"`,
  }
  t.same(leaksOf([shown, hidden]), [])
  t.end()
})

t.test('SQL of the hidden tests in a message is named with its test, in every view that has it', (t) => {
  const message = "no rows: SELECT id,  title FROM notes WHERE title = 'amber' ORDER BY id"
  const [leak, ...others] = leaksOf([{ title: 'Creates a note', outcome: 'failed', message }])
  t.match(
    leak,
    /SQL of hidden\/correctness\/notes\.test\.mjs in the message of the test “Creates a note” \(JSON, JUnit, page\): SELECT id, title FROM notes/,
  )
  t.same(others, [])
  t.end()
})

t.test('a path of the examiner is named, and one of the learner is not', (t) => {
  const own = 'Error at /srv/subject/server.js:3:1'
  for (const place of [
    '/tmp/exam-Ab12Cd/hidden/correctness/notes.test.mjs',
    '/opt/examiner/dist/sandbox-images/examiner/kit/test.js:3',
    'hidden/correctness/notes.test.mjs',
  ]) {
    t.match(
      leaksOf([{ title: 'Creates a note', outcome: 'failed', message: `ENOENT: ${place}\n${own}` }])[0],
      /message of the test “Creates a note”/,
      place,
    )
  }
  t.same(leaksOf([{ outcome: 'failed', message: own }]), [])
  t.end()
})

t.test('a hint that tells what a test expects is named, where the test shows its outcome only', (t) => {
  const hint = 'It must answer canyon-forest-4711 again.'
  t.match(leaksOf([{ title: 'Keeps', hint, show: 'outcome' }]), [
    /a value that the test expects in the title or hint of the test “Keeps”: canyon-forest-4711/,
  ])
  t.match(
    leaksOf([
      {
        title: 'Counts',
        hint: 'There are 40320 orders.',
        show: 'outcome',
        outcome: 'failed',
        message: 'Expected: 40320\nReceived: 1',
      },
    ]),
    [/40320/],
  )
  t.same(leaksOf([{ title: 'Keeps', hint, show: 'full' }]), [])
  t.end()
})

t.test('what the learner has or saw is no secret', (t) => {
  const hint = 'It must answer canyon-forest-4711 again.'
  const asked = makeExchange({ requestBody: '{"title":"canyon-forest-4711"}' })
  t.same(leaksOf([{ title: 'Keeps', hint, show: 'outcome', transcript: [asked] }]), [])
  const stated = createLeakFinder(
    makePackage({
      'hidden/correctness/notes.test.mjs': source,
      'statement.md': 'The note canyon-forest-4711 is there.',
    }),
  )
  t.same(stated({ files: new Map() }, makeReport({ checks: makeChecks([makeTest({ hint, show: 'outcome' })]) })), [])
  t.end()
})

t.test('the name of a test that shows nothing must not stand in another, nor in a scenario', (t) => {
  const hidden = { id: 'takes-away-one', title: 'Takes away one note and no other', show: 'nothing' as const }
  t.match(leaksOf([{ title: 'Deletes', hint: 'See also: Takes away one note and no other.' }, hidden]), [
    /name of the hidden test “Takes away one note and no other” in the hint of the test “Deletes”/,
  ])
  t.match(leaksOf([hidden], { summary: { title: 'Failed', detail: 'takes-away-one failed.', advice: '' } }), [
    /in the report .*page/,
  ])
  t.end()
})

t.test('what a planted bug is stays hidden, whatever its show', (t) => {
  const bug =
    'title: Loses a note\ndescription: "Compares the version before it locks the row."\nedits: [{ file: server.js, find: ref, replace: def }]\n'
  const find = createLeakFinder(makePackage({ 'bugs/lost/bug.yaml': bug }))
  const report = makeReport({
    checks: makeChecks([
      makeTest({ title: 'Loses a note', message: 'Compares the version before it locks the row.', outcome: 'failed' }),
    ]),
  })
  t.match(find({ files: new Map() }, report), [
    /the description of bugs\/lost in the message of the test “Loses a note”/,
  ])
  t.end()
})
