import t from 'tap'
import { openServer, type Look } from './run-looks.js'

/** Takes a lock that outlives a rollback wherever it runs, and keeps the statements that it can see. */
const trap = `create function trap() returns int
  begin
    declare x int;
    select get_lock('spied', 0) into x;
    insert into seen select info from information_schema.processlist;
    return 1;
  end`

const spy = `select 'its code ran' as what from dual where is_used_lock('spied') is not null
  union all select statement from seen where statement like '%hidden%'
  union all select info from information_schema.processlist where info like '%hidden%' and id <> connection_id()`

const looks: Look[] = [
  {
    name: 'a plain table is read and written, with parameters and aliases',
    given: [
      'create table seen (statement text) engine = MyISAM',
      trap,
      'create table plain (id int auto_increment primary key, text varchar(20) unique, size int unsigned check (size < 10))',
    ],
    sql: 'insert into plain (text, size) values (?, ?) on duplicate key update size = 1 /* hidden */',
    params: ['a', 3],
    rows: [],
  },
  {
    name: 'what was written is read',
    sql: 'select p.text, count(*) as n from plain p join plain q on q.id = p.id group by p.id',
    rows: [{ text: 'a', n: 1 }],
  },
  {
    name: 'numbers come from a sequence of MariaDB',
    sql: 'insert into plain (text, size) select seq, seq from seq_1_to_3',
    rows: [],
  },
  {
    name: 'what a function takes "from" is no table',
    sql: "select trim(leading 'x' from text) as text, extract(year from '2031-05-09') as year from plain where text = 'a'",
    rows: [{ text: 'a', year: 2031 }],
  },
  {
    name: 'what the database itself refuses has its SQLSTATE',
    sql: "insert into plain (text) values ('a') /* hidden */",
    sqlState: '23000',
  },
  {
    name: 'a check that does not hold has its SQLSTATE',
    sql: 'update plain set size = 10 /* hidden */',
    sqlState: '23000',
  },
  { name: 'a number out of range has its SQLSTATE', sql: 'update plain set size = -1 /* hidden */', sqlState: '22003' },
  { name: 'a table that is not there has its SQLSTATE', sql: 'select * from nothing /* hidden */', sqlState: '42S02' },
  { name: 'a function is not called', sql: 'update plain set size = trap() /* hidden */', sqlState: '42000' },
  {
    name: 'a view with the rights of its definer',
    given: ['create view definer as select id, trap() as text from plain'],
    sql: 'select * from definer /* hidden */',
    refused: /"definer".+it is a view/,
  },
  {
    name: 'a view with the rights of who asks',
    given: ['create sql security invoker view invoker as select id, trap() as text from plain'],
    sql: 'select 1 from plain, invoker as hidden',
    refused: /"invoker".+it is a view/,
  },
  { name: 'a view, read with its database', sql: 'select * from app.`definer` /* hidden */', refused: /it is a view/ },
  {
    name: 'a trigger',
    given: [
      'create table triggered (id int)',
      'create trigger before_it before insert on triggered for each row set new.id = trap()',
    ],
    sql: 'insert into triggered values (1) /* hidden */',
    refused: /it has triggers/,
  },
  { name: 'a trigger does not keep a test from reading', sql: 'select * from triggered /* hidden */', rows: [] },
  {
    name: 'a column that tells another value to the examiner',
    given: ["create table computed (id int, text varchar(99) as (if(user() like 'looker%', 'good', 'bad')) virtual)"],
    sql: 'select text from computed /* hidden */',
    refused: /the column "text", which is computed/,
  },
  {
    name: 'a default that tells of the session',
    given: ['create table telling (id int, who varchar(99) default (current_user()))'],
    sql: 'insert into telling (id) values (1) /* hidden */',
    refused: /has a default that depends on the session/,
  },
  {
    name: 'a text that names such a function is plain',
    given: ["create table named (id int, other varchar(99) default 'user() @x', at datetime default now())"],
    sql: 'insert into named (id) values (1)',
    rows: [],
  },
  {
    name: 'a table with versions',
    given: ['create table versioned (id int) with system versioning'],
    sql: 'select * from versioned /* hidden */',
    refused: /it is a system versioned/,
  },
  {
    name: 'a trigger on what a foreign key changes does not run',
    given: [
      'create table parent (id int primary key)',
      'create table child (id int, foreign key (id) references parent (id) on delete cascade)',
      'create trigger on_child after delete on child for each row set @x = trap()',
      'insert into parent values (1)',
      'insert into child values (1)',
    ],
    sql: 'delete from parent where id = 1 /* hidden */',
    rows: [],
  },
  {
    name: 'tables in a list, with what is no table beside commas',
    sql: "select count(*) as n from named a, named b, `named` where a.id in (b.id, named.id) and concat(a.id, b.id) = '11' order by a.id, b.id",
    rows: [{ n: 1 }],
  },
  {
    name: 'a list of columns after ON DUPLICATE KEY UPDATE names no tables',
    sql: 'insert into plain (text, size) values (?, ?) on duplicate key update size = 1, text = text',
    params: ['a', 3],
    rows: [],
  },
  {
    name: 'a table in a list that is not there',
    sql: 'select 1 from named a, later b /* hidden */',
    sqlState: '42S02',
  },
  {
    name: 'a stored column is plain',
    given: ['create table stored (id int, twice int as (id * 2) stored)'],
    sql: 'select id from stored',
    rows: [],
  },
  {
    name: 'an object of the kind SEQUENCE',
    given: ['create sequence numbers'],
    sql: 'select * from numbers /* hidden */',
    refused: /it is a sequence/,
  },
  {
    name: 'a table in memory',
    given: ['create table fleeting (id int) engine = MEMORY'],
    sql: 'select * from fleeting /* hidden */',
    refused: /with the engine MEMORY/,
  },
]

const server = await openServer('mariadb')
t.test('looks of a hidden test into what the learner made of the database', (t) => server.tryLooks(t, looks, spy))

t.test('while the table is now a view and now a table, no look ever reads the view', async (t) => {
  const [outcome] = (await server.runScript(`
    await runAsApp('create table turning (id int)')
    await runAsApp('insert into turning values (1)')
    let isOver = false
    const trial = (async () => {
      while (!isOver) {
        await runAsApp('rename table turning to turned')
        await runAsApp('create view turning as select -trap() as id')
        await runAsApp('drop view turning')
        await runAsApp('rename table turned to turning')
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

t.test('the counters count what the learner asked', async (t) => {
  const [counted, handled] = (await server.runScript(`
    const counters = createDatabaseCounters(services, createDatabaseSession(services, 'counter', onClose))
    const before = await counters.start()
    for (let n = 0; n < 5; n += 1) await runAsApp("select id from plain where text = 'a'")
    console.log(JSON.stringify(await counters.finish(before)))
    await runAsApp('handler plain open')
    const again = await counters.start()
    for (let n = 0; n < 5; n += 1) await runAsApp('handler plain read first')
    for (let n = 0; n < 5; n += 1) await runAsApp('do (select max(id) from plain)')
    for (let n = 0; n < 5; n += 1) await client.execute('select id from plain where id = ?', [n])
    console.log(JSON.stringify(await counters.finish(again)))
    await close()`)) as [object, object]
  t.match(counted, { statements: 5, rows: 5 })
  t.match(handled, { statements: 15 }, 'whatever the statement that reads')
})
