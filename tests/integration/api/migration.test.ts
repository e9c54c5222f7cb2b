import { readFile } from 'node:fs/promises'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
import t, { type Test } from 'tap'
import { hashSecret } from '../../../api/people/people.js'
import { migrateDatabase } from '../../../api/database/open-database.js'
import { waitUntil } from '../services/containers.js'
import { openTestDatabase, runSql } from '../services/databases.js'
import { sampleReport } from './sample-report.js'
import { startApi } from './start-api.js'

const folder = 'api/database/migrations'
const digest = 'd'.repeat(64)
const [ofAda, ofBob, waiting] = [
  '00000000-0000-4000-8000-00000000000a',
  '00000000-0000-4000-8000-00000000000b',
  '00000000-0000-4000-8000-00000000000c',
]
const [runOfAda, runOfBob, runWaiting] = [
  '00000000-0000-4000-9000-00000000000a',
  '00000000-0000-4000-9000-00000000000b',
  '00000000-0000-4000-9000-00000000000c',
]
const secrets = {
  ada: 'assay_of-ada-the-learner',
  ines: 'assay_of-ines-who-teaches',
  root: 'assay_of-root-the-admin',
  gone: 'assay_of-gone-and-revoked',
}

/** The tables as the first version had them. */
async function makeFirstTables(t: Test, url: string): Promise<void> {
  const journal = JSON.parse(await readFile(`${folder}/meta/_journal.json`, 'utf8')) as { entries: { tag: string }[] }
  const first = journal.entries[0]
  if (!first) throw new Error('there are no migrations')
  const migrationsFolder = t.testdir({
    meta: { '_journal.json': JSON.stringify({ ...journal, entries: [first] }) },
    [`${first.tag}.sql`]: await readFile(`${folder}/${first.tag}.sql`, 'utf8'),
  })
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await migrate(drizzle(client), { migrationsFolder })
  await client.end()
}

const quoted = (value: unknown) =>
  `'${(typeof value === 'string' ? value : JSON.stringify(value)).replaceAll("'", "''")}'`
const summary = {
  title: 'Tiny',
  description: '',
  kind: 'service',
  languages: ['node'],
  services: [],
  weights: { correctness: 100, speed: 0, quality: 0 },
  limits: {},
}
const token = (owner: keyof typeof secrets, role: string, rest = 'null, null') =>
  `insert into tokens (owner, role, secret_sha256, expires_at, revoked_at) values ('${owner}', '${role}', '${hashSecret(secrets[owner])}', ${rest});`
const submission = (id: string, owner: string, at: string) =>
  `insert into submissions (id, owner, slug, language, source_sha256, source_bytes, source_format, created_at) values ('${id}', '${owner}', 'tiny', 'node', '${digest}', 1, 'tar', '${at}');`
const run = (id: string, of: string, owner: string, report: object | null) =>
  `insert into runs (id, submission_id, owner, number, exercise_digest, requested_by, priority, seed, state, verdict, score, report, started_at, finished_at)
   values ('${id}', '${of}', '${owner}', 1, '${digest}', '${owner}', 1, 'the-seed', ${report ? `'done', 'assessed', 25, ${quoted(report)}, now(), now()` : "'queued', null, null, null, null, null"});`

/** What a first version may hold: people of every role, work that is done and work that waits. */
const oldRows = [
  `insert into packages (digest, slug, summary, statement, published_by) values ('${digest}', 'tiny', ${quoted(summary)}, 'Answer 200.', 'ines');`,
  `insert into exercises (slug, digest) values ('tiny', '${digest}');`,
  token('ada', 'learner'),
  token('ines', 'instructor'),
  token('root', 'admin', "now() + interval '1 day', null"),
  token('gone', 'learner', 'null, now()'),
  submission(ofAda, 'ada', '2025-01-02T03:04:05.678Z'),
  submission(ofBob, 'bob', '2025-01-03T00:00:00Z'),
  submission(waiting, 'ada', '2025-01-04T00:00:00Z'),
  run(runOfAda, ofAda, 'ada', sampleReport({ runId: runOfAda, submissionId: ofAda })),
  run(runOfBob, ofBob, 'bob', sampleReport({ runId: runOfBob, submissionId: ofBob })),
  run(runWaiting, waiting, 'ada', null),
  `insert into outbox (run_id, delivery) values ('${runWaiting}', 1);`,
  `insert into events (submission_id, run_id, type, data) values ('${ofAda}', '${runOfAda}', 'result', '{"verdict":"assessed"}');`,
  `insert into idempotency_keys (owner, route, key, body_sha256, submission_id) values ('ada', 'POST /v1/exercises/tiny/submissions', 'k', 'x', '${ofAda}');`,
].join('\n')

const url = await openTestDatabase(t)
await makeFirstTables(t, url)
await runSql(url, oldRows)
await Promise.all([migrateDatabase(url), migrateDatabase(url)])
const api = await startApi(t, { DATABASE_URL: url })
const me = async (secret: string) => (await api.request({ url: '/v1/me' }, secret)).json()

t.test('whoever was named is a person now, and tokens do what their roles did', async (t) => {
  const people = (await api.request({ url: '/v1/people' })).json().people
  t.same(
    people.map(({ id, isAdmin }: { id: string; isAdmin: boolean }) => [id, isAdmin]),
    [
      ['ada', false],
      ['admin', true],
      ['bob', false],
      ['gone', false],
      ['ines', false],
      ['root', true],
    ],
  )
  t.match(await me(secrets.ada), { owner: 'ada', scope: 'submit', isAdmin: false })
  t.match(await me(secrets.ines), { owner: 'ines', scope: 'teach', isAdmin: false, courses: {} })
  t.match(await me(secrets.root), { owner: 'root', scope: 'admin', isAdmin: true })
  t.equal((await api.request({ url: '/v1/tokens' }, secrets.root)).json().tokens.length, 4)
})

t.test('a token that was revoked stays so', async (t) => {
  t.match(await me(secrets.gone), { code: 'bad-token' })
})

t.test('submissions, runs and reports are there as practice, handed in when they were', async (t) => {
  const list = (await api.request({ url: '/v1/submissions' }, secrets.ada)).json().submissions
  t.match(list, [
    { id: waiting, state: 'queued' },
    {
      id: ofAda,
      state: 'done',
      score: 25,
      assignment: null,
      course: null,
      attempt: null,
      submittedAt: '2025-01-02T03:04:05.678Z',
    },
  ])
  const report = (await api.request({ url: `/v1/submissions/${ofAda}/report` }, secrets.root)).json()
  t.same(
    [report.run, report.receipt.seed, report.serviceLog],
    [runOfAda, 'the-seed', 'NUL \u0000 and half a pair \ud800'],
  )
  t.equal((await api.request({ url: `/v1/submissions/${ofBob}` }, secrets.ada)).statusCode, 404)
})

t.test('what was accepted and waits is handed to the queue', async (t) => {
  const { db, queue } = api.platform.context
  const isQueued = async () =>
    (await queue.inspect(runWaiting, 1)).state === 'waiting' &&
    Number((await db.execute('select count(*)::int as left from outbox')).rows[0]?.['left']) === 0
  await waitUntil(isQueued, 20_000, 'the run in the queue')
  t.match((await api.request({ url: `/v1/submissions/${waiting}` }, secrets.ada)).json(), {
    state: 'queued',
    position: 1,
  })
})

t.test('migrating again changes nothing', async (t) => {
  await t.resolves(migrateDatabase(url))
  t.match(await me(secrets.ada), { owner: 'ada' })
})
