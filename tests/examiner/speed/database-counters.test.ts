import t from 'tap'
import type { DatabaseSession } from '../../../sandbox-images/examiner/kit/fixtures/create-database.js'
import type { DatabaseClient } from '../../../sandbox-images/examiner/kit/fixtures/database-client.js'
import { createDatabaseCounters } from '../../../sandbox-images/examiner/speed/database-counters.js'

const none = { statements: 0, rows: 0, scans: 0 }

/** Answers statements by what they hold; each answer of a list is given once. */
function answering(answers: Record<string, object[][]>): DatabaseSession & { asked: string[] } {
  const asked: string[] = []
  return {
    asked,
    run: (work) =>
      work({
        async query(sql: string) {
          asked.push(sql)
          const key = Object.keys(answers).find((part) => sql.includes(part))
          return (key && answers[key]?.shift()) || []
        },
      } as DatabaseClient),
  }
}

t.test('PostgreSQL is begun anew for each trial, and the role of the subject alone is counted', async (t) => {
  const db = answering({
    pg_stat_statements_reset: [[]],
    'pg_stat_statements s': [
      [{ statements: 0, rows: 0, forgotten: 0 }],
      [{ statements: 240, rows: 2400, forgotten: 0 }],
    ],
    pg_stat_user_tables: [[{ scans: 3 }], [{ scans: 123 }]],
  })
  const counters = createDatabaseCounters({ postgres: {} }, db)
  const before = await counters?.start()
  t.same(await counters?.finish(before ?? none), { statements: 240, rows: 2400, scans: 120 })
  t.match(db.asked[0], /reset/)
  t.match(db.asked[1], /rolname OPERATOR\(pg_catalog\.=\) 'app'/)
})

t.test('a trial with more kinds of statement than PostgreSQL keeps is not counted: it has failed', async (t) => {
  const db = answering({
    'pg_stat_statements s': [[{ statements: 0, rows: 0, forgotten: 0 }], [{ statements: 9, rows: 9, forgotten: 3 }]],
    pg_stat_user_tables: [[{ scans: 0 }], [{ scans: 0 }]],
  })
  const counters = createDatabaseCounters({ postgres: {} }, db)
  const before = await counters?.start()
  await t.rejects(async () => counters?.finish(before ?? none), {
    name: 'TestFailure',
    message: /more than a thousand different statements/,
  })
})

t.test('MariaDB is counted by user, scans as text or number', async (t) => {
  const db = answering({
    USER_STATISTICS: [[], [{ statements: 90, rows: 900 }]],
    'GLOBAL STATUS': [
      [
        { Variable_name: 'Select_scan', Value: '5' },
        { Variable_name: 'Select_full_join', Value: '1' },
      ],
      [
        { Variable_name: 'Select_scan', Value: '35' },
        { Variable_name: 'Select_full_join', Value: 2 },
        { Variable_name: 'Com_do', Value: 4 },
      ],
    ],
  })
  const counters = createDatabaseCounters({ mariadb: {} }, db)
  const before = await counters?.start()
  t.same(await counters?.finish(before ?? none), { statements: 94, rows: 900, scans: 31 })
})

t.test('a count that went backwards is none, and without a database there is none', async (t) => {
  const db = answering({ USER_STATISTICS: [[{ statements: 9, rows: 9 }], [{ statements: 1, rows: 1 }]] })
  const counters = createDatabaseCounters({ mariadb: {} }, db)
  const before = await counters?.start()
  t.same(await counters?.finish(before ?? none), { statements: 0, rows: 0, scans: 0 })
  t.equal(createDatabaseCounters({ redis: {} }, db), null)
})
