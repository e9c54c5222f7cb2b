import t from 'tap'
import type { Exchange } from '../../../contracts/protocol/examiner.js'
import type { Language } from '../../../contracts/language.js'
import { explainLostData } from '../../../worker/report/causes/lost-data.js'
import { handedIn, makeExchange } from './examination-fixture.js'

const exchange = (changes: Partial<Exchange>) =>
  makeExchange({ method: 'GET', path: '/notes/7', status: 404, ...changes })
const created = exchange({ method: 'POST', path: '/notes', status: 201, responseBody: '{"id":7}' })
const restarted = [{ action: 'subject.restart' as const }]

const lostAtOnce = [created, exchange({})]
const lostByRestart = [created, exchange({ status: 200 }), exchange({ before: restarted })]
const kept = [created, exchange({ status: 200 }), exchange({ before: restarted, status: 200 })]

const causeOf = (language: Language, files: Record<string, string>, ...transcripts: Exchange[][]) =>
  explainLostData(transcripts, handedIn(files, language))

t.test('tables that are dropped at the start are named where only restarts lose data', async (t) => {
  const drops: [Language, string, string][] = [
    ['python', 'app.py', 'db.drop_all()'],
    ['node', 'src/db.ts', 'await sequelize.sync({ force: true })'],
    ['node', 'bin/www', 'models.sequelize.sync({force: true}).then(listen)'],
    ['dotnet', 'Program.cs', 'db.Database.EnsureDeleted();'],
    ['php', 'public/index.php', "$db->exec('drop table if exists notes');"],
    ['java', 'src/main/resources/application.properties', 'spring.jpa.hibernate.ddl-auto=create'],
    ['java', 'src/main/resources/schema.sql', 'DROP TABLE IF EXISTS notes;'],
    ['java', 'src/main/resources/persistence.xml', '<property name="hibernate.hbm2ddl.auto" value="create-drop"/>'],
    ['node', 'db.js', "await knex.schema.dropTableIfExists('notes')"],
    ['node', 'db.js', 'new DataSource({ dropSchema: true })'],
    ['python', 'db.py', 'db.drop_tables([Note])'],
    ['php', 'public/index.php', "Artisan::call('migrate:fresh');"],
    ['ruby', 'app.rb', 'DB.drop_table? :notes'],
    ['ruby', 'lib/db.rb', 'DB.create_table!(:notes) { primary_key :id }'],
    ['ruby', 'config.ru', '  create_table :notes, force: true do |t|'],
  ]
  for (const [language, path, text] of drops) {
    t.match(
      causeOf(language, { [path]: text }, lostByRestart),
      {
        detail: `${path}:1 drops the tables, so a restart loses all data.`,
        advice: /create them only if they do not exist/,
      },
      text,
    )
    t.equal(
      causeOf(language, { [path]: text }, lostByRestart, lostAtOnce),
      undefined,
      'something else loses them before',
    )
    t.equal(causeOf(language, { [path]: text }, kept), undefined)
  }
  t.equal(causeOf('node', { 'migrations/1.sql': 'DROP TABLE notes' }, lostByRestart), undefined)
  t.equal(causeOf('ruby', { 'db/migrate/1_notes.rb': 'drop_table :notes' }, lostByRestart), undefined)
  t.equal(causeOf('java', { 'a.properties': 'spring.jpa.hibernate.ddl-auto=update' }, lostByRestart), undefined)
})

t.test('the start line, and a file that it runs, drop tables wherever they are', async (t) => {
  const dropped = (web: string, files: Record<string, string> = {}) =>
    causeOf('php', { Procfile: `web: ${web}`, ...files }, lostByRestart)
  const setup = { 'bin/setup.php': '<?php\n$tool->dropSchema($classes);' }
  t.match(dropped('php bin/setup.php && exec php -S 0.0.0.0:$PORT', setup), {
    detail: 'bin/setup.php:2 drops the tables, and the start line runs it, so a restart loses all data.',
    advice: /call updateSchema\(\)/,
  })
  t.equal(dropped('exec php -S 0.0.0.0:$PORT', setup), undefined, 'a script for somebody to run')
  t.match(
    dropped('php artisan migrate:fresh --force && exec serve-fpm public')?.detail,
    'The start line runs "migrate:fresh", which drops the tables',
  )
  t.match(
    dropped('python -m app.scripts.reset && exec gunicorn a:b', {
      'app/scripts/reset.py': 'Base.metadata.drop_all(e)',
    }),
    {
      detail: /app\/scripts\/reset\.py:1 drops/,
    },
  )
  const scripts = { start: 'npm run db && node server.js', db: 'node scripts/db.js' }
  t.match(
    causeOf(
      'node',
      { 'package.json': JSON.stringify({ scripts }), 'scripts/db.js': 'q("DROP TABLE a")' },
      lostByRestart,
    ),
    { detail: /scripts\/db\.js:1 drops/ },
  )
  t.equal(
    causeOf(
      'node',
      { 'db/1_notes.js': 'exports.up = 1\nexports.down = (knex) => knex.schema.dropTable("notes")' },
      lostByRestart,
    ),
    undefined,
  )
})

t.test('a transaction that nothing commits is named', async (t) => {
  const habits: [Language, string, string, string][] = [
    ['python', 'app.py', 'conn = psycopg2.connect(os.environ["DATABASE_URL"])', 'conn.commit()'],
    ['python', 'app.py', 'conn = pymysql.connect(host="x")', 'conn.autocommit(True)'],
    ['python', 'app.py', 'conn = psycopg.connect(url)\nwith conn.cursor() as cursor:', 'with conn:'],
    [
      'python',
      'app.py',
      'pool = 1\nconn = psycopg2.connect(url)',
      'with get_connection() as conn, conn.cursor() as cursor:',
    ],
    ['java', 'Store.java', 'connection.setAutoCommit(false);', 'connection.commit();'],
    ['php', 'index.php', '$pdo->beginTransaction();', '$pdo->commit();'],
  ]
  for (const [language, path, begin, commit] of habits) {
    for (const lost of [lostAtOnce, lostByRestart])
      t.match(
        causeOf(language, { [path]: begin }, lost),
        { detail: new RegExp(`^${path.replace('.', '\\.')}:[12] .*, and nothing commits it`), advice: /commit/ },
        begin,
      )
    t.equal(causeOf(language, { [path]: `${begin}\n${commit}` }, lostAtOnce), undefined, commit)
    t.equal(causeOf(language, { [path]: begin }, kept), undefined)
  }
})

t.test('Java that writes and does not commit is named, though other code commits', async (t) => {
  const database =
    'class Database {\n  void open() { config.setAutoCommit(false); }\n  void createSchema() { connection.commit(); }\n}'
  const dao =
    'class NoteDao {\n  try (Connection connection = database.open();\n  prepare("INSERT INTO notes (text) VALUES (?)")'
  const causeIn = (store: string, other = database) =>
    causeOf('java', { 'Database.java': other, 'NoteDao.java': store }, lostAtOnce)
  t.match(causeIn(dao), {
    detail: /^Database\.java:2 switches off automatic commits, and nothing in NoteDao\.java commits .* line 3/,
    advice: /^Call commit\(\)/,
  })
  t.equal(causeIn(`${dao}\nconnection.commit();`), undefined)
  t.equal(causeIn(dao.replace('try (Connection connection = database.open();', 'inTransaction(c ->')), undefined)
  t.equal(causeIn(dao, database.replace('setAutoCommit(false)', 'x()')), undefined)
})

t.test('a database in memory or in a temporary folder is named where only restarts lose data', async (t) => {
  const places: [Language, string, string, RegExp][] = [
    ['python', 'config.py', 'URI = "sqlite:///" + os.path.join(tempfile.gettempdir(), "notes.db")', /temporary files/],
    ['python', 'db.py', 'db = sqlite3.connect(":memory:", check_same_thread=False)', /in memory/],
    ['python', 'db.py', 'engine = create_engine("sqlite:////tmp/notes.db")', /temporary files/],
    ['node', 'db.js', "const db = new Database(':memory:')", /in memory/],
    ['java', 'application.properties', 'spring.datasource.url=jdbc:h2:mem:notes', /in memory/],
    ['php', 'db.php', "$pdo = new PDO('sqlite:' . sys_get_temp_dir() . '/notes.db');", /temporary files/],
    ['dotnet', 'Program.cs', 'options.UseSqlite("Data Source=/tmp/notes.db")', /temporary files/],
    ['ruby', 'db.rb', 'DB = Sequel.sqlite', /in memory/],
    ['ruby', 'db.rb', "DB = SQLite3::Database.new(':memory:')", /in memory/],
    ['ruby', 'db.rb', "DB = Sequel.connect('sqlite:///tmp/notes.db')", /temporary files/],
  ]
  for (const [language, path, text, where] of places) {
    t.match(causeOf(language, { [path]: text }, lostByRestart), { detail: where, advice: /\/data\.$/ }, text)
    t.match(causeOf(language, { [path]: text }, lostByRestart)?.detail, `(${path}:1)`)
    t.equal(causeOf(language, { [path]: text }, lostAtOnce), undefined)
    t.equal(causeOf(language, { [path]: `${text}\nDATABASE_URL` }, lostByRestart), undefined, 'it has another one')
  }
  t.equal(causeOf('python', { 'db.py': 'sqlite3.connect("/data/notes.db")' }, lostByRestart), undefined)
})
