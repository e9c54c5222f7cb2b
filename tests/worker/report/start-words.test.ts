import t from 'tap'
import { defaultLimits } from '../../../contracts/limits.js'
import type { StartFacts } from '../../../worker/checks/correctness/examination.js'
import type { Submitted } from '../../../worker/report/causes/cause.js'
import { noFacts, type RunFacts } from '../../../worker/report/verdict.js'
import { summarise } from '../../../worker/report/words.js'
import { ended, examination, failedRun, handedIn, passedRun } from './examination-fixture.js'

const silent: StartFacts = {
  ready: false,
  reason: 'no-listener',
  detail: 'Nothing listened on port 8080; a service must listen on $PORT.',
}
const explain = (start: StartFacts, log = '', submitted: Submitted = handedIn()) =>
  summarise(
    { verdict: 'did-not-start', limit: null },
    { ...noFacts, examination: examination({ start, log }) },
    defaultLimits,
    submitted,
  )
const refuse = (refusal: string, submitted: Submitted) =>
  summarise({ verdict: 'did-not-start', limit: null }, { ...noFacts, refusal }, defaultLimits, submitted)

t.test('a service on another port is told where it listens, and where that number stands in its source', async (t) => {
  const start: StartFacts = {
    ready: false,
    reason: 'no-listener',
    detail: 'Your service listens on port 3000 (on localhost only) instead of port 8080, the value of $PORT.',
    ports: [3000],
  }
  const plain = explain(start, 'TypeError: harmless\n')
  t.match(plain, {
    detail: start.detail,
    advice: 'Listen on the port in the environment variable PORT, not on a fixed port.',
  })
  t.match(
    explain(start, '', handedIn({ 'README.md': '3000', 'server.js': 'start()\napp.listen(3000)' })).advice,
    /3000 appears in line 2 of server\.js\.$/,
  )
  const overriding = handedIn({ '.env': 'PORT=3000', 'server.js': 'require("dotenv").config({ override: true })' })
  t.match(explain(start, '', overriding).advice, '3000 appears in line 1 of .env. Your .env overrides the environment')
  t.match(
    explain(start, '', handedIn({ 'app.py': 'app = Flask(__name__)\napp.run()' }, 'python')).advice,
    /Or, without changing the code, add a Procfile with the line "web: gunicorn app:app"\.$/,
  )
  t.match(
    explain(ended(1), 'password authentication failed for user "me"', overriding).advice,
    /^Use \$DATABASE_URL.* Your \.env overrides/,
  )
})

t.test('a service that exits by itself is told that nothing kept it running, and the line to write', async (t) => {
  t.match(explain(ended(0)).detail, 'It exited with code 0 before it responded to a request: nothing kept it running.')
  const flask = explain(ended(0), '', handedIn({ 'app.py': 'app = Flask(__name__)\n' }, 'python'))
  t.match(flask, {
    detail: /app\.py creates a Flask application/,
    advice: 'Add a Procfile with the line "web: gunicorn app:app".',
  })
})

t.test('an exception in the log is shown instead of advice about ports', async (t) => {
  const log =
    'starting\nTraceback (most recent call last):\n  File "app.py", line 1\nzlib.error: broken\nTypeError: nope\n'
  for (const start of [silent, ended(1), ended(0)])
    t.match(explain(start, log), { detail: /The log says: TypeError: nope$/, advice: /^Fix this error first/ })
})

t.test('a service that listens nowhere, is slow or gives no answer is told so', async (t) => {
  t.match(explain(silent), {
    detail: 'It ran for 20 seconds but did not listen on any port.',
    advice: /what blocks it/,
  })
  const slow = explain({
    ready: false,
    reason: 'too-slow',
    detail: 'Your service sent its first response only after 23.4 seconds.',
  })
  t.match(slow, {
    detail: 'Your service sent its first response only after 23.4 seconds. It has 20 seconds.',
    advice: /^Listen first/,
  })
  t.match(
    explain({
      ready: false,
      reason: 'no-answer',
      detail: 'Your service listens on port 8080, but GET / got no valid HTTP response: broken.',
    }),
    { detail: /broken/, advice: /without TLS/ },
  )
  const unfinished: StartFacts = {
    ready: false,
    reason: 'no-answer',
    detail: 'Your service listens on port 8080, but did not finish its response to GET / in time.',
  }
  t.match(explain(unfinished).advice, /^Respond to GET \/ without waiting/)
  const jdk =
    'import com.sun.net.httpserver.HttpServer;\nclass Main { void none(HttpExchange e) {\n  e.sendResponseHeaders(404, 0);\n} }'
  t.match(explain(unfinished, '', handedIn({ 'Main.java': jdk }, 'java')), {
    detail: /in time\. Main\.java:3 begins a body of unknown length/,
    advice: /^Pass -1 .* or call close\(\)/,
  })
})

t.test('a refusal names an application that nothing starts, and files that could not be read', async (t) => {
  const refusal = 'There is nothing to start.'
  t.match(refuse(refusal, handedIn({ 'app/main.py': 'app = FastAPI()', 'app/__init__.py': '' }, 'python')), {
    detail: 'There is nothing to start. But app/main.py creates a FastAPI application ("app").',
    advice: 'Add a Procfile with the line "web: uvicorn app.main:app --port $PORT".',
  })
  const noMain =
    'There is nothing to start: no "web:" line in a Procfile, and no class has a "public static void main(String[] args)".'
  t.match(refuse(noMain, handedIn({ 'Main.java': utf16('class Main {}'), Dockerfile: 'FROM x' }, 'java')), {
    detail: 'There is nothing to start: Main.java is stored in UTF-16.',
    advice: /^Save it as UTF-8/,
  })
  t.equal(
    refuse('There are two main methods.', handedIn({ 'B.java': utf16('class B {}') }, 'java')).detail,
    'There are two main methods. B.java is stored in UTF-16.',
  )
  t.match(
    refuse(refusal, handedIn({ Dockerfile: 'FROM node' })).detail,
    'There is nothing to start. The Dockerfile is not used.',
  )
  t.match(refuse(refusal, handedIn({}, 'python')).advice, '"web: <command>"')
})

t.test('a refusal that says what to do gives no other advice', async (t) => {
  const facts = {
    ...noFacts,
    refusal: 'The folder server looks like a project.',
    refusalAdvice: 'Submit only that folder.',
  }
  const submitted = handedIn({ 'server/app.py': 'app = Flask(__name__)' }, 'python')
  t.match(summarise({ verdict: 'did-not-start', limit: null }, facts, defaultLimits, submitted), {
    detail: facts.refusal,
    advice: facts.refusalAdvice,
  })
})

t.test('a file in another encoding is named where the build or the start failed for it', async (t) => {
  const build = (log: string, submitted: Submitted) =>
    summarise(
      { verdict: 'build-failed', limit: null },
      { ...noFacts, build: { exitCode: 1, limit: null, log } },
      defaultLimits,
      submitted,
    ).detail
  t.match(
    explain(ended(1), 'SyntaxError: Invalid or unexpected token', handedIn({ 'server.js': utf16('x()') })).detail,
    'server.js is stored in UTF-16.',
  )
  t.match(
    build('', handedIn({ 'global.json': utf16('{"sdk":{}}'), 'A.cs': utf16('class A {}') }, 'dotnet')),
    'global.json is stored in UTF-16.',
  )
  t.match(
    build("error: illegal character: '\\ufeff'", handedIn({ 'A.java': '\uFEFFclass A {}' }, 'java')),
    'A.java begins with a byte order mark, which the compiler does not accept.',
  )
  t.match(
    build('composer.json is not a JSON object: Syntax error', handedIn({ 'composer.json': '\uFEFF{}' }, 'php')),
    'composer.json begins with a byte order mark, which Composer does not accept.',
  )
  t.match(
    build(
      'error: unmappable character (0xE9) for encoding UTF-8',
      handedIn({ 'A.java': Buffer.from('// é', 'latin1') }, 'java'),
    ),
    'A.java is not stored in UTF-8.',
  )
  t.notMatch(build('error: ; expected', handedIn({ 'A.java': Buffer.from('// é', 'latin1') }, 'java')), /UTF-8/)
})

t.test('a service that runs is told what its own log says of its failed tests', async (t) => {
  const failed = { ...failedRun('a'), log: ["Error: EROFS: read-only file system, open '/app/data.json'"] }
  const told = (verdict: 'assessed' | 'crashed', facts: Partial<RunFacts['examination']>, submitted = handedIn()) =>
    summarise(
      { verdict, limit: null },
      { ...noFacts, examination: examination(facts as object) },
      defaultLimits,
      submitted,
    )
  const deaths = [{ exitCode: 1, oomKilled: false, log: '' }]
  t.match(told('assessed', { runs: [passedRun('b'), failed] as never }), {
    detail: /^1 of 2 tests passed\. The source folder is read-only/,
    advice: /^Write to \/data/,
  })
  t.match(told('crashed', { runs: [failed] as never, deaths }).advice, /^Write to \/data/)
  const log = 'password authentication failed for user "me"'
  t.match(told('assessed', { runs: [failedRun('b')] as never, log }).advice, /^Use \$DATABASE_URL/)
  t.notMatch(
    told('assessed', { runs: [passedRun('a'), failedRun('b')] as never, log }).advice,
    /DATABASE_URL/,
    'what works speaks against it',
  )
  t.match(told('assessed', { runs: [passedRun('a')] as never, log: 'EROFS' }).title, 'All tests passed')
  t.match(
    told('assessed', { runs: [failedRun('b')] as never }, handedIn({ 'public/index.php': '\uFEFF<?php' }, 'php'))
      .detail,
    'begins with a byte order mark, which PHP sends before every response',
  )
})

t.test('what answers in place of the learner\u2019s code is recognised by its responses', async (t) => {
  const told = (status: number, changes: object, submitted: Submitted) => {
    const exchange = {
      method: 'GET',
      path: '/',
      requestHeaders: {},
      requestBody: null,
      status,
      responseHeaders: {},
      responseBody: '',
      ms: 1,
      error: null,
      ...changes,
    }
    const runs = [{ ...failedRun('a'), transcript: [exchange] }] as never
    return summarise(
      { verdict: 'assessed', limit: null },
      { ...noFacts, examination: examination({ runs }) },
      defaultLimits,
      submitted,
    )
  }
  t.match(told(301, { responseHeaders: { location: 'https://127.0.0.1:8080/ping' } }, handedIn()), {
    detail: /redirects every request to HTTPS/,
    advice: /plain HTTP/,
  })
  t.notMatch(told(301, { responseHeaders: { location: 'https://birch.example/' } }, handedIn()).detail, /HTTPS/)
  const hosts = (value: string) =>
    handedIn({ 'site1/settings.py': `DEBUG = False\nALLOWED_HOSTS = ${value}` }, 'python')
  t.match(told(400, {}, hosts('["shop.example"]')), {
    detail: /ALLOWED_HOSTS in site1\/settings\.py/,
    advice: /Add "127\.0\.0\.1"/,
  })
  t.notMatch(told(400, {}, hosts('["*"]')).detail, /ALLOWED_HOSTS/)
  t.notMatch(told(404, {}, hosts('[]')).detail, /ALLOWED_HOSTS/)
  t.match(told(200, { responseBody: '{"note":"[object Promise]"}' }, handedIn()), {
    detail: /^0 of 1 tests passed\. A promise was used as if/,
    advice: /"await"/,
  })
  t.notMatch(
    told(200, { requestBody: '[object Promise]', responseBody: '[object Promise]' }, handedIn()).detail,
    /promise/,
  )
  t.match(told(200, { responseBody: '<? echo 1;' }, handedIn({}, 'php')), {
    detail: /sent source code/,
    advice: /"<\?php"/,
  })
})

t.test('where every test ends in a server error, the exception in its log is shown', async (t) => {
  const run = (id: string, status: number) => ({
    ...failedRun(id),
    transcript: [{ method: 'GET', path: '/a', responseHeaders: {}, status }],
    log: ["[1] PHP Fatal error:  Uncaught Error: Failed opening required 'vendor/a.php'"],
  })
  const told = (...runs: object[]) =>
    summarise(
      { verdict: 'assessed', limit: null },
      { ...noFacts, examination: examination({ runs: runs as never }) },
      defaultLimits,
      handedIn(),
    )
  t.match(told(run('a', 500), run('b', 502)), {
    detail: /The log says: .*Failed opening required 'vendor\/a\.php'$/,
    advice: /^Fix this error first/,
  })
  t.notMatch(told(run('a', 500), run('b', 404)).detail, /It says/)
})

const utf16 = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le')

t.test('a server that starts without a port is named, and where that is', async (t) => {
  const waits = (log: string, files: Record<string, string>, language: Submitted['language'] = 'java') =>
    explain(silent, log, handedIn(files, language))
  const tomcat = 'Tomcat server = new Tomcat();\nserver.setPort(8080);\nserver.start();\nserver.getServer().await();'
  const engine = 'INFO: Starting Servlet engine: [Apache Tomcat/10.1.60]\nTomcat started\n'
  t.match(waits(engine, { 'src/App.java': tomcat }), {
    detail: /^It ran for \d+ seconds .* src\/App\.java:1 creates a Tomcat server, and nothing creates its connector/,
    advice: 'Call server.getConnector() after server.setPort(…), before server.start().',
  })
  t.notMatch(waits(engine, { 'A.java': `${tomcat}\nserver.getConnector();` }).detail, /connector/)
  t.notMatch(waits(`${engine}Starting ProtocolHandler ["http-nio-1"]`, { 'A.java': tomcat }).detail, /connector/)

  const jetty = 'import org.eclipse.jetty.server.Server;\nServer server = new Server();\nserver.start();\n'
  t.match(waits('', { 'A.java': jetty }).detail, 'A.java:2 creates a Jetty server without a connector')
  t.notMatch(waits('', { 'A.java': `${jetty}server.addConnector(c);` }).detail, /Jetty/)
  t.notMatch(waits('', { 'A.java': jetty.replace('Server()', 'Server(port)') }).detail, /Jetty/)

  const runner = 'runner = web.AppRunner(app)\nawait runner.setup()\n'
  t.match(waits('', { 'a.py': runner }, 'python'), { detail: /a\.py:1 creates a runner/, advice: /web\.TCPSite/ })
  t.notMatch(waits('', { 'a.py': `${runner}web.TCPSite(runner)` }, 'python').detail, /runner/)

  t.match(waits('', { 'Program.cs': 'var b = Host.CreateApplicationBuilder(args);' }, 'dotnet'), {
    detail: /Program\.cs:1 builds a host without a web server/,
  })
  const express = { 'app.js': 'const app = express()\nconst pool = new Pool()\npool.query("")' }
  t.match(waits('', express, 'node'), {
    detail: /app\.js creates a server but does not start listening\.$/,
    advice: /app\.listen/,
  })
  t.notMatch(waits('', { ...express, 'bin/www.ts': 'app.listen(1)' }, 'node').detail, /app\.js/)
})

t.test('nothing is said to block a service whose log says that it has started, or that waits on purpose', async (t) => {
  const waits = (log: string, files: Record<string, string> = {}) => explain(silent, log, handedIn(files, 'java'))
  for (const line of ['Tomcat started', 'Server is running on port 3000', '[info] listening', 'Startup complete'])
    t.match(waits(`Connecting\n${line}\n`), {
      detail: new RegExp(`Its log says "${line.replace(/[[\]]/g, '.')}", so nothing seems to block it`),
      advice: /^Check that your code gives the server a port/,
    })
  for (const line of ['HikariPool-1 - Start completed.', 'Not ready: database is not running', 'Worker started', ''])
    t.match(waits(`${line}\n`).advice, /Look for what blocks it: /)
  t.match(
    waits('', { 'A.java': 'server.start();\nserver.join();' }).advice,
    /before A\.java:2 waits\. Look for what blocks it before that line: a connection/,
  )
})
