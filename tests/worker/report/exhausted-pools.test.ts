import t from 'tap'
import { handedIn } from './examination-fixture.js'
import { answered, type Exchange, exchange, refused, summariseRuns, times } from './failed-runs-fixture.js'

t.test('an empty pool is a leak unless later tests got connections again', async (t) => {
  const empty = 'Error: timeout exceeded when trying to connect'
  const waited = refused({ status: 503 }, { log: [empty] })
  const created = { ...answered, transcript: [exchange({ status: 201 })] }
  t.match(summariseRuns([waited, waited]), {
    detail: `1 of 3 tests passed. All connections of the pool were taken: ${empty}`,
    advice: /^Return each connection when its request ends/,
  })
  t.match(summariseRuns([waited, waited], handedIn(), [], created).advice, /^Later tests got connections again/)
  const restarted = { ...created, transcript: [exchange({ before: [{ action: 'subject.restart' }] })] }
  t.match(summariseRuns([waited, waited], handedIn(), [], restarted).advice, /^Return each/, 'a restart fills it again')
  const stopped = refused({ status: 503, before: [{ action: 'service.pause', service: 'db' }] }, { log: [empty] })
  t.notMatch(summariseRuns([stopped]).detail, /pool/, 'the database could not be reached')
})

t.test('a response that is late after a test paused the database is no sign of something that runs out', async (t) => {
  const late = 'Your service did not send its whole response within 5000 ms.'
  const paused = refused(
    { status: null, error: late, before: [{ action: 'service.pause', service: 'db' }] },
    { message: late },
  )
  t.match(summariseRuns([paused]).advice, /^The test stopped, paused or restarted something just before/)
  const slow = {
    ...paused,
    ms: 10,
    message: 'Expected: < 4000\nReceived: 4015',
    transcript: times(2, paused.transcript[0] as Exchange),
  }
  t.notMatch(
    summariseRuns([{ ...slow, transcript: slow.transcript.map((each) => ({ ...each, status: 503, ms: 9 })) }]).advice,
    /overlap/,
  )
})

t.test('a cause that the log of few failed tests names is said of these', async (t) => {
  const full = refused({ status: 500 }, { log: ['QueuePool limit of size 15 overflow 0 reached'] })
  const accepted = refused({ status: 200 }, { message: 'Expected: 422\nReceived: 200' })
  t.match(
    summariseRuns([full, accepted, accepted]).detail,
    /^1 of 4 tests passed\. In the log of 1 of 3 failed tests: All connections of the pool were taken/,
  )
})

t.test('a transaction that is sent to a pool is named where requests overlap', async (t) => {
  const together = refused(
    { status: 503 },
    { ms: 10, transcript: times(4, exchange({ ms: 9 })), message: '- Expected\n+ Received\n-   201,\n+   409,' },
  )
  const files = {
    'db.js':
      "export const pool = mysql.createPool({})\nconst query = (sql) => pool.query(sql)\nawait query('START TRANSACTION')\n",
  }
  t.match(summariseRuns([together], handedIn(files)), {
    detail: /db\.js:3 sends START TRANSACTION to a pool, which may send every statement over another connection/,
    advice: /^Take one connection from the pool/,
  })
  const whole = { ...files, 'tx.js': 'const connection = await pool.getConnection()\n' }
  t.notMatch(summariseRuns([together], handedIn(whole)).detail, /to a pool/)
})
