import t from 'tap'
import { openServer, type Look } from './run-looks.js'

/**
 * Takes a lock that outlives a rollback wherever it runs, keeps the statement it runs in, and grasps at more rights. It
 * says that it is immutable, so that indexes and generated columns take it.
 */
const trap = (type: string) => `create function trap(value ${type}) returns ${type} language plpgsql immutable as $$
  begin
    perform pg_advisory_lock(4711);
    begin insert into seen values (current_query()); exception when others then null; end;
    begin execute 'alter role app superuser'; exception when others then null; end;
    begin execute 'reset role'; execute 'set role app'; exception when others then null; end;
    return value;
  end $$`

/**
 * What the learner's role can see of the examiner's session: locks that its code took there, texts that it kept or
 * reads.
 */
const spy = `select 'its code ran' as what from pg_locks where locktype = 'advisory'
  union all select statement from seen where statement like '%hidden%'
  union all select concat(query, application_name) from pg_stat_activity where concat(query, application_name) like '%hidden%' and pid <> pg_backend_pid()
  union all select 'is superuser' from pg_roles where rolname = 'app' and rolsuper`

const table = (name: string, columns = 'id int primary key, text text') => `create table ${name} (${columns})`
const own = 'calls your own functions, or functions that look at the session'

const looks: Look[] = [
  {
    name: 'a plain table is read and written, with parameters, aliases and RETURNING',
    given: [
      'create table seen (statement text)',
      trap('int'),
      trap('text'),
      trap('boolean'),
      table('plain', 'id serial primary key, text varchar(20), at timestamptz default now(), check (length(text) > 0)'),
    ],
    sql: 'insert into plain as p (text) values ($1) returning p.id, text /* hidden */',
    params: ['a'],
    rows: [{ id: 1, text: 'a' }],
  },
  {
    name: 'what was written is read',
    sql: 'with p as (select * from plain) select count(*) as n, max(p.text) as text from p',
    rows: [{ n: 1, text: 'a' }],
  },
  {
    name: 'a table can be named with its schema',
    sql: 'select plain.text from public.plain where plain.id = $1',
    params: [1],
    rows: [{ text: 'a' }],
  },
  {
    name: 'what the database itself refuses has its SQLSTATE',
    sql: "insert into plain (text) values ('') /* hidden */",
    sqlState: '23514',
  },
  { name: 'a table that is not there has its SQLSTATE', sql: 'select * from nothing /* hidden */', sqlState: '42P01' },
  {
    name: 'a view',
    given: [table('of_view'), 'create view a_view as select id, text from of_view where trap(true)'],
    sql: 'select * from a_view /* hidden */',
    refused: /"a_view".+it is a view/,
  },
  { name: 'a view, read with its schema', sql: 'select * from public.a_view /* hidden */', refused: /it is a view/ },
  {
    name: 'a view in quotes',
    given: ['create view "A View" as select trap(1) as id'],
    sql: 'select * from "A View" /* hidden */',
    refused: /it is a view/,
  },
  {
    name: 'a view in another schema',
    given: ['create schema shop', 'create view shop.orders as select trap(1) as id'],
    sql: 'select * from shop.orders /* hidden */',
    refused: /it is a view/,
  },
  {
    name: 'a materialized view',
    given: ['create materialized view kept as select 1 as id'],
    sql: 'select * from kept /* hidden */',
    refused: /it is a materialized view/,
  },
  {
    name: 'row-level security',
    given: [
      table('secured'),
      'alter table secured enable row level security, force row level security',
      'create policy p on secured using (trap(true))',
    ],
    sql: 'select * from secured /* hidden */',
    refused: /it has row-level security/,
  },
  {
    name: 'a rule',
    given: [table('ruled'), 'create rule r as on insert to ruled do also select trap(1)'],
    sql: "insert into ruled values (1, 'hidden')",
    refused: /it has rules/,
  },
  {
    name: 'a trigger',
    given: [
      table('triggered'),
      "create function on_change() returns trigger language plpgsql as 'begin perform trap(1); return new; end'",
      'create trigger before before insert on triggered for each row execute function on_change()',
    ],
    sql: "insert into triggered values (1, 'hidden')",
    refused: /it has triggers/,
  },
  { name: 'a trigger does not keep a test from reading', sql: 'select * from triggered /* hidden */', rows: [] },
  {
    name: 'a trigger of another table, which a foreign key would set off',
    given: [
      table('parent', 'id int primary key'),
      table('child', 'id int references parent on delete cascade'),
      'create trigger after after delete on child for each row execute function on_change()',
    ],
    sql: 'delete from parent /* hidden */',
    refused: /"child".+it has triggers/,
  },
  {
    name: 'a generated column',
    given: [table('generated', 'id int, twice int generated always as (trap(id)) stored')],
    sql: 'insert into generated values (1) /* hidden */',
    refused: new RegExp(own),
  },
  {
    name: 'a default',
    given: [table('defaulted', 'id int, other int default trap(1)')],
    sql: 'insert into defaulted values (1) /* hidden */',
    refused: new RegExp(own),
  },
  {
    name: 'a default that is built in and tells of the session',
    given: [table('telling', 'id int, statement text default current_query()')],
    sql: 'insert into telling values (1) /* hidden */',
    refused: new RegExp(own),
  },
  {
    name: 'a check',
    given: [table('checked', 'id int check (trap(id) > 0)')],
    sql: 'insert into checked values (1) /* hidden */',
    refused: new RegExp(own),
  },
  {
    name: 'a check that is built in and changes the session',
    given: [table('changing', "id int check (set_config('application_name', current_query(), false) is not null)")],
    sql: 'insert into changing values (1) /* hidden */',
    refused: new RegExp(own),
  },
  {
    name: 'a check that is built in and runs statements',
    given: [table('running', "id int check (query_to_xml('select public.trap(1)', true, true, '') is not null)")],
    sql: 'insert into running values (1) /* hidden */',
    refused: new RegExp(own),
  },
  {
    name: 'an index whose expression is worked out while the statement is planned',
    given: [table('indexed'), 'create index on indexed ((trap(1) + id))', 'select pg_advisory_unlock_all()'],
    sql: 'select * from indexed /* hidden */',
    refused: new RegExp(own),
  },
  {
    name: 'statistics over an expression',
    given: [table('counted'), 'create statistics on (trap(1) + id), text from counted'],
    sql: 'select * from counted /* hidden */',
    refused: new RegExp(own),
  },
  {
    name: 'a partition key',
    given: ['create table parted (id int) partition by range (trap(1 + id))', 'select pg_advisory_unlock_all()'],
    sql: 'select * from parted /* hidden */',
    refused: new RegExp(own),
  },
  {
    name: 'a child with a check of its own',
    given: [table('base'), 'create table heir (check (trap(1) > 0)) inherits (base)'],
    sql: 'select * from base /* hidden */',
    refused: new RegExp(`"heir".+${own}`),
  },
  {
    name: 'a table in parts is plain',
    given: [
      'create table months (id int) partition by list (id)',
      'create table first partition of months for values in (1)',
    ],
    sql: 'insert into months values (1) returning id',
    rows: [{ id: 1 }],
  },
  {
    name: 'a check that turns its value into a domain',
    given: [
      'create domain trapped as int check (trap(value) > 0)',
      table('coerced', 'id int check ((id::trapped) > 0)'),
    ],
    sql: 'insert into coerced values (1) /* hidden */',
    refused: new RegExp(own),
  },
  {
    name: 'a default that becomes a domain',
    given: [table('coerced_default', 'id int, other text default (1::trapped)::text')],
    sql: 'insert into coerced_default values (1) /* hidden */',
    refused: new RegExp(own),
  },
  {
    name: 'an index over a domain',
    given: [table('coerced_index', 'id int'), 'create index on coerced_index ((id::trapped + 1))'],
    sql: 'insert into coerced_index values (1) /* hidden */',
    refused: new RegExp(own),
  },
  {
    name: 'a check that reads a composite type from text',
    given: [
      'create type trapped_pair as (a trapped)',
      table('read_pair', "id int check (concat('(', id, ')')::trapped_pair is not null)"),
    ],
    sql: 'insert into read_pair values (1) /* hidden */',
    refused: new RegExp(own),
  },
  {
    name: 'a check that takes a domain out of JSON',
    given: [
      table(
        'from_json',
        `id int check (json_value(('{"a":' || id || '}')::jsonb, '$.a' returning trapped) is not null)`,
      ),
    ],
    sql: 'insert into from_json values (1) /* hidden */',
    refused: new RegExp(own),
  },
  {
    name: 'a built-in function that finds a cast by itself',
    given: [
      "create type tale as enum ('a')",
      "create function tell_json(tale) returns json language sql immutable as $$ select '1'::json where public.trap(true) $$",
      'create cast (tale as json) with function tell_json(tale)',
      table('cast_to_json', "id int, other text default to_json('a'::tale)::text"),
    ],
    sql: 'insert into cast_to_json values (1) /* hidden */',
    refused: new RegExp(own),
  },
  {
    name: 'a check that holds for nobody but the examiner',
    given: [table('two_faced', "id int check (id > 0 or current_user <> 'looker')")],
    sql: 'insert into two_faced values (-1) /* hidden */',
    refused: new RegExp(own),
  },
  {
    name: 'a trusted extension that changes records of any type',
    given: [
      'create extension hstore',
      table('recorded', 'id int'),
      `alter table recorded add check (recorded #= hstore('id', '1') is not null)`,
    ],
    sql: 'insert into recorded values (1) /* hidden */',
    refused: new RegExp(own),
  },
  {
    name: 'text is compared as it is, by whatever collation the learner made',
    given: [
      "create collation blind (provider = icu, locale = 'und-u-ks-level1', deterministic = false)",
      'create table blinded (text text collate blind)',
      "insert into blinded values ('a')",
    ],
    sql: "select count(*) filter (where text = 'Á') as lie, count(*) filter (where text = 'a') as truth from blinded",
    rows: [{ lie: 0, truth: 1 }],
  },
  {
    name: 'a domain',
    given: ['create domain name_of as text check (trap(value) is not null)', table('domained', 'id name_of')],
    sql: "insert into domained values ('hidden')",
    refused: /the column "id", whose type is a domain/,
  },
  {
    name: 'a composite type',
    given: ['create type pair as (a int, b int)', table('paired', 'p pair')],
    sql: 'select * from paired /* hidden */',
    refused: /the column "p", whose type is a domain, a composite type/,
  },
  {
    name: 'an array of a domain',
    given: [table('listed', 'names name_of[]')],
    sql: 'select * from listed /* hidden */',
    refused: /the column "names"/,
  },
  {
    name: 'an enum is read as text',
    given: [
      "create type mood as enum ('sad', 'glad')",
      table('moods', 'id int, mood mood'),
      "insert into moods values (1, 'glad')",
    ],
    sql: "select mood, mood::text as text from moods where mood = 'glad'",
    rows: [{ mood: 'glad', text: 'glad' }],
  },
  {
    name: 'a cast of an enum is not used in a read',
    given: [
      "create function tell(m mood) returns text language sql immutable as $$ select 'hidden'::text where public.trap(true) $$",
      'create cast (mood as text) with function tell(mood) as implicit',
    ],
    sql: 'select mood::text, lower(mood) as low from moods /* hidden */',
    rows: [{ mood: 'glad', low: 'glad' }],
  },
  {
    name: 'a cast of an enum keeps a test from writing',
    sql: "update moods set id = 2 where mood::text = 'hidden'",
    refused: /the column "mood"/,
  },
  {
    name: 'a cast of the row type is not used',
    given: [
      "create function tell_row(m plain) returns text language sql immutable as $$ select 'lie'::text where public.trap(true) $$",
      'create cast (plain as text) with function tell_row(plain)',
    ],
    sql: "select strpos(p::text, 'lie') as lie, strpos(q::text, 'a') > 0 as truth from plain p, public.plain q /* hidden */",
    rows: [{ lie: 0, truth: true }],
  },
  {
    name: 'functions and operators of the built-in names are not used',
    given: [
      "create function lower(varchar) returns text language sql as $$ select 'lie'::text where trap(true) $$",
      "create function is_same(varchar, varchar) returns boolean language sql as 'select trap(false)'",
      'create operator = (leftarg = varchar, rightarg = varchar, function = is_same)',
      "create function first_of(bigint, int) returns bigint language sql as 'select trap(1)::bigint'",
      'create aggregate count(int) (sfunc = first_of, stype = bigint, initcond = 7)',
    ],
    sql: 'select lower(text) as text, text = text as same, count(id) as n from plain group by text /* hidden */',
    rows: [{ text: 'a', same: true, n: 1 }],
  },
  {
    name: 'settings that the learner gave to the database do not hold',
    given: [
      "alter database app set search_path = 'public', 'pg_catalog'",
      "alter database app set role = 'app'",
      'alter database app set statement_timeout = 1',
      'alter database app set lock_timeout = 1',
      'alter database app set default_transaction_read_only = on',
      'alter database app set standard_conforming_strings = off',
      "alter database app set timezone = 'Asia/Tokyo'",
      "alter database app set restrict_nonsystem_relation_kind = 'view'",
      'alter database app set exit_on_error = on',
      'alter database app set debug_print_parse = on',
      "alter database app set datestyle = 'German'",
      "alter database app set local_preload_libraries = 'missing'",
      'alter database app set row_security = on',
      "alter database app set bytea_output = 'escape'",
    ],
    sql: `select current_setting('search_path') as path, current_setting('timezone') as zone, current_setting('row_security') as rls, current_user as who, 'a\\b' as text from plain /* hidden */`,
    rows: [{ path: 'pg_catalog,pg_temp', zone: 'UTC', rls: 'off', who: 'looker', text: 'a\\b' }],
  },
]

const server = await openServer('postgres')
t.test('looks of a hidden test into what the learner made of the database', (t) => server.tryLooks(t, looks, spy))

t.test('looks on a new connection, for which the learner has set defaults', async (t) => {
  const later = [...looks.slice(1, 3), ...looks.slice(-1)]
  await server.tryLooks(
    t,
    later.map(({ given: _, ...look }) => look),
    spy,
  )
})

t.test('while the table is now a view and now a table, no look ever reads the view', async (t) => {
  const [outcome] = (await server.runScript(`
    await runAsApp("create table turning (id int); insert into turning values (1)")
    let isOver = false
    const trial = (async () => {
      while (!isOver) {
        await runAsApp('alter table turning rename to turned; create view turning as select public.trap(-1) as id')
        await runAsApp('drop view turning; alter table turned rename to turning')
      }
    })()
    const outcomes = { read: 0, refused: 0, lied: 0 }
    for (let look = 0; look < 60; look += 1) {
      const { rows } = await db.query('select id from turning /* hidden */').catch(() => ({}))
      outcomes[!rows ? 'refused' : rows[0].id === 1 ? 'read' : 'lied'] += 1
    }
    isOver = true
    await trial
    console.log(JSON.stringify({ ...outcomes, spied: await runAsApp(${JSON.stringify(spy)}) }))
    await close()`)) as [{ read: number; refused: number; lied: number; spied: object[] }]
  t.comment(JSON.stringify(outcome))
  t.equal(outcome.lied, 0)
  t.same(outcome.spied, [])
  t.ok(outcome.read > 0 && outcome.refused > 0, 'both were met')
})

t.test('a test that expects a refusal does not pass because a lock kept it from looking', async (t) => {
  const [outcome] = (await server.runScript(`
    for (const sql of ['create table locked (id int unique)', 'begin', 'insert into locked values (1)']) await runAsApp(sql)
    const { sqlState } = await db.query('insert into locked values (1)').catch((error) => error)
    await runAsApp('rollback')
    console.log(JSON.stringify({ sqlState, failed }))
    await close()`)) as [object]
  t.same(outcome, { sqlState: '55P03', failed: true })
})

t.test('the counters count what the learner asked, whatever it calls by the names of their functions', async (t) => {
  const [counted] = (await server.runScript(`
    await runAsApp("create view public.pg_roles as select public.trap(0)::oid as oid, 'nobody' as rolname")
    await runAsApp("create function public.add_none(bigint, bigint) returns bigint language sql as 'select public.trap(0)::bigint'")
    await runAsApp('create aggregate public.sum(bigint) (sfunc = public.add_none, stype = bigint, initcond = 0)')
    await runAsApp("create function public.not_like(text, text) returns boolean language sql as 'select public.trap(false)'")
    await runAsApp('create operator public.!~* (leftarg = text, rightarg = text, function = public.not_like)')
    const counters = createDatabaseCounters(services, createDatabaseSession(services, 'counter', onClose))
    const before = await counters.start()
    for (let n = 0; n < 5; n += 1) await runAsApp('select id from public.plain')
    const counted = await counters.finish(before)
    console.log(JSON.stringify({ ...counted, spied: await runAsApp(${JSON.stringify(spy)}) }))
    await close()`)) as [{ statements: number; rows: number; spied: object[] }]
  t.match(counted, { statements: 5, rows: 5, spied: [] })
})

t.test('what pools send to clear or check a connection is not counted, but what looks like it is', async (t) => {
  const [counted] = (await server.runScript(`
    const counters = createDatabaseCounters(services, createDatabaseSession(services, 'counter', onClose))
    const before = await counters.start()
    for (const sql of ['SELECT pg_advisory_unlock_all()', 'CLOSE ALL', 'UNLISTEN *', 'RESET ALL', 'DISCARD ALL', 'SELECT 1'])
      await runAsApp(sql)
    const pool = await counters.finish(before)
    for (const sql of ['SELECT pg_advisory_unlock_all(), count(*) FROM public.plain', 'SELECT 1 FROM public.plain'])
      await runAsApp(sql)
    console.log(JSON.stringify({ pool, all: await counters.finish(before) }))
    await close()`)) as [{ pool: { statements: number }; all: { statements: number } }]
  t.match(counted, { pool: { statements: 0 }, all: { statements: 2 } })
})

t.test('a trial with more kinds of statement than PostgreSQL keeps is not counted too low', async (t) => {
  const [outcome] = (await server.runScript(`
    const counters = createDatabaseCounters(services, createDatabaseSession(services, 'counter', onClose))
    const before = await counters.start()
    const kinds = Array.from({ length: 1200 }, (_, n) => 'select 1' + '+1'.repeat(n % 40) + ', 2' + '*1'.repeat(n / 40))
    await runAsApp(kinds.join(';'))
    console.log(JSON.stringify(await counters.finish(before).catch(({ name, message }) => ({ name, message }))))
    await close()`)) as [object]
  t.match(outcome, { name: 'TestFailure', message: /more than a thousand different statements/ })
})

t.test("vacuum runs the learner's functions with none but the learner's rights", async (t) => {
  const [found] = (await server.runScript(`
    await runAsApp('insert into public.indexed select n, n::text from generate_series(1, 50) n')
    await runAsApp('select pg_advisory_unlock_all()')
    await createDatabaseSession(services, 'maintainer', onClose).run((client) => client.query('VACUUM (ANALYZE, SKIP_LOCKED)'))
    const analyzed = await runAsApp("select last_analyze is not null as analyzed from pg_stat_user_tables where relname = 'indexed'")
    console.log(JSON.stringify([...analyzed, ...(await runAsApp("select rolsuper from pg_roles where rolname = 'app'"))]))
    await close()`)) as [object[]]
  t.same(found, [{ analyzed: true }, { rolsuper: false }])
})
