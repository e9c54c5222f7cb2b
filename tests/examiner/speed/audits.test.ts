import { once } from 'node:events'
import { createServer } from 'node:net'
import t from 'tap'
import { startHttp } from '../load/load-fixture.js'
import { SpeedExaminer } from './speed-examiner.js'

const scenarioOf = (audit: string) => `
  scenario('Notes', { perSecond: 400, requestsPerTurn: 40,
    requests: [{
      name: 'note',
      make: ({ random, nonce }) => ({ method: 'PUT', path: '/' + random.int(1, 9) + '?' + nonce, expected: nonce }),
      check: ({ status, text }, { expected }) => expect([status, text]).toEqual([200, expected]),
    }],
    audit: async ({ http, name, request, response }) => { ${audit} },
  })`

const rightAudit = 'expect((await http.get(request.path)).text).toBe(request.expected)'

/** Notes by path; `keep` says which are kept, by their number. */
async function startNotes(keep: (at: number) => boolean = () => true, echoes = false) {
  const notes = new Map<string, string>()
  let writes = 0
  const server = await startHttp((request, response) => {
    const [path = '', text = ''] = (request.url ?? '').split('?')
    if (request.method === 'PUT' && keep(writes++)) notes.set(path, text)
    response.end(request.method === 'PUT' || echoes ? text : notes.get(path))
  })
  return { server, notes }
}

/** Runs trials and then the audit, as if the service had been killed with `lose` in between. */
async function audit(
  source: string,
  {
    keep,
    lose,
    echoes,
    proves = true,
  }: {
    keep?: (at: number) => boolean
    lose?: (notes: Map<string, string>) => void
    echoes?: boolean
    proves?: boolean
  } = {},
) {
  const { server, notes } = await startNotes(keep, echoes)
  await using running = server
  await using examiner = new SpeedExaminer()
  examiner.load(source)
  await examiner.next('scenario')
  await examiner.next('loaded')
  examiner.open(running.port)
  await examiner.next('ready')
  for (const pair of [0, 1]) {
    examiner.send({ type: 'trial', scenario: 'notes', pair, purpose: 'measure' })
    t.equal((await examiner.next('trial-ended')).trial.right, 40)
  }
  lose?.(notes)
  examiner.send({ type: 'await-ready', startMs: 1000 })
  await examiner.next('ready')
  examiner.send({ type: 'audit', scenario: 'notes', proves })
  return await examiner.next('audited')
}

t.test('what was acknowledged last is there, whatever came before it', async (t) => {
  t.match(await audit(scenarioOf(rightAudit)), { scenario: 'notes', problem: null, unproven: null })
})

const losses: [what: string, options: Parameters<typeof audit>[1]][] = [
  ['everything', { lose: (notes) => notes.clear() }],
  ['one thing of nine', { lose: (notes) => notes.delete([...notes.keys()][0] ?? '') }],
  ['all changes to what it had', { keep: (at) => at < 20 }],
  ['the very last writes', { lose: (notes) => notes.set([...notes.keys()].at(-1) ?? '', 'what was there before') }],
]

for (const [what, options] of losses) {
  t.test(`a service that has lost ${what} is told which write, and what is there instead`, async (t) => {
    const { problem } = await audit(scenarioOf(rightAudit), options)
    t.match(
      problem,
      /^Your service responded to PUT \/\d\?\w{16} with 200, but had lost it after it was killed and started again\.\n[^]*Expected: "\w{16}"/,
    )
  })
}

t.test('an audit gets the kind, the request and the answer that was taken', async (t) => {
  const { problem } = await audit(
    scenarioOf("expect([name, response.status, response.text]).toEqual(['note', 200, request.expected])"),
    { proves: false },
  )
  t.equal(problem, null)
})

const unproven: [what: string, audit: string][] = [
  ['reads nothing', ''],
  ['looks only whether something is there', 'expect((await http.get(request.path)).status).toBe(200)'],
  ['compares only with the answer', 'expect(response.status).toBe(200)'],
]

for (const [what, source] of unproven) {
  t.test(`an audit that ${what} proves nothing, and is told so where that is asked`, async (t) => {
    t.match(
      (await audit(scenarioOf(source))).unproven,
      /the audit finds requests of the kind "note" that were never sent/,
    )
    t.equal((await audit(scenarioOf(source), { proves: false })).unproven, null)
  })
}

t.test('a service that answers an audit with what it is asked by has kept nothing', async (t) => {
  const { problem } = await audit(scenarioOf(rightAudit), {
    lose: (notes) => notes.clear(),
    echoes: true,
    proves: false,
  })
  t.match(problem, /^PUT \/\d\?\w{16} was never sent, but your service responded as if it had saved it\.$/)
})

t.test('a service that does not answer again is told of, and is no fault', async (t) => {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as { port: number }
  await using examiner = new SpeedExaminer()
  examiner.load(scenarioOf(rightAudit))
  await examiner.listed()
  await once(listener.close(), 'close')
  examiner.send({
    type: 'open',
    port,
    listeners: [{ name: 'subject', port, uid: process.getuid?.() ?? 0 }],
    startMs: 20,
    services: {},
  })
  t.match(await examiner.next('not-ready'), { reason: 'no-listener' })
  examiner.send({ type: 'await-ready', startMs: 20 })
  t.match(await examiner.next('not-ready'), { reason: 'no-listener' })
})
