import t from 'tap'
import { causeOf } from './examination-fixture.js'

t.test('hosts that Django or ASP.NET Core does not allow are to be allowed', async (t) => {
  t.match(
    causeOf("Invalid HTTP_HOST header: '127.0.0.1:8080'. The domain name provided is not valid.", {}, true)?.advice,
    /ALLOWED_HOSTS/,
  )
  t.match(
    causeOf(
      "      The host '127.0.0.1:8080' does not match an allowed host.",
      { 'appsettings.json': '{\n  "AllowedHosts": "notes.example.com" }' },
      true,
    ),
    {
      detail: /AllowedHosts in appsettings\.json, line 2, does not contain it\.$/,
      advice: 'Set "AllowedHosts": "*" in appsettings.json.',
    },
  )
})

t.test('a setting that .NET has only in development is named', async (t) => {
  const log =
    "Unhandled exception. System.ArgumentNullException: Value cannot be null. (Parameter 'Host')\n   at Program.<Main>$(String[] args) in /app/Program.cs:line 5"
  const files = {
    'Program.cs': '\nvar a = builder.Configuration.GetConnectionString("Default")!;',
    'appsettings.Development.json': '{ "ConnectionStrings": { "default": "Host=127.0.0.1" } }',
    'appsettings.json': '{ "AllowedHosts": "*" } // base',
  }
  t.match(causeOf(log, files), {
    detail:
      'Program.cs:2 reads the connection string "Default", which is only in appsettings.Development.json. This file is not read here: the environment is Production.',
    advice: /^Build the connection string from DB_HOST/,
  })
  const jwt = {
    'Program.cs': 'var key = Encoding.UTF8.GetBytes(builder.Configuration["Jwt:Key"]);',
    'appsettings.Development.json': '{ "Jwt": { "Key": "x" } }',
  }
  t.match(causeOf("Value cannot be null. (Parameter 's')", jwt), {
    detail: /reads the setting "Jwt:Key"/,
    advice: 'Add the setting to appsettings.json.',
  })
  t.equal(causeOf(log, { ...files, 'appsettings.json': '{ "ConnectionStrings": { "Default": "x" } }' }), undefined)
  t.equal(causeOf(log, { ...files, Procfile: 'web: ASPNETCORE_ENVIRONMENT=Development dotnet out/a.dll' }), undefined)
  t.equal(causeOf('Unhandled exception. System.Exception: no', files), undefined)
})

t.test('a class whose file PSR-4 would find in the other case is named with what to rename', async (t) => {
  const log =
    'PHP Fatal error:  Uncaught Error: Class "App\\Controllers\\NoteController" not found in /app/public/index.php:21'
  const composer = '{ "autoload": { "psr-4": { "App\\\\": "src/" } } }'
  t.same(causeOf(log, { 'composer.json': composer, 'src/controllers/NoteController.php': '' }, true), {
    detail:
      'The class App\\Controllers\\NoteController is in src/controllers/NoteController.php, but Composer looks for src/Controllers/NoteController.php: upper and lower case matter in file names here.',
    advice: 'Rename the folder "controllers" to "Controllers".',
  })
  t.match(
    causeOf(log, { 'composer.json': composer, 'src/Controllers/notecontroller.php': '' }, true)?.advice,
    'Rename the file "notecontroller.php" to "NoteController.php".',
  )
  t.equal(causeOf(log, { 'composer.json': composer, 'src/Controllers/NoteController.php': '' }, true), undefined)
  t.equal(causeOf(log, { 'composer.json': composer }, true), undefined)
})

t.test('a jar without a main class is started by the class that has one', async (t) => {
  const log = 'no main manifest attribute, in target/ping-1.0.jar'
  const main = 'package edu.uni.ping;\npublic class Ping { public static void main(String[] args) {} }'
  t.match(causeOf(log, { 'pom.xml': '', 'src/main/java/edu/uni/ping/Ping.java': main }), {
    detail: 'target/ping-1.0.jar does not name its main class.',
    advice: /^Write "web: java @target\/classpath edu\.uni\.ping\.Ping" in the Procfile, or set mainClass/,
  })
  t.match(causeOf(log, { 'A.java': main, 'B.java': main.replace('Ping', 'Pong') })?.advice, /^Name the main class/)
})

t.test('a file that Python imports in the place of a module is to be renamed', async (t) => {
  const shadowed = [
    "ImportError: cannot import name 'token_hex' from 'secrets' (/app/secrets.py)",
    "ImportError: cannot import name 'token_hex' from 'secrets' (consider renaming '/app/secrets.py' since it has the same name as the standard library module named 'secrets')",
    "AttributeError: partially initialized module 'secrets' from '/app/secrets.py' has no attribute 'choice' (most likely due to a circular import)",
    "AttributeError: module 'secrets' has no attribute 'choice' (consider renaming '/app/secrets.py' since it has the same name as the standard library module)",
  ]
  for (const log of shadowed) {
    t.same(
      causeOf(log, { 'secrets.py': '' }),
      {
        detail: "secrets.py has the name of a module of Python's standard library, and is imported in its place.",
        advice: 'Rename secrets.py, and change the places that import it.',
      },
      log,
    )
    t.equal(causeOf(log), undefined)
  }
  t.match(
    causeOf(
      "ImportError: cannot import name 'Flask' from partially initialized module 'flask' (most likely due to a circular import) (/app/flask.py)",
      { 'flask.py': '' },
    )?.detail,
    'flask.py has the name of an installed package',
  )
  t.equal(
    causeOf(
      "ImportError: cannot import name 'db' from partially initialized module 'models' (most likely due to a circular import) (/app/models.py)",
      { 'models.py': '' },
    ),
    undefined,
  )
})

t.test('the advice on a path that Express 5 does not accept fits what is wrong with it', async (t) => {
  const on = (says: string, path: string) =>
    causeOf(
      `PathError [TypeError]: ${says}: ${path}; visit https://git.new/pathToRegexpError for info
    at parse (/node_modules/path-to-regexp/dist/index.js:140:26)
    at Object.<anonymous> (/app/src/routes/notes.js:31:8) {`,
    )
  t.match(on('Unexpected ( at index 4', '/:id(\\d+)'), {
    detail: /does not accept \(src\/routes\/notes\.js:31\): PathError/,
    advice:
      'Parameters have no regular expressions there: write "/:id" and check the value in the handler, or pass a RegExp as the path.',
  })
  t.equal(on('Unexpected ? at index 10', '/items/:id?')?.advice, 'Write "/items{/:id}" instead of "/items/:id?".')
  t.equal(on('Missing parameter name at index 1', '*')?.advice, 'Write "/*splat" instead of "*".')
  t.equal(on('Missing parameter name at index 7', '/notes*')?.advice, 'Write "/notes*splat" instead of "/notes*".')
  t.equal(on('Missing parameter name at index 7', '/:path*')?.advice, 'Write "/*path" instead of "/:path*".')
  t.equal(on('Unexpected ( at index 1', '/(.*)')?.advice, 'Write "/*splat" instead of "/(.*)".')
  t.match(on('Unexpected ! at index 2', '/x!')?.advice, /^Write "\\\\" before a character/)
  t.match(on('Unexpected ( at index 1', '/(a|b)')?.advice, /pass a RegExp/)
  t.match(on('Missing parameter name at index 3', '/a:')?.advice, /^Give every ":" and "\*" a name/)
  t.match(on('Unterminated quote at index 1', '/"a')?.advice, /"\/\*splat" instead of "\*"/)
})

t.test('a link to an action or a route of ASP.NET Core that has no such name is named', async (t) => {
  const on = (text: string, files: Record<string, string> = {}) =>
    causeOf(
      '      System.InvalidOperationException: No route matches the supplied values.',
      { 'Notes.cs': text, ...files },
      true,
    )
  const action = 'var a = 1;\nreturn CreatedAtAction(\n    nameof(GetNoteAsync), new { id }, note);'
  t.match(on(action), {
    detail: /^Notes\.cs:3 links to the action GetNoteAsync, but ASP\.NET Core removes "Async"/,
    advice: /^Write "GetNote" there, or set options\.SuppressAsyncSuffixInActionNames = false/,
  })
  t.equal(on(action, { 'Program.cs': 'o.SuppressAsyncSuffixInActionNames = false' }), undefined)
  t.equal(on(action.replace('Async', '')), undefined)
  const route = 'return CreatedAtRoute("GetNote", new { id }, note);'
  t.match(on(route)?.detail, 'Notes.cs:1 links to the route "GetNote", but no route has this name')
  t.equal(on(`[HttpGet("{id}", Name = "GetNote")]\n${route}`), undefined)
  t.equal(on(`app.MapGet("/").WithName("GetNote")\n${route}`), undefined)
})

t.test('a resource that is not embedded, or has another name, is named', async (t) => {
  const on = (project: string, name = '"Notes.Data.Sql.schema.sql"', line = 3) =>
    causeOf(
      `Unhandled exception. System.ArgumentNullException: Value cannot be null. (Parameter 'stream')
   at System.IO.StreamReader..ctor(Stream stream)
   at Notes.Data.Schema.Run() in /app/src/Notes.Data/Schema.cs:line ${line}`,
      {
        'src/Notes.Data/Notes.Data.csproj': `<Project>${project}</Project>`,
        'src/Notes.Data/Sql/schema.sql': '',
        'src/Notes.Data/Schema.cs': `\nusing var s = assembly.GetManifestResourceStream(${name})!;\nusing var reader = new StreamReader(s);`,
        'Notes.Api.csproj': '<EmbeddedResource Include="**" />',
      },
    )
  t.same(on(''), {
    detail:
      'src/Notes.Data/Schema.cs:2 reads a resource that is not in the assembly: src/Notes.Data/Notes.Data.csproj does not embed src/Notes.Data/Sql/schema.sql.',
    advice: 'Add to an ItemGroup of src/Notes.Data/Notes.Data.csproj: <EmbeddedResource Include="Sql/schema.sql" />',
  })
  t.match(on('<EmbeddedResource Include="Other\\*.sql" />')?.detail, /does not embed src/)
  t.match(on('', 'name')?.detail, /does not embed any file\.$/)
  const embedded = '<EmbeddedResource Include="Sql\\*.sql" />'
  t.match(on(embedded, '"Data.Sql.schema.sql"'), {
    detail: /reads the resource "Data\.Sql\.schema\.sql", but .* is embedded as "Notes\.Data\.Sql\.schema\.sql"\.$/,
  })
  t.equal(on(embedded), undefined)
  t.equal(on(embedded, 'name'), undefined)
  t.equal(on('', undefined, 40), undefined, 'the trace leads elsewhere')
})

t.test('a .env that is not in the upload is not to be required', async (t) => {
  const log =
    'PHP Fatal error:  Uncaught Dotenv\\Exception\\InvalidPathException: Unable to read any of the environment file(s) at [/app/public/../.env].'
  const files = { 'public/index.php': '<?php\n$dotenv = Dotenv\\Dotenv::createImmutable(__DIR__);\n$dotenv->load();' }
  t.match(causeOf(log, files, true), {
    detail: /^public\/index\.php:3 loads a file \.env, and your upload has none\./,
    advice: /^Call safeLoad\(\) instead/,
  })
  t.equal(causeOf(log, { ...files, '.env': 'A=1' }, true), undefined)
})
