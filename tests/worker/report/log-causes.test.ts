import t from 'tap'
import { findCause } from '../../../worker/report/causes/log-causes.js'
import { causeOf, handedIn } from './examination-fixture.js'

const readOnly = [
  "Error: EROFS: read-only file system, mkdir 'uploads'",
  "Error: EACCES: permission denied, open '/app/data.json'",
  "Error: ENOENT: no such file or directory, mkdir 'uploads'",
  "OSError: [Errno 30] Read-only file system: '/app/app.pid'",
  "PermissionError: [Errno 13] Permission denied: 'data.json'",
  'sqlite3.OperationalError: attempt to write a readonly database',
  'sqlite3.OperationalError: unable to open database file',
  'Error: unable to open database file\n    at new DatabaseSync (node:sqlite)',
  "SQLite Error 14: 'unable to open database file'.",
  'Exception in thread "main" java.nio.file.ReadOnlyFileSystemException',
  'java.io.FileNotFoundException: data.json (Read-only file system)',
  'PHP Warning:  mkdir(): Read-only file system in /app/public/index.php on line 3',
  "System.IO.IOException: Read-only file system : '/app/bin/publish/logs'",
  'The /app/bootstrap/cache directory must be present and writable.',
  'Unable to create the "cache" directory (/app/var/cache/prod).',
]

t.test('whoever writes beside the source is told where to write', async (t) => {
  for (const line of readOnly)
    t.match(
      causeOf(`started\n${line}\n`, {}, true),
      {
        detail: `The source folder is read-only while the service runs: ${line.split('\n')[0]}`,
        advice: /^Write to \/data/,
      },
      line,
    )
})

t.test('a command, a package or a file that is not there is named, with what to write instead', async (t) => {
  t.match(causeOf('sh: 2: yarn: not found'), { detail: 'The command "yarn" is not available here.', advice: /npm run/ })
  t.match(causeOf('sh: 2: exec: frobnicate: not found')?.advice, '/images')
  t.match(
    causeOf('sh: 2: ./start.sh: Permission denied')?.advice,
    'Put the interpreter in front of it, as in "sh ./start.sh".',
  )
  t.match(causeOf("Error: Cannot find module 'bcrypt'\nRequire stack:"), {
    detail: "Something it needs is not installed here: Error: Cannot find module 'bcrypt'",
    advice: /^Use bcryptjs instead/,
  })
  t.match(causeOf("ModuleNotFoundError: No module named 'flask_cors'")?.detail, /flask_cors/)
  t.equal(
    causeOf("ModuleNotFoundError: No module named 'routes'", { 'src/routes.py': '' }),
    undefined,
    'its own: the exception says more',
  )
  t.match(causeOf("Error: Cannot find module './Routes'", { 'routes.js': '' }), {
    detail: 'There is no file "Routes": the file is called routes.js.',
    advice: 'Upper and lower case matter in file names. Change the name in your code to match the name of the file.',
  })
  t.match(
    causeOf("Cannot find module '/app/src/Routes.js' imported from /app/server.js", { 'src/routes.js': '' })?.detail,
    'src/routes.js',
  )
  t.equal(causeOf("Error: Cannot find module './other'", { 'routes.js': '' }), undefined)
})

t.test('a path of Express 4 is told how it is written now', async (t) => {
  const line =
    'PathError [TypeError]: Missing parameter name at index 1: *; visit https://git.new/pathToRegexpError for info'
  t.match(causeOf(line), {
    detail: /Express 5, which is installed here, does not accept: PathError/,
    advice: /"\/\*splat" instead of "\*"/,
  })
})

t.test('an install, another runtime and a tool that is not there are told with what to do instead', async (t) => {
  const npm =
    "npm error code ENOTCACHED\nnpm error request to https://registry.example/react failed: cache mode is 'only-if-cached'"
  t.match(causeOf(npm), {
    detail: 'npm could not install packages: it tried to download https://registry.example/react.',
    advice: /Remove "npm install"/,
  })
  t.match(causeOf("main.ts(1,1): error TS2304: Cannot find name 'Deno'."), {
    detail: /^There is no Deno here/,
    advice: /run on Node/,
  })
  t.match(causeOf('ReferenceError: Bun is not defined')?.detail, /^There is no Bun here/)
  t.match(causeOf('sh: 2: bun: not found')?.advice, '"node <file>"')
  t.match(causeOf('sh: 1: prisma: not found')?.advice, 'Use pg, knex or sequelize instead.')
})

t.test('a command or a class that needs a missing package is told with what is here', async (t) => {
  t.match(
    causeOf('RuntimeError: To use the fastapi command, please install "fastapi[standard]":')?.advice,
    'uvicorn main:app --port $PORT',
  )
  t.match(
    causeOf('BadMethodCallException: Method Illuminate\\Foundation\\Application::configure does not exist.', {}, true)
      ?.detail,
    /Laravel 10 is installed here/,
  )
  t.match(causeOf('PydanticImportError: `BaseSettings` has been moved to the `pydantic-settings` package.'), {
    detail: /Pydantic 2 is installed here/,
    advice: /os\.environ/,
  })
})

t.test('what an image does not have is named, as its build names it', async (t) => {
  const missing = (log: string, files = {}) => causeOf(log, files)?.detail
  t.equal(
    missing('laravel/framework 10.48 is used instead of ^11.0.\nlaravel/tinker is not in this image in any version.\n'),
    'The project needs something that is not installed here: laravel/tinker.',
  )
  t.equal(
    missing('[ERROR] org.projectlombok:lombok is not in this image in any version.'),
    'The project needs something that is not installed here: org.projectlombok:lombok.',
  )
  t.equal(
    missing('[ERROR] Spring Boot is not in this image; the operator of the server can add it.'),
    'The project needs something that is not installed here: Spring Boot.',
  )
  t.equal(
    missing('Not installed in the image: AutoMapper MediatR. The page Installed (/images) lists'),
    'The project needs something that is not installed here: AutoMapper and MediatR.',
  )
  t.match(
    causeOf('Not installed in the image: Pomelo.EntityFrameworkCore.MySql. The page')?.advice,
    /^Use MySqlConnector, without Entity Framework, instead of Pomelo/,
  )
  const line = 'src/A.java:2: error: package org.springframework.boot does not exist'
  t.match(missing(line, { 'build.gradle': '' }), /boot does not exist\. Gradle is not installed either/)
  t.equal(missing('A.java:1: error: package shop.data does not exist', { 'src/shop/data/B.java': '' }), undefined)
  t.match(
    causeOf('Preview features are not enabled for app/Main (class file version 69.65535).')?.advice,
    '"web: java --enable-preview app.Main"',
  )
})

t.test('all packages that a log lists as missing are named, five at most', async (t) => {
  const maven = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
    .map((name) => `[ERROR] org.example:${name} is not in this image in any version.\n`)
    .join('')
  t.equal(
    causeOf(maven)?.detail,
    'The project needs something that is not installed here: org.example:a, org.example:b, org.example:c, org.example:d, org.example:e and 2 more.',
  )
  const composer =
    'laminas/laminas-diactoros is not in this image in any version.\nslim/slim ^4.12 is not in this image: it has 3.12.5, which works differently.\n'
  t.match(causeOf(composer)?.detail, /here: laminas\/laminas-diactoros and slim\/slim \^4\.12\.$/)
  const tsc =
    "src/a.ts(1,1): error TS2307: Cannot find module 'bcrypt' or its corresponding type declarations.\nsrc/b.ts(1,1): error TS2307: Cannot find module '@nestjs/core' or its corresponding type declarations.\nsrc/c.ts(2,1): error TS2307: Cannot find module 'bcrypt' or its corresponding type declarations.\nsrc/c.ts(3,1): error TS2307: Cannot find module './own' or its corresponding type declarations.\n"
  t.match(causeOf(tsc, { 'src/a.ts': '' }), {
    detail: 'Packages that it needs are not installed here: bcrypt and @nestjs/core.',
    advice: /^Use bcryptjs instead of bcrypt\. The page/,
  })
  const javac = ['boot', 'web.bind.annotation', 'boot']
    .map((name) => `A.java:2: error: package org.springframework.${name} does not exist`)
    .join('\nimport x;\n')
  t.match(
    causeOf(`${javac}\nA.java:1: error: package shop does not exist`, { 'src/shop/B.java': '' })?.detail,
    /here: org\.springframework\.boot and org\.springframework\.web\.bind\.annotation\.$/,
  )
  t.match(
    causeOf("ModuleNotFoundError: No module named 'flask_cors'\nModuleNotFoundError: No module named 'flask_cors'")
      ?.detail,
    /here: ModuleNotFoundError: No module named 'flask_cors'$/,
    'of two processes',
  )
})

const outOfMemory: [string, string][] = [
  [
    '<--- JS stacktrace --->\n\nFATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n----- Native stack trace -----\n',
    'JavaScript heap out of memory',
  ],
  ['Terminating due to java.lang.OutOfMemoryError: Java heap space\n', 'java.lang.OutOfMemoryError: Java heap space'],
  [
    'Traceback (most recent call last):\n  File "/app/app.py", line 9, in read\n    data = "x" * 10 ** 12\n           ~~~~^~~~~~~~~~\nMemoryError\n',
    'MemoryError',
  ],
  [
    "Unhandled exception. System.OutOfMemoryException: Exception of type 'System.OutOfMemoryException' was thrown.\n",
    'System.OutOfMemoryException',
  ],
  ['Out of memory.\n', 'Out of memory'],
]

t.test('code that has used up its memory is told so, in the words of every runtime', async (t) => {
  for (const [log, what] of outOfMemory)
    t.match(
      causeOf(`GET /notes\n${log}`, {}, true),
      { detail: `It ran out of memory (${what}).`, advice: /^Look for lists that only grow/ },
      what,
    )
  const php =
    'PHP Fatal error:  Allowed memory size of 134217728 bytes exhausted (tried to allocate 20480 bytes) in /app/public/index.php on line 7'
  t.match(causeOf(php, {}, true), {
    detail: 'PHP stopped the code because it used more than 128 MB (memory_limit).',
    advice: /^Look for lists/,
  })
  t.equal(
    causeOf('java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory', {}, true),
    undefined,
    'that is for threads',
  )
})

t.test('a call without await is named where the runtime names it', async (t) => {
  const error =
    '  File "/app/main.py", line 42, in read\n    return dict(row)\nTypeError: \'coroutine\' object is not iterable\n'
  t.match(
    causeOf(
      `${error}/app/main.py:43: RuntimeWarning: coroutine 'Pool.fetchrow' was never awaited\n  self.transport.close()\n`,
      {},
      true,
    ),
    { detail: 'Pool.fetchrow() was called without "await".', advice: /"async def"/ },
  )
  t.equal(causeOf(error, {}, true)?.detail, 'A coroutine was used without "await".')
  t.match(causeOf("main.py:4: RuntimeWarning: coroutine 'main' was never awaited\n  main()")?.advice, 'asyncio.run()')
  t.equal(
    causeOf(
      "RuntimeError: asyncio.run() cannot be called from a running event loop\nRuntimeWarning: coroutine 'Server.serve' was never awaited",
    ),
    undefined,
  )
  t.match(causeOf('error: invalid input syntax for type integer: "[object Promise]"', {}, true), {
    detail: /^A promise was used as if it were its result/,
    advice: /"await"/,
  })
})

t.test('a module that is the name of the folder which became the top level is not called absent', async (t) => {
  const log = "ModuleNotFoundError: No module named 'app'"
  const inside = findCause(log, { ...handedIn({ 'main.py': '' }), topFolder: 'work/app' }, { isRunning: false })
  t.match(inside, {
    detail: /^It imports "app", but the contents of the folder "work\/app" are the top level of your submission/,
    advice:
      'Submit the folder "app" with a Procfile beside it, as in "web: uvicorn app.main:app": then it keeps its name.',
  })
  t.match(findCause(log, { ...handedIn({ 'main.py': '' }), topFolder: 'shop' }, { isRunning: false }), {
    detail: /is not installed here/,
  })
})

t.test('a file that the TypeScript compiler did not copy is named with the one in the upload', async (t) => {
  const log = "Could not start Error: ENOENT: no such file or directory, open '/app/dist/db/schema.sql'"
  t.match(causeOf(log, { 'src/db/schema.sql': '' }), {
    detail: 'There is no file dist/db/schema.sql: your upload has src/db/schema.sql, and the build does not copy it.',
    advice: /"tsc && cp src\/db\/schema\.sql dist\/db\/schema\.sql"/,
  })
  t.equal(causeOf(log, { 'src/schema.sql': '' }), undefined)
})

t.test('an import of an ES module without its extension is told from a file that is not there', async (t) => {
  const log = "Error [ERR_MODULE_NOT_FOUND]: Cannot find module '/app/dist/app' imported from /app/dist/server.js"
  t.match(causeOf(log, { 'src/app.ts': '' }), {
    detail: 'An import of src/app.ts has no extension, which Node needs in ES modules ("type": "module").',
    advice: /^Write "\.\/app\.js"/,
  })
  t.match(causeOf(log, { 'src/app/index.ts': '' })?.advice, /^Write "\.\/app\/index\.js"/)
  t.equal(causeOf(log, { 'src/server.ts': '' }), undefined)
})

t.test('a path that begins at the wrong folder is named with where it is', async (t) => {
  const log = "Could not start: ENOENT: no such file or directory, scandir '/app/migrations'"
  t.match(causeOf(log, { 'db/migrations/1.js': '' }), {
    detail:
      'There is no "migrations" at the top of your submission, where relative paths begin: your upload has db/migrations.',
    advice: /__dirname/,
  })
  t.equal(causeOf(log, { 'migrations/1.js': '' }), undefined)
})

t.test('a statement that requests share is named where its results are closed', async (t) => {
  const log = 'org.postgresql.util.PSQLException: This ResultSet is closed.'
  const dao = { 'src/NoteDao.java': 'class NoteDao {\n  private final PreparedStatement insert;\n}' }
  t.match(causeOf(log, dao, true), { detail: /^src\/NoteDao\.java:2 keeps a PreparedStatement/ })
  t.equal(causeOf(log, { 'A.java': 'PreparedStatement insert = c.prepareStatement(sql);' }, true), undefined)
})

t.test('a jar without its libraries is named', async (t) => {
  const log = 'Caused by: java.lang.NoClassDefFoundError: com/google/gson/JsonParseException'
  const maven = { 'pom.xml': '<project/>', Procfile: 'web: java -jar target/notes.jar' }
  t.match(causeOf(log, maven), {
    detail:
      'target/notes.jar does not contain com.google.gson.JsonParseException: it has your classes, without the libraries.',
    advice: /@target\/classpath/,
  })
  t.notMatch(causeOf(log, { ...maven, Procfile: 'web: java @target/classpath Main' })?.detail, /does not contain/)
})

t.test('what only follows from an earlier mistake is told as such', async (t) => {
  const aborted = 'psycopg2.errors.InFailedSqlTransaction: current transaction is aborted, commands ignored until end'
  t.match(causeOf(aborted, {}, true), { detail: /An earlier statement/, advice: /rollback\(\)/ })
  const driver = 'InvalidRequestError: The asyncio extension requires an async driver to be used.'
  t.match(causeOf(driver), { detail: /^\$DATABASE_URL begins with/, advice: /postgresql\+asyncpg/ })
})
