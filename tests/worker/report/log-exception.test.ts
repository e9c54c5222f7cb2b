import t from 'tap'
import { findException } from '../../../worker/report/causes/log-exception.js'

const logs: [string, string, string | undefined][] = [
  [
    'Node',
    '/app/server.js:3\nthrow x\n^\n\nTypeError [ERR_X]: bad\n    at Object.<anonymous> (/app/server.js:3:7)\n\nNode.js v22.23.3',
    'TypeError [ERR_X]: bad',
  ],
  [
    'Node, with words of the program in front',
    'Could not prepare the database Error: ENOENT: no such file\n    at async open (node:fs:1:2)\n  code: 1',
    'Error: ENOENT: no such file',
  ],
  [
    'Python, in two lines',
    "Traceback (most recent call last):\n  File \"/usr/lib/a.py\", line 1, in b\nfastapi.exceptions.ResponseValidationError: 1 validation errors:\n  {'type': 'model_type', 'input': None}\nnext",
    "fastapi.exceptions.ResponseValidationError: 1 validation errors: {'type': 'model_type', 'input': None}",
  ],
  ['a class of its own', 'InvalidSetting_Error: no\nConfigException: bad setting', 'ConfigException: bad setting'],
  [
    'Python',
    'Traceback (most recent call last):\n  File "/app/app.py", line 1, in <module>\n    import x\ndjango.core.exceptions.ImproperlyConfigured: SECRET_KEY\n[INFO] Shutting down: Master',
    'django.core.exceptions.ImproperlyConfigured: SECRET_KEY',
  ],
  [
    'Java, with the root last',
    'Exception in thread "main" java.lang.RuntimeException: outer\n\tat shop.Main.main(Main.java:3)\nCaused by: java.sql.SQLException: inner',
    'java.sql.SQLException: inner',
  ],
  [
    'Java without a class',
    'Error: Could not find or load main class shop.Main',
    'Error: Could not find or load main class shop.Main',
  ],
  [
    'PHP',
    '[Mon Jan  1 10:00:00 2026] PHP Fatal error:  Uncaught PDOException: could not find driver in /app/a.php:3',
    'PDOException: could not find driver in /app/a.php:3',
  ],
  [
    'Symfony, behind two times',
    '[30-Nov-2026 18:17:47 UTC] 2026-11-30T18:17:47+00:00 [critical] Uncaught Exception: Cannot resolve argument',
    'Exception: Cannot resolve argument',
  ],
  [
    'Symfony without Monolog',
    '[30-Nov-2026 20:26:36 UTC] [critical] Uncaught PHP Exception InvalidArgumentException: "The controller for URI "/notes" is not callable." at ControllerResolver.php line 98',
    'InvalidArgumentException: "The controller for URI "/notes" is not callable." at ControllerResolver.php line 98',
  ],
  [
    'Symfony with Monolog',
    String.raw`[2026-11-30T20:26:36.123456+00:00] request.CRITICAL: Uncaught PHP Exception App\Domain\NoteGone: "no note" at /app/src/Notes.php line 12 {"exception":"[object] (App\\Domain\\NoteGone(code: 0): no note at /app/src/Notes.php:12)"} []`,
    String.raw`App\Domain\NoteGone: "no note" at /app/src/Notes.php line 12`,
  ],
  [
    'Laravel',
    String.raw`[2026-11-30 20:26:36] production.ERROR: could not find driver (SQL: select 1) {"exception":"[object] (Illuminate\\Database\\QueryException(code: 0): could not find driver at /app/x.php:760)`,
    String.raw`Illuminate\Database\QueryException: could not find driver (SQL: select 1)`,
  ],
  [
    'PHP that cannot be parsed',
    'PHP Parse error:  syntax error, unexpected token "}" in /app/a.php on line 3',
    'PHP Parse error:  syntax error, unexpected token "}" in /app/a.php on line 3',
  ],
  [
    '.NET',
    'Unhandled exception. System.InvalidOperationException: no\n   at Program.Main()',
    'System.InvalidOperationException: no',
  ],
  [
    'uvicorn',
    'ERROR:    Error loading ASGI app. Could not import module "main".',
    'ERROR:    Error loading ASGI app. Could not import module "main".',
  ],
  ['pino', '{"level":60,"time":1,"err":{"type":"Error","message":"broken"},"msg":"x"}', 'broken'],
  [
    'V8 without memory',
    'TypeError: handled\n\nFATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n----- Native stack trace -----\n 1: 0xe46bbe node::OOMErrorHandler [node]',
    'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory',
  ],
  [
    'Java without memory',
    'Terminating due to java.lang.OutOfMemoryError: Java heap space',
    'Terminating due to java.lang.OutOfMemoryError: Java heap space',
  ],
  [
    'a log without one',
    'Listening on 3000\n(node:7) DeprecationWarning: old\n{"level":30,"msg":"fine"}\n[2026-11-30 20:26:36] app.ERROR: Payment refused [] []',
    undefined,
  ],
]

t.test('the line that says what was thrown is found in the log of every language', async (t) => {
  for (const [name, log, line] of logs) t.equal(findException(log), line, name)
})

t.test('an endless message is cut', async (t) => {
  t.match(findException(`Error: ${'x'.repeat(5000)}`), /^Error: x{293} …$/)
})
