import t from 'tap'
import type { TrialPurpose } from '../../../contracts/protocol/speed.js'
import { startHttp } from '../load/load-fixture.js'
import { SpeedExaminer } from './speed-examiner.js'

/** A service that keeps items by number: `POST /items/<n>` makes one, `GET /items/<n>` answers it. */
async function startItems(answer: (item: string, method: string) => string | number = (item) => item) {
  const items = new Set<string>()
  const paths: string[] = []
  const server = await startHttp((request, response) => {
    const item = request.url?.split('/')[2] ?? ''
    paths.push(`${request.method} ${request.url}`)
    if (request.method === 'POST') items.add(item)
    const told = answer(item, request.method ?? '')
    if (typeof told === 'number') response.writeHead(told).end()
    else response.end(told)
  })
  return { server, items, paths }
}

const scenarioOf = (check: string, more = '') => `
  scenario('Items', {
    rows: 20, perSecond: 200, requestsPerTurn: 40,
    async seed({ http, from, to }) {
      for (let n = from; n < to; n += 1) expect((await http.post('/items/' + n)).status).toBe(200)
      return { count: to }
    },
    requests: [{
      name: 'read',
      make: ({ random, nonce, data }) => ({ path: '/items/' + random.int(0, data.count - 1) + '-' + nonce }),
      check: (response, { path }) => { ${check} },
    }],
    ${more}
  })`

const rightCheck = `expect(response.status).toBe(200); expect(response.text).toBe(path.split('/')[2])`

async function open(examiner: SpeedExaminer, port: number, source: string) {
  examiner.load(source)
  await examiner.next('scenario')
  await examiner.next('loaded')
  examiner.open(port)
  await examiner.next('ready')
  examiner.send({ type: 'seed', scenario: 'items', rows: 20 })
  return await examiner.next('seeded')
}

async function runTrial(examiner: SpeedExaminer, pair = 0, purpose: TrialPurpose = 'measure') {
  examiner.send({ type: 'trial', scenario: 'items', pair, purpose })
  return (await examiner.next('trial-ended')).trial
}

t.test('seeds in steps, measures trials and tells what they found', async (t) => {
  const { server, items } = await startItems()
  await using running = server
  await using examiner = new SpeedExaminer()
  t.same(await open(examiner, running.port, scenarioOf(rightCheck)), {
    nonce: 'n-1',
    type: 'seeded',
    id: 3,
    scenario: 'items',
    rows: 20,
    problem: null,
  })
  t.equal(items.size, 20)
  const trial = await runTrial(examiner, 0, 'proof')
  t.same(
    [trial.sent, trial.right, trial.failures, trial.violation, trial.unproven, trial.database],
    [40, 40, [], null, null, null],
  )
  examiner.send({ type: 'seed', scenario: 'items', rows: 80 })
  await examiner.next('seeded')
  t.equal(items.size, 80)
  examiner.send({ type: 'close' })
  await examiner.next('done')
  t.equal(await examiner.exitCode, 0)
})

t.test('the same pair has the same requests in two pods, another pair has others', async (t) => {
  const requests: string[][] = []
  for (const pair of [1, 1, 2]) {
    const { server, paths } = await startItems()
    await using running = server
    await using examiner = new SpeedExaminer()
    await open(examiner, running.port, scenarioOf(rightCheck))
    paths.length = 0
    await runTrial(examiner, pair)
    requests.push([...paths].sort())
  }
  t.same(requests[0], requests[1])
  t.notSame(requests[0], requests[2])
})

t.test('wrong answers are told in words', async (t) => {
  const { server } = await startItems((item, method) => (method === 'GET' ? 503 : item))
  await using running = server
  await using examiner = new SpeedExaminer()
  await open(examiner, running.port, scenarioOf(rightCheck))
  const trial = await runTrial(examiner)
  t.equal(trial.right, 0)
  t.match(trial.failures, [
    { count: 40, message: /Expected: 200[^]*Received: 503[^]*The last response was 503, to GET/ },
  ])
})

t.test('a check that takes the answer to another request is found out', async (t) => {
  for (const [check, expected] of [
    [`expect(response.status).toBe(200)`, /the check of "read" accepts the response to another request/],
    [rightCheck, null],
  ] as const) {
    const { server } = await startItems()
    await using running = server
    await using examiner = new SpeedExaminer()
    await open(examiner, running.port, scenarioOf(check))
    const { unproven } = await runTrial(examiner, 0, 'proof')
    if (expected) t.match(unproven, expected)
    else t.equal(unproven, null)
  }
})

t.test("a check that is broken is the author's mistake", async (t) => {
  const { server } = await startItems()
  await using running = server
  await using examiner = new SpeedExaminer()
  await open(examiner, running.port, scenarioOf('nonsense()'))
  examiner.send({ type: 'trial', scenario: 'items', pair: 0, purpose: 'measure' })
  t.match((await examiner.next('fault')).message, /The scenario "Items": the check of "read" is broken: nonsense/)
})

t.test('a service that does not take the data has a problem of its own', async (t) => {
  const { server } = await startItems(() => 500)
  await using running = server
  await using examiner = new SpeedExaminer()
  t.match((await open(examiner, running.port, scenarioOf(rightCheck))).problem, /Expected: 200[^]*Received: 500/)
})

const hoarding = 'globalThis.kept ??= []; kept.push(new Array(5_000_000).fill(1.5))'

t.test(
  'answers that leave the checks without memory are the doing of the service, now and in each later trial',
  async (t) => {
    const { server } = await startItems()
    await using running = server
    await using examiner = new SpeedExaminer()
    await open(examiner, running.port, scenarioOf(hoarding))
    for (const pair of [0, 1]) t.match((await runTrial(examiner, pair)).violation, /ran out of memory/)
    examiner.send({ type: 'seed', scenario: 'items', rows: 80 })
    t.match((await examiner.next('seeded')).problem, /ran out of memory/)
  },
)

t.test('a database that is gone when a trial is counted was brought down by the service', async (t) => {
  const { server } = await startItems()
  await using running = server
  await using examiner = new SpeedExaminer()
  examiner.load(
    `scenario('Items', { requests: [{ name: 'read', make: ({ nonce }) => ({ path: '/items/' + nonce }), check: () => {} }] })`,
  )
  await examiner.next('scenario')
  await examiner.next('loaded')
  examiner.open(running.port, { postgres: { host: '/nowhere' } })
  await examiner.next('ready')
  t.match((await runTrial(examiner)).violation, /database query failed/)
  t.match((await runTrial(examiner, 1)).violation, /database query failed/)
})

t.test('a request that fails where nobody awaits it is a problem of the service, and no fault', async (t) => {
  await using server = await startHttp((request, response) => {
    if (request.url === '/items/2') request.socket.destroy()
    else setTimeout(() => response.end(), request.url === '/' ? 0 : 200)
  })
  await using examiner = new SpeedExaminer()
  const twoAtOnce = `const both = [http.post('/items/1'), http.post('/items/2')]; for (const each of both) await each`
  const { problem } = await open(
    examiner,
    server.port,
    scenarioOf('', '').replace(/for \(let n[^]*?toBe\(200\)/, twoAtOnce),
  )
  t.match(problem, /closed the connection/)
  examiner.send({ type: 'await-ready', startMs: 5000 })
  await examiner.next('ready') // and the examiner goes on
})
