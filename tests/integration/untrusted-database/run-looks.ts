import t, { type Test } from 'tap'
import { openPlace } from '../images/image-container.js'

/** What a learner's code did to its database, one look of a hidden test into it, and what must come of that. */
export interface Look {
  name: string
  /** Statements of the learner's role, before the look. */
  given?: readonly string[]
  /** Of the hidden test. Has the word "hidden", which must reach nobody. */
  sql: string
  params?: readonly unknown[]
  /** What the test gets; without it, the look must be refused with this message, or by this SQLSTATE. */
  rows?: readonly object[]
  refused?: RegExp
  sqlState?: string
}

interface Seen {
  rows?: object[]
  message?: string
  sqlState?: string
  /** Whether the test has failed, even were it to catch the error. */
  failed: boolean
  /**
   * What the learner's role has got hold of: traces of its own code in the examiner's session, statements with
   * "hidden".
   */
  spied: object[]
}

const engines = {
  postgres: {
    readyLine: /database system is ready to accept connections/,
    services: { postgres: { host: '/run/service' } },
    openApp: `const { default: pg } = await import('/opt/examiner/node_modules/pg/lib/index.js')
      const settings = '-c search_path=public -c statement_timeout=0 -c lock_timeout=0 -c exit_on_error=off -c debug_print_parse=off -c default_transaction_read_only=off -c local_preload_libraries='
      const client = new pg.Client({ connectionString: 'postgres://app:app@127.0.0.1:5432/app', options: settings })
      await client.connect()
      const runAsApp = async (sql) => (await client.query(sql)).rows
      const closeApp = () => client.end()`,
  },
  mariadb: {
    readyLine: /mariadbd: ready for connections/,
    services: { mariadb: { path: '/run/service/mariadb.sock' } },
    openApp: `const { default: mysql } = await import('/opt/examiner/node_modules/mysql2/promise.js')
      const client = await mysql.createConnection({ host: '127.0.0.1', user: 'app', password: 'app', database: 'app' })
      const runAsApp = async (sql) => (await client.query(sql))[0]
      const closeApp = () => client.end()`,
  },
} as const

const opening = (engine: keyof typeof engines) => `
  import { createDatabase, createDatabaseSession } from '/opt/examiner/dist/sandbox-images/examiner/kit/fixtures/create-database.js'
  import { createDatabaseCounters } from '/opt/examiner/dist/sandbox-images/examiner/speed/database-counters.js'
  ${engines[engine].openApp}
  const services = ${JSON.stringify(engines[engine].services)}
  const closers = []
  const onClose = (close) => closers.push(close)
  let failed = false
  const db = createDatabase(services, onClose, () => { failed = true })
  const close = () => Promise.all([closeApp(), ...closers.map((end) => end())])
`

const runLooks = `
  const { looks, spy } = JSON.parse(process.env.LOOKS)
  for (const { given = [], sql, params } of looks) {
    for (const statement of given) await runAsApp(statement)
    failed = false
    const seen = await db.query(sql, params).then(({ rows }) => ({ rows }), ({ message, sqlState }) => ({ message, sqlState }))
    console.log(JSON.stringify({ ...seen, failed, spied: await runAsApp(spy) }))
  }
  await close()
`

/** A server of its own for this file, whose database the learner's role owns. */
export async function openServer(engine: keyof typeof engines) {
  const place = await openPlace()
  const server = await place.serve({ image: engine, role: engine, command: ['serve'] }, engines[engine].readyLine)
  t.teardown(async () => {
    await server[Symbol.asyncDispose]()
    await place[Symbol.asyncDispose]()
  })
  /**
   * Runs a script in the examiner's image, with `db`, `runAsApp` and `close` at hand. Resolves to the values it
   * printed.
   */
  async function runScript(script: string, env: Record<string, string> = {}): Promise<unknown[]> {
    const command = ['node', '--input-type=module', '--eval', opening(engine) + script]
    const { exitCode, output } = await place.run({ image: 'examiner', role: 'examiner', command, env })
    if (exitCode !== 0) throw new Error(output)
    return output.split('\n').map((line) => JSON.parse(line) as unknown)
  }
  return {
    runScript,
    async tryLooks(t: Test, looks: readonly Look[], spy: string): Promise<void> {
      const seen = (await runScript(runLooks, { LOOKS: JSON.stringify({ looks, spy }) })) as Seen[]
      for (const [index, look] of looks.entries()) await t.test(look.name, async (t) => checkLook(t, look, seen[index]))
    },
  }
}

function checkLook(t: Test, look: Look, seen: Seen | undefined): void {
  if (look.rows) t.same(seen?.rows, look.rows, seen?.message ?? '')
  else if (look.sqlState) t.equal(seen?.sqlState, look.sqlState, seen?.message ?? '')
  else {
    t.match(seen?.message, look.refused)
    t.ok(seen?.failed, 'the test fails, even if it catches the error')
  }
  t.same(seen?.spied, [], 'nothing of the hidden test is seen')
}
