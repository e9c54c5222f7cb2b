import t from 'tap'
import { causeOf } from './examination-fixture.js'

const crlf = '#!/bin/bash\r\nset -e\r\ncd /app\r\npython3 main.py\r\n'

const logsOfCarriageReturns = [
  "./start.sh: line 2: set: -\r: invalid option\n./start.sh: line 3: cd: $'/app\\r': No such file or directory\npython3: can't open file '/app/main.py\\r': [Errno 2] No such file or directory\n",
  "./start.sh: 3: cd: can't cd to /app\r\nnode:internal/modules/cjs/loader:1210\n  throw err;\n  ^\n\nError: Cannot find module '/app/server.js\r'\n    at Module._resolveFilename\n",
  './start.sh: 2: set: Illegal option -\r\n',
  '/usr/bin/env: ‘bash\\r’: No such file or directory\n/usr/bin/env: use -[v]S to pass options in shebang lines\n',
  'sh: 2: ./start.sh: /bin/bash^M: bad interpreter: No such file or directory\n',
  "Usage: uvicorn [OPTIONS] APP\n\nError: Invalid value for '--port': '8080\\r' is not a valid integer.\n",
]

t.test('a script with the line endings of Windows is named', async (t) => {
  for (const log of logsOfCarriageReturns) {
    t.match(
      causeOf(log, { 'start.sh': crlf, Procfile: 'web: ./start.sh' }),
      { detail: 'start.sh has Windows line endings (CRLF).', advice: /^Save it with LF\./ },
      log,
    )
  }
  const two = {
    'start.sh': crlf,
    'bin/migrate': '#!/bin/sh\r\n',
    'package.json': '{"scripts": {\n"start": "sh start.sh && sh bin/migrate"}}',
    'deploy.sh': crlf,
  }
  t.match(causeOf(logsOfCarriageReturns[2] as string, two), {
    detail: 'start.sh and bin/migrate have Windows line endings (CRLF).',
    advice: /^Save them with LF\./,
  })
  t.equal(
    causeOf("/usr/bin/env: 'bash\\r': No such file or directory")?.detail,
    'A script has Windows line endings (CRLF).',
    'which the source does not have',
  )
})

t.test('carriage returns of anything else are no cause', async (t) => {
  t.equal(
    causeOf('50 %\r100 %\nTypeError: x\n', {
      'deploy.sh': crlf,
      'package.json': '{"scripts": {"start": "node a.js"}}',
    }),
    undefined,
  )
  t.equal(
    causeOf("lines = text.split('\\r')\nTypeError: x\n", {
      'start.sh': '#!/bin/sh\nset -e\n',
      Procfile: 'web: ./start.sh',
    }),
    undefined,
  )
})

const twoFiles = { 'src/server.js': '', 'src/routes/ping.js': '', 'config/db.php': '', 'data/notes.json': '' }

t.test('a path with backslashes is told how it is written, where the file is there', async (t) => {
  const logs: [string, string, string][] = [
    [
      "Error: Cannot find module '.\\routes\\ping'\nRequire stack:\n- /app/src/server.js",
      '.\\routes\\ping',
      './routes/ping',
    ],
    ["Error: Cannot find module '/app/src\\server.js'", 'src\\server.js', 'src/server.js'],
    [
      'TypeError [ERR_INVALID_MODULE_SPECIFIER]: Invalid module ".\\routes\\ping.js" is not a valid package name imported from /app/src/server.js',
      '.\\routes\\ping.js',
      './routes/ping.js',
    ],
    ["Error: ENOENT: no such file or directory, open 'data\\notes.json'", 'data\\notes.json', 'data/notes.json'],
    [
      "FileNotFoundError: [Errno 2] No such file or directory: 'data\\\\notes.json'",
      'data\\notes.json',
      'data/notes.json',
    ],
    [
      "PHP Fatal error:  Uncaught Error: Failed opening required 'config\\db.php' (include_path='.:/usr/share/php')",
      'config\\db.php',
      'config/db.php',
    ],
    [
      'java.io.FileNotFoundException: data\\notes.json (No such file or directory)',
      'data\\notes.json',
      'data/notes.json',
    ],
    [
      "System.IO.FileNotFoundException: Could not find file '/app/bin/publish/data\\notes.json'.",
      'data\\notes.json',
      'data/notes.json',
    ],
  ]
  for (const [log, written, right] of logs) {
    t.match(
      causeOf(log, twoFiles),
      {
        detail: `There is no file "${written}": "\\" separates folders only on Windows.`,
        advice: `Write "${right}", which works on every system.`,
      },
      log,
    )
    t.notMatch(causeOf(log, { 'a.js': '' })?.detail, /Windows/, 'no such file')
  }
})

t.test('backslashes that the shell has removed are found in what starts the service', async (t) => {
  const start = { ...twoFiles, 'package.json': '{ "scripts": { "start": "node src\\\\server.js" } }' }
  t.match(causeOf("Error: Cannot find module '/app/srcserver.js'", start), {
    detail: 'package.json names the file src\\server.js, but "\\" separates folders only on Windows.',
    advice: 'Write src/server.js, which works on every system.',
  })
  const python = { 'src/main.py': '', Procfile: 'web: python src\\main.py' }
  t.match(
    causeOf("python3: can't open file '/app/srcmain.py': [Errno 2] No such file or directory", python)?.detail,
    /^Procfile names the file src\\main\.py/,
  )
  const script = { 'scripts/start.sh': '', Procfile: 'web: .\\scripts\\start.sh' }
  t.match(causeOf('sh: 2: .scriptsstart.sh: not found', script)?.advice, 'Write ./scripts/start.sh')
  t.equal(causeOf("Error: Cannot find module '/app/srcserver.js'", twoFiles), undefined)
})
