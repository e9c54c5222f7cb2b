import t from 'tap'
import { startCommandServer } from './command-server.js'

const server = await startCommandServer(t)
const { assay, folder } = server
const json = async (args: readonly string[], token?: string) => {
  const { status, out, err } = await assay([...args, '--json'], token)
  if (status !== 0) throw new Error(err)
  return JSON.parse(out)
}
await assay(['publish', `${folder}/tiny`])

t.test('people are added, listed, and let in by a link', async (t) => {
  t.match(await assay(['person', 'create', 'ines', '--name', 'Ines \u202e', '--email', 'ines@example.edu']), {
    status: 0,
    out: /^Added ines\. Let them sign in: npx assay login-link ines/,
  })
  t.match((await assay(['person', 'create', 'ines'])).err, /It already exists/)
  t.match(await json(['person', 'create', 'root', '--admin']), { id: 'root', name: 'root', isAdmin: true })
  const { out } = await assay(['person', 'list'])
  t.match(out, /^id +name +email/)
  t.match(out, /\nines +Ines \\u202e +ines@example\.edu +\d{4}-\d\d-\d\d/)
  t.match(out, /\nroot .* admin +\d{4}/)
  const link = await assay(['login-link', 'ines'])
  t.match(link.out, /^http:\/\/.*\/login\/assay_[\w-]{43}\n$/)
  t.match(link.err, /Signs a browser in as ines; works once, until .* UTC\./)
  t.match(await assay(['login-link', 'nobody']), { status: 2, err: /There is no such person/ })
})

t.test('courses are made, and people put in and taken out', async (t) => {
  t.match(await assay(['course', 'create', 'web', '--title', 'The web']), { status: 0, out: /^Added web\./ })
  await assay(['person', 'create', 'ada'])
  t.equal(
    (await assay(['course', 'enrol', 'web', 'ines', '--role', 'instructor'])).out,
    'ines is in web as instructor.\n',
  )
  t.equal((await assay(['course', 'enrol', 'web', 'ada'])).out, 'ada is in web as learner.\n')
  t.match((await assay(['course', 'list'])).out, /^id +title +your role +connection\nweb +The web +– +–\n$/)
  const { token } = await json(['token', 'create', '--scope', 'read', '--owner', 'ada'])
  t.match(await json(['course', 'list'], token), [{ id: 'web', role: 'learner' }])
  t.match((await assay(['course', 'unenrol', 'web', 'ada'])).out, /no longer/)
  t.same(await json(['course', 'list'], token), [])
  t.equal((await assay(['course', 'list'], token)).out, 'There are no courses.\n')
})

t.test('an assignment has the rules it is given', async (t) => {
  const rules = [
    '--title',
    'First',
    '--opens',
    '2026-03-01T08:00+01:00',
    '--due',
    '2026-03-08T23:59Z',
    '--attempts',
    '5',
    '--counts',
    'last',
    '--late-per-day',
    '12.5',
    '--late-max',
    '50',
    '--late-hours',
    '48',
    '--grace',
    '10',
    '--report',
    'after-due',
    '--hidden-details',
    'when-released',
    '--lms-key',
    '4711',
  ]
  const made = await json(['assignment', 'create', 'web', 'tiny', ...rules])
  t.match(made, {
    title: 'First',
    opensAt: '2026-03-01T07:00:00.000Z',
    dueAt: '2026-03-08T23:59:00.000Z',
    attemptLimit: 5,
    counts: 'last',
    lmsKey: '4711',
    lateRule: { graceMinutes: 10, percentPerDay: 12.5, maxPercent: 50, acceptHours: 48 },
    feedback: { report: 'after-due', hiddenDetails: 'when-released' },
  })
  t.match(await json(['assignment', 'create', 'web', 'tiny']), {
    title: 'Tiny',
    dueAt: null,
    attemptLimit: null,
    counts: 'best',
    lateRule: { acceptHours: null, maxPercent: 100 },
    feedback: { report: 'at-once', hiddenDetails: 'never' },
  })
  t.equal(
    (await assay(['assignment', 'release', made.id])).out,
    'First is released: everything that opens on release is now open.\n',
  )
  const { out } = await assay(['assignment', 'list', 'web'])
  t.match(
    out,
    new RegExp(
      `^id +exercise +title +opens +due +released\\n${made.id} +tiny +First +2026-03-01 07:00 +2026-03-08 23:59 +20`,
    ),
  )
})

t.test('a course is deleted once its assignments are, and an assignment unless it has submissions', async (t) => {
  await assay(['course', 'create', 'empty', '--title', 'Made by mistake'])
  const { id } = await json(['assignment', 'create', 'empty', 'tiny'])
  t.match(await assay(['course', 'delete', 'empty']), { status: 2, err: /assignment/ })
  t.match(await assay(['assignment', 'delete', id]), { status: 0, out: 'Deleted the assignment.\n' })
  t.match(await assay(['course', 'delete', 'empty']), { status: 0, out: 'Deleted the course empty.\n' })
  t.match(await assay(['course', 'delete', 'empty']), { status: 2, err: /There is no such course/ })
})

t.test('work goes to the assignment that is named; a regrade of all is watched, read and applied', async (t) => {
  const { id } = await json(['assignment', 'create', 'web', 'tiny', '--title', 'To regrade'])
  await assay(['course', 'enrol', 'web', 'ada'])
  const { token } = await json(['token', 'create', '--scope', 'submit', '--owner', 'ada'])
  t.match((await assay(['submit', 'tiny', `${folder}/work`], token)).err, /The exercise is assigned more than once/)
  const report = await json(['submit', '--assignment', id, `${folder}/work`, '--watch'], token)
  t.equal(report.score, 100)
  server.found = { score: 40 }
  const started = await assay(['regrade-all', id, '--reason', 'a test was wrong'])
  t.equal(started.status, 0, started.err)
  t.match(started.out, /^ready {2}regrade [0-9a-f-]{36}\nReason +a test was wrong\n/)
  t.match(started.out, /Grades +1 fall\nMean change −60\n/)
  t.match(started.out, /ada \(ada\), attempt 1 {2}100 → 40 {2}−60/)
  const regrade = /--apply ([0-9a-f-]{36})/.exec(started.err)?.[1] ?? ''
  t.match(await assay(['regrade-all', id, '--reason', 'again']), {
    status: 2,
    err: new RegExp(`A regrade of this assignment is in progress.*${regrade}`, 's'),
  })
  t.match(await json(['regrade-all', '--show', regrade]), { state: 'ready', entries: [{ change: 'fall' }] })
  t.match(await assay(['regrade-all', '--apply', regrade]), { status: 0, out: /^applied/ })
  t.match(JSON.parse((await assay(['report', report.submission, '--json'], token)).out), { score: 40 })
  t.match(await assay(['regrade-all', '--discard', regrade]), { status: 2, err: /already been applied/ })
})

t.test('a connection is made, listed and given a new secret', async (t) => {
  const made = await assay([
    'connection',
    'create',
    'campus',
    '--title',
    'Campus',
    '--grade-url',
    'https://lms.example.edu/grades',
    '--allow-host',
    'a.example.edu',
    '--allow-host',
    'b.example.edu:8443',
    '--enrol-learners',
  ])
  t.equal(made.status, 0, made.err)
  t.match(
    made.out,
    /^LMS sends to +http.*\/v1\/hooks\/lms\/campus\nLMS signs with +whsec_\S+\nGrades go to +https:\/\/lms.example.edu\/grades\nAssay signs with +whsec_\S+\n$/,
  )
  t.match(await json(['connection', 'list']), [
    {
      id: 'campus',
      allowedHosts: ['a.example.edu', 'b.example.edu:8443'],
      enrolsLearners: true,
      allowsPrivateNetwork: false,
    },
  ])
  t.match(
    (await assay(['connection', 'list'])).out,
    /\ncampus +Campus +standard-webhooks +http\S+ +https:\/\/lms.example.edu\/grades\n$/,
  )
  const rotated = await assay(['connection', 'rotate', 'campus', '--direction', 'inbound', '--overlap-hours', '1'])
  t.match(rotated.out, /^whsec_\S+\n$/)
  t.match(rotated.err, /The previous one is valid until/)
  t.notMatch(made.out, rotated.out.trim())
  t.match(
    await assay(['course', 'create', 'linked', '--title', 'Linked', '--connection', 'campus', '--lms-key', '99']),
    { status: 0 },
  )
  t.match((await assay(['course', 'list'])).out, /linked +Linked +– +campus/)
})
