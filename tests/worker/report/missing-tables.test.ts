import t from 'tap'
import { findCause } from '../../../worker/report/causes/log-causes.js'
import { handedIn } from './examination-fixture.js'

const causeOf = (log: string, files: Record<string, string> = {}) =>
  findCause(log, handedIn(files), { isRunning: true })
const adviceOn = (log: string, files: Record<string, string>) => causeOf(log, files)?.advice
const emptyAtStart = 'The database is empty at the first start. '

const logs: [string, string][] = [
  [
    'django.db.utils.ProgrammingError: relation "notes_note" does not exist\nLINE 1: INSERT INTO "notes_note" ("text") VALUES',
    'notes_note',
  ],
  [' ---> Npgsql.PostgresException (0x80004005): 42P01: relation "Notes" does not exist', 'Notes'],
  ['asyncpg.exceptions.UndefinedTableError: relation "public.notes" does not exist', 'notes'],
  ['SQLSTATE[42P01]: Undefined table: 7 ERROR:  relation "notes" does not exist', 'notes'],
  ["Error: Table 'app.notes' doesn't exist\n    code: 'ER_NO_SUCH_TABLE'", 'notes'],
  ['sqlite3.OperationalError: no such table: notes', 'notes'],
  ["Microsoft.Data.Sqlite.SqliteException (0x80004005): SQLite Error 1: 'no such table: Notes'.", 'Notes'],
  ['PG::UndefinedTable: ERROR:  relation "notes" does not exist (Sequel::DatabaseError)', 'notes'],
  ['The table `public.Note` does not exist in the current database.', 'Note'],
]

t.test('a table that nobody created is named, in the words of every database', async (t) => {
  for (const [log, table] of logs)
    t.match(
      causeOf(log),
      {
        detail: `The table "${table}" does not exist.`,
        advice: /Create your tables when the service starts, before it listens\.$/,
      },
      log,
    )
  t.equal(causeOf('error: relation "notes" already exists'), undefined)
  t.equal(causeOf('relation "notes_id_seq" does not exist'), undefined)
})

t.test('a call that is made only in Development is named', async (t) => {
  const program = (body: string) => ({
    'Api/Program.cs': `using Microsoft.EntityFrameworkCore;\nif (app.Environment.IsDevelopment())\n{\n  ${body}\n}\n`,
  })
  const log = 'relation "Notes" does not exist'
  t.match(
    adviceOn(log, program('db.Database.EnsureCreated();')),
    /Api\/Program\.cs:2 calls EnsureCreated\(\) only in Development/,
  )
  t.match(adviceOn(log, program('app.UseSwagger();')), /Call Database\.EnsureCreated\(\)/)
})

t.test('how to create tables is told for the framework that the source uses', async (t) => {
  const log = 'relation "notes_note" does not exist'
  const django = {
    'manage.py': 'from django.core.management import x',
    Procfile: 'web: gunicorn mysite.wsgi --bind 0.0.0.0:$PORT',
    'notes/migrations/0001_initial.py': '',
  }
  const migrate =
    'Run the migrations at the start, with this line in the Procfile: "web: python manage.py migrate && exec gunicorn mysite.wsgi --bind 0.0.0.0:$PORT".'
  t.equal(adviceOn(log, django), emptyAtStart + migrate)
  t.match(
    adviceOn(log, { 'db/migrate/1.rb': 'create_table :notes_note do |t|' }),
    /^The database is empty.*db\/migrate\/1\.rb creates it/,
  )
  t.match(adviceOn(log, { Rakefile: "task 'db:migrate' do" }), /"web: rake db:migrate && exec puma -p \$PORT"/)
  const { 'notes/migrations/0001_initial.py': _, ...unmigrated } = django
  const make = 'Run "python manage.py makemigrations" on your machine, and submit the files that it creates.'
  t.equal(adviceOn(log, unmigrated), `${emptyAtStart}${make} ${migrate}`)
  t.equal(
    adviceOn('relation "auth_user" does not exist', unmigrated),
    emptyAtStart + migrate,
    'Django brings those migrations',
  )
  t.equal(
    adviceOn(log, { ...django, Procfile: 'web: python manage.py migrate && gunicorn mysite.wsgi' }),
    emptyAtStart + make,
  )
  t.match(
    adviceOn(log, {
      'site/manage.py': 'import django',
      'x/migrations/0001_a.py': '',
      Procfile: 'web: cd site && exec gunicorn a.wsgi',
    }),
    '"web: python site/manage.py migrate && cd site && exec gunicorn a.wsgi"',
  )
  const ef = { 'Notes.csproj': '<PackageReference Include="Npgsql.EntityFrameworkCore.PostgreSQL" />' }
  t.equal(adviceOn(log, ef), `${emptyAtStart}Call Database.EnsureCreated() on your DbContext before app.Run().`)
  t.match(adviceOn(log, { ...ef, 'Migrations/2024_Init.cs': '' }), 'Call Database.Migrate()')
  t.match(
    adviceOn(log, { ...ef, 'Program.cs': 'db.Database.Migrate();' }),
    /is called, but there are no migrations.*or call EnsureCreated\(\) instead of Migrate\(\)/,
  )
  t.match(
    adviceOn(log, { ...ef, 'Program.cs': 'await db.Database.MigrateAsync();', 'Migrations/2024_Init.cs': '' }),
    /none of your migrations creates it/,
  )
  t.match(adviceOn(log, { artisan: '' }), 'php artisan migrate --force')
  t.match(adviceOn(log, { 'db.js': "require('sequelize')" }), 'sequelize.sync()')
  t.match(adviceOn(log, { 'db.js': "require('knex')", 'migrations/1.js': '' }), 'knex.migrate.latest()')
  t.match(adviceOn(log, { 'app.py': 'from flask_sqlalchemy import SQLAlchemy' }), 'db.create_all()')
  t.match(
    adviceOn(log, { 'app.py': 'import sqlalchemy', 'alembic/env.py': 'import sqlalchemy' }),
    'Alembic is not installed here. Call "Base.metadata.create_all(engine)"',
  )
  t.equal(
    adviceOn('no such table: notes', { 'schema.sql': 'CREATE TABLE notes (id int)' }),
    'schema.sql creates it: make sure that this runs at every start, before the service listens, and works if the table exists.',
  )
})

t.test('a table that was created in another case is named', async (t) => {
  const log = "Table 'app.notes' doesn't exist"
  const files = { 'db.js': 'query("CREATE TABLE IF NOT EXISTS `Notes` (id int)")' }
  t.match(causeOf(log, files), {
    detail: 'There is no table "notes": db.js creates Notes.',
    advice: /case-sensitive in MariaDB/,
  })
  t.match(causeOf(log, { 'db.js': 'create table notes (id int)' })?.advice, 'db.js creates it')
  const postgres = (name: string, made: string) =>
    causeOf(`relation "${name}" does not exist`, { 'db.js': `query('create table ${made} (id int)')` })
  t.match(postgres('notes', '"Notes"'), {
    detail: 'There is no table "notes": db.js creates Notes.',
    advice: /lower case/,
  })
  t.match(postgres('Notes', 'Notes'), { detail: 'There is no table "Notes": db.js creates notes.' })
  t.equal(postgres('notes', 'Notes')?.detail, 'The table "notes" does not exist.', 'without quotes it is the same name')
})

t.test('a script that creates the table and is opened by a path of Windows is named', async (t) => {
  const files = {
    'src/main/resources/schema.sql': 'CREATE TABLE notes (id int)',
    'src/main/java/Store.java': 'class Store {\n  Path schema = Path.of("src\\\\main\\\\resources\\\\schema.sql");\n}',
  }
  t.match(causeOf('ERROR: relation "notes" does not exist', files), {
    detail:
      'The table "notes" does not exist, because src/main/java/Store.java:2 names src/main/resources/schema.sql, which creates it, with "\\": that separates folders only on Windows.',
    advice: 'Write "src/main/resources/schema.sql", which works on every system.',
  })
})

t.test('a table that a setting of the developer creates alone names that setting', async (t) => {
  const log = 'relation "notes" does not exist'
  const program =
    'var app = builder.Build();\nif (options.CreateTable)\n{\n  await db.ExecuteAsync("CREATE TABLE IF NOT EXISTS notes (id SERIAL)");\n}\n'
  const dotnet = {
    'Program.cs': program,
    'appsettings.json': '{ "AllowedHosts": "*" }',
    'appsettings.Development.json': '{ "Notes": { "CreateTable": true } }',
  }
  t.match(
    adviceOn(log, dotnet),
    /^Program\.cs:2 creates it only with the setting "CreateTable", which is only in appsettings\.Development\.json\. .* Production\. Move the setting to appsettings\.json/,
  )
  const elsewhere = [
    { ...dotnet, 'appsettings.json': '{ "Notes": { "CreateTable": true } }' },
    { ...dotnet, 'Program.cs': program.replace('options.CreateTable', '!options.CreateTable') },
    { ...dotnet, Procfile: 'web: ASPNETCORE_ENVIRONMENT=Development dotnet run' },
    { ...dotnet, 'Program.cs': program.replace('if (options.CreateTable)', '') },
  ]
  for (const files of elsewhere) t.match(adviceOn(log, files), /Program\.cs creates it/)

  const node = {
    'db.js': 'if (process.env.DB_SYNC === "1") {\n  await pool.query("CREATE TABLE notes (id serial)")\n}\n',
    '.env.development': 'DB_SYNC=1\n',
  }
  t.match(
    adviceOn(log, node),
    /^db\.js:1 creates it only with the setting DB_SYNC, which is only in \.env\.development/,
  )
  t.match(adviceOn(log, { ...node, '.env': 'DB_SYNC=1' }), /db\.js creates it/)
  t.match(adviceOn(log, { ...node, 'a.js': 'config({ path: ".env.development" })' }), /db\.js creates it/)

  const spring = {
    'src/main/resources/application.properties': 'server.port=${PORT}',
    'src/main/resources/application-dev.properties': 'spring.jpa.hibernate.ddl-auto=update',
  }
  t.match(adviceOn(log, spring), /^What creates it \(src\/main\/resources\/application-dev\.properties:1\)/)
  t.notMatch(
    adviceOn(log, { ...spring, Procfile: 'web: java -jar a.jar --spring.profiles.active=dev' }),
    /What creates it/,
  )
})
