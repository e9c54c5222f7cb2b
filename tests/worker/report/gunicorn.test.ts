import t from 'tap'
import type { HiddenTest } from '../../../contracts/protocol/examiner.js'
import { defaultLimits } from '../../../contracts/limits.js'
import { findCause } from '../../../worker/report/causes/log-causes.js'
import { noFacts } from '../../../worker/report/verdict.js'
import { summarise } from '../../../worker/report/words.js'
import { examination, failedRun, handedIn } from './examination-fixture.js'

const bootLog = `[9] [INFO] Booting worker with pid: 10
[10] [ERROR] Exception in worker process
Traceback (most recent call last):
  File "/app/notes/__init__.py", line 3, in create_app
    db.create_all()
sqlalchemy.exc.ProgrammingError: (psycopg2.errors.DuplicateTable) relation "notes" already exists

[SQL: CREATE TABLE notes (id SERIAL)]
[10] [INFO] Worker exiting (pid: 10)
[9] [ERROR] Shutting down: Master
[9] [ERROR] Reason: Worker failed to boot.`

const restarted = '\n[8] [INFO] Starting gunicorn\nTypeError: of a later request'

const factory = 'def create_app():\n    db.init_app(app)\n    db.create_all()\n'
const flask = (options = '--workers 2', text = factory) =>
  handedIn(
    { Procfile: `web: gunicorn ${options} --bind 0.0.0.0:$PORT wsgi:app\n`, 'notes/__init__.py': text },
    'python',
  )

const crash = (
  submitted = flask(),
  { log = bootLog, exitCode = 3, show = 'full' as HiddenTest['show'], whole = '' } = {},
) =>
  summarise(
    { verdict: 'crashed', limit: null },
    {
      ...noFacts,
      tests: [{ id: 'a', title: 'GET /notes lists', group: 'g', points: 1, hint: null, show, file: 'f' }],
      examination: examination({
        runs: [failedRun('a')],
        deaths: [{ exitCode, oomKilled: false, log }],
        firstDeathIn: 'a',
        log: whole,
      }),
    },
    defaultLimits,
    submitted,
  )

t.test('a worker of gunicorn that failed to start is not put down to a test', async (t) => {
  const told = crash(flask('--workers 1'))
  t.match(told, {
    detail:
      /^A worker process failed to start, so gunicorn stopped your service \(exit code 3\)\. .* The log says: sqlalchemy\.exc\.ProgrammingError: .*relation "notes" already exists$/,
    advice: /The test that ran at that time need not have caused it\.$/,
  })
  t.notMatch(JSON.stringify(told), 'GET /notes lists')
  t.equal(
    crash(flask('--workers 1'), { log: '', whole: `${bootLog}${restarted}` }).detail,
    told.detail,
    'the log of the end may have come too late',
  )
  t.match(crash(flask(), { exitCode: 1 }).detail, /^It stopped by itself during the test “GET \/notes lists”/)
  t.match(crash(flask(), { log: 'Error: x' }).detail, /^It stopped by itself during the test “GET \/notes lists”/)
})

t.test('workers that all create the tables are named, and that chance decides', async (t) => {
  t.match(crash(), {
    detail:
      /Every worker runs notes\/__init__\.py:3, which creates tables that another worker has just created\. Whether two of them collide depends on chance/,
    advice: /^Create the tables once, before gunicorn starts its workers/,
  })
  const plain = flask('-w 2', 'cur.execute("CREATE TABLE notes (id serial)")')
  t.match(crash(plain).detail, /Every worker runs notes\/__init__\.py:1/)
  t.notMatch(crash(plain).detail, /chance/, 'it always fails')
  t.match(crash(flask('-w 2', 'cur.execute("CREATE TABLE IF NOT EXISTS notes (id serial)")')).detail, /chance/)
  for (const other of [flask('--workers 1'), flask('--preload -w 2'), flask('-w 2', 'import x')])
    t.notMatch(crash(other).detail, /Every worker/)
  t.notMatch(crash(flask(), { log: 'ValueError: x\nReason: Worker failed to boot.' }).detail, /Every worker/)
  t.match(findCause(bootLog, flask(), { isRunning: false })?.detail, /^Every worker runs/, 'of a start, too')
})

t.test('nothing that was printed is quoted where a test is hidden', async (t) => {
  const told = crash(flask(), { show: 'outcome' })
  t.notMatch(told.detail, /The log says/)
  t.match(told.detail, /Every worker runs/)
})

t.test('a connection that was opened before the workers is named', async (t) => {
  const causeOf = (line: string, submitted = flask('--preload --workers 2')) =>
    findCause(line, submitted, { isRunning: true })
  for (const line of [
    'psycopg2.DatabaseError: error with status PGRES_TUPLES_OK and no message from the libpq',
    'psycopg2.OperationalError: SSL error: decryption failed or bad record mac',
  ])
    t.match(causeOf(line), {
      detail: /^The workers of gunicorn share a connection .* because of --preload: psycopg2/,
      advice: /^If notes\/__init__\.py:3 runs .* call dispose\(\) on the engine/,
    })
  t.equal(causeOf('no message from the libpq', flask('--workers 2')), undefined)
})
