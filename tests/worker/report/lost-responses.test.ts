import t from 'tap'
import { defaultLimits } from '../../../contracts/limits.js'
import type { TestRun } from '../../../worker/checks/correctness/examination.js'
import type { Submitted } from '../../../worker/report/causes/cause.js'
import { noFacts } from '../../../worker/report/verdict.js'
import { gradeTests } from '../../../worker/checks/correctness/score.js'
import { summarise } from '../../../worker/report/words.js'
import { examination, handedIn, passedRun } from './examination-fixture.js'
import { exchange, refused, summariseRuns, times } from './failed-runs-fixture.js'

const unanswered = (error: string, of: Partial<TestRun> = {}) =>
  refused({ status: null, error }, { message: error, ...of })
const closed = (of: Partial<TestRun> = {}) =>
  unanswered('Your service closed the connection without sending a response.', of)
const late = (of: Partial<TestRun> = {}) =>
  unanswered('Your service did not send its whole response within 5000 ms.', of)

const jdk = (response: string) =>
  handedIn(
    {
      'Main.java': `import com.sun.net.httpserver.HttpExchange;\nclass Main {\n  // sendResponseHeaders(200, text.length())\n  static void send(HttpExchange ex, int status, String json) {\n    ${response}\n  }\n}\n`,
    },
    'java',
  )
const characters = jdk('ex.sendResponseHeaders(status, json.length());')
const bytes = jdk('ex.sendResponseHeaders(status, json.getBytes().length);')

t.test(
  'a connection closed without a word in the log is explained by an exception that the server swallows',
  async (t) => {
    const seen = {
      detail:
        '1 of 7 tests passed. All 6 failed tests got no response: your service closed the connection, kept running and logged nothing.',
    }
    t.match(summariseRuns(times(6, closed()), bytes), {
      ...seen,
      advice:
        "The JDK's HttpServer does this when a handler throws an exception, and logs nothing. Catch exceptions in the handler, and print them.",
    })
    t.match(
      summariseRuns(times(6, closed()), characters).advice,
      /print them\. Main\.java:5 passes the number of characters; sendResponseHeaders needs the number of bytes\.$/,
    )
    t.match(summariseRuns(times(6, closed())), {
      ...seen,
      advice: /^The usual cause is an exception that the server catches/,
    })
    t.match(summariseRuns([closed()], characters).detail, '1 of 2 tests passed. The failed test got no response')
    for (const other of [
      closed({ log: ['IndexError: list index out of range'] }),
      closed({
        message:
          'Your service stopped during this test (exit code 1). Your service closed the connection without sending a response.',
      }),
    ]) {
      t.match(summariseRuns(times(6, other)).advice, /^Start with the first failed test: replay/)
    }
  },
)

t.test('a failed test says that the service kept running', async (t) => {
  const messageOf = (run: TestRun) =>
    gradeTests({
      ...noFacts,
      tests: [{ id: 'a', title: 'a', group: 'g', points: 1, hint: null, show: 'full', file: 'f' }],
      examination: examination({ runs: [{ ...run, id: 'a' }] }),
    })[0]?.message
  t.equal(
    messageOf(closed()),
    'Your service closed the connection without sending a response. It kept running and logged nothing: a server does this if it catches an exception without logging it.',
  )
  t.equal(messageOf(closed({ log: ['x'] })), closed().message)
  t.equal(
    messageOf(closed({ transcript: [exchange({ status: null, after: [{ action: 'subject.kill' }] })] })),
    closed().message,
    'the test itself may have closed it',
  )
})

t.test('a service of the JDK that closes the connection of the first request gets no advice about TLS', async (t) => {
  const detail =
    'Your service listens on port 8080, but GET / got no valid HTTP response: it closed the connection without sending a response.'
  const explain = (submitted: Submitted, log = '') =>
    summarise(
      { verdict: 'did-not-start', limit: null },
      { ...noFacts, examination: examination({ start: { ready: false, reason: 'no-answer', detail }, log }) },
      defaultLimits,
      submitted,
    )
  t.match(explain(characters), {
    detail,
    advice: /^The JDK's HttpServer does this .* Main\.java:5 passes the number of characters/,
  })
  t.match(explain(handedIn()).advice, /without TLS/)
})

const leaking = `const { pool } = require('../db');

exports.create = async (req, res) => {
  const client = await pool.connect();
  const result = await client.query('INSERT INTO notes (text) VALUES ($1) RETURNING id, text', [req.body.text]);
  res.status(201).json(result.rows[0]);
};

exports.list = async (req, res) => {
  const client = await pool.connect();
  const result = await client.query('SELECT id, text FROM notes');
  res.json(result.rows);
  client.release();
};
`

t.test('responses that stop coming are explained by a connection that is not returned, or shared', async (t) => {
  const two = times(2, late())
  t.match(summariseRuns(two, handedIn({ 'controllers/notes.js': leaking })), {
    detail:
      '1 of 3 tests passed. controllers/notes.js:4 takes a connection from the pool and never returns it: when all are taken, every request waits for one.',
    advice: /^Call client\.release\(\)/,
  })
  const fine = [
    leaking.slice(leaking.indexOf('exports.list')),
    'export const take = async () => {\n  const client = await pool.connect()\n  return client\n}\n',
    'const client = await pool.connect()\ntry { await work(client) } finally { giveBack(client) }\n',
  ]
  for (const text of fine)
    t.match(summariseRuns(two, handedIn({ 'db.js': text })), {
      detail: '1 of 3 tests passed.',
      advice: /send it many times/,
    })
  const app =
    'import os\n\nimport psycopg2\nfrom flask import Flask\n\napp = Flask(__name__)\nconn = psycopg2.connect(os.environ["DATABASE_URL"])\n'
  const gunicorn = (options: string) =>
    summariseRuns(
      two,
      handedIn({ 'app.py': app, Procfile: `web: gunicorn ${options} -b 0.0.0.0:$PORT app:app\n` }, 'python'),
    )
  t.match(gunicorn('--preload -w 4'), {
    detail: /All processes of gunicorn share one database connection: app\.py:7 opens it/,
    advice: /^Remove --preload/,
  })
  for (const options of ['-w 4', '--preload', '--preload -w 1']) t.match(gunicorn(options).advice, /send it many times/)
})

t.test('advice about many requests is given only where the service has answered one', async (t) => {
  const runs = times(3, late())
  t.match(summariseRuns(runs).advice, /send it many times/)
  t.match(
    summariseRuns(runs, handedIn(), [], { ...passedRun('p'), transcript: [] }).advice,
    /^Start with the first failed test: replay/,
  )
})

t.test('responses that stop coming are explained by a query beside a transaction', async (t) => {
  const source = { 'a.ts': "await db.transaction(async (trx) => {\n  await db('notes').insert({ id });\n});\n" }
  t.match(summariseRuns(times(2, late()), handedIn(source)).detail, /a\.ts:2 uses "db" inside a transaction/)
})
