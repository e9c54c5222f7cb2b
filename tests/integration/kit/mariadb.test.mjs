import { test, expect } from '@assay/kit'

test('the database is reached as the examiner', async ({ db, http }) => {
  await http.get('/')
  const { rows } = await db.query(
    'select current_user() as name, count(*) as total, sum(seq) as sum, ? as text from seq_1_to_3',
    ["a'b🙂"],
  )
  expect(rows).toEqual([{ name: 'looker@localhost', total: 3, sum: 6, text: "a'b🙂" }])
})

// The service has made the table `written`: the examiner makes none.
test('numbers and times are what they were written as', async ({ db }) => {
  const at = new Date('2031-05-09T10:11:12.345Z')
  const values = [
    [7, at, '1.50'],
    ['9007199254740993', null, null],
  ]
  expect((await db.query('insert into written values ?', [values])).rows).toEqual([])
  expect((await db.query('select * from written order by id')).rows).toEqual([
    { id: 7, at, price: '1.50' },
    { id: '9007199254740993', at: null, price: null },
  ])
})

test('a query that fails is told', async ({ db }) => {
  await expect(db.query('select * from nothing')).rejects.toThrow("Table 'app.nothing' doesn't exist")
  expect((await db.query('select 1 as one')).rows).toEqual([{ one: 1 }])
})

test('a paused database answers again when resumed', async ({ services, db }) => {
  await services.mariadb.pause()
  const asked = db.query('select 1 as one')
  await services.mariadb.resume()
  expect((await asked).rows).toEqual([{ one: 1 }])
})

test('a database that was stopped is back once started, with what was written', async ({ services, db }) => {
  await db.query('select 1')
  await services.mariadb.stop()
  await services.mariadb.start()
  expect((await db.query('select count(*) as n from written')).rows).toEqual([{ n: 2 }])
})

test('leaves a database paused', { timeoutMs: 500 }, async ({ services, db }) => {
  await services.mariadb.pause()
  await db.query('select 1')
})

test('finds it put right', async ({ db }) => {
  expect((await db.query('select 1 as one')).rows).toEqual([{ one: 1 }])
})
