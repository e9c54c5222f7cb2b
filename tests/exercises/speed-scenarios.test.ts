import { existsSync, readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { findUnaudited } from '../../contracts/exercise/find-unaudited.js'
import type { Scenario } from '../../contracts/protocol/speed.js'
import { startHttp } from '../examiner/load/load-fixture.js'
import { SpeedExaminer } from '../examiner/speed/speed-examiner.js'

const measured = readdirSync('exercises').filter((slug) => existsSync(`exercises/${slug}/hidden/speed`))

/** An examiner that has the speed files of an exercise, and the scenarios it named. */
async function load(slug: string): Promise<{ examiner: SpeedExaminer; scenarios: Scenario[] }> {
  const examiner = new SpeedExaminer()
  for (const file of readdirSync(`exercises/${slug}/hidden/speed`)) {
    const path = `hidden/speed/${file}`
    examiner.sendFile(path, readFileSync(`exercises/${slug}/${path}`))
  }
  examiner.send({ type: 'load-speed', nonce: 'n', seed: 's' })
  return { examiner, scenarios: await examiner.listed() }
}

for (const slug of measured) {
  t.test(`the scenarios of ${slug} load, each with a hint and words for a request`, async (t) => {
    const { examiner, scenarios } = await load(slug)
    await using _ = examiner
    t.ok(scenarios.length >= 2)
    for (const { hint, unit, title } of scenarios) t.ok(hint && unit !== 'a request', title)
  })
  t.test(`the scenarios of ${slug} that write are audited`, async (t) => {
    const paths = readdirSync(`exercises/${slug}/hidden/speed`).map((file) => `hidden/speed/${file}`)
    t.same(findUnaudited(new Map(paths.map((path) => [path, readFileSync(`exercises/${slug}/${path}`)]))), [])
  })
}

interface Todo {
  id: number
  title: string
  notes: string
}

function findPage(todos: readonly Todo[], { limit = '20', cursor = '0', search = '' }: Record<string, string>) {
  const found = todos.filter(({ id, title }) => id > Number(cursor) && title.includes(search))
  const items = found.slice(0, Number(limit))
  return { items, next: found.length > items.length ? String(items.at(-1)?.id) : null }
}

/** Just so much of the to-do list that its scenarios find what they ask for. */
function startTodos() {
  const todos: Todo[] = []
  return startHttp(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://service')
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = (chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : {}) as Partial<Todo>
    const todo = todos[Number(url.pathname.split('/')[2]) - 1]
    const send = (status: number, answer: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    if (request.method === 'POST') {
      todos.push({ id: todos.length + 1, title: body.title ?? '', notes: body.notes ?? '' })
      return send(201, todos.at(-1))
    }
    if (request.method === 'PATCH' && todo) return send(200, Object.assign(todo, body))
    if (url.pathname !== '/todos') return todo ? send(200, todo) : send(404, {})
    send(200, findPage(todos, Object.fromEntries(url.searchParams)))
  })
}

t.test('a right to-do list answers every scenario rightly, and checks and audits prove something', async (t) => {
  const { examiner, scenarios } = await load('todo-api')
  await using _ = examiner
  await using service = await startTodos()
  examiner.open(service.port)
  await examiner.next('ready')
  for (const { id, rows } of scenarios) {
    examiner.send({ type: 'seed', scenario: id, rows: rows ?? 0 })
    t.match(await examiner.next('seeded'), { problem: null }, `${id} is seeded`)
  }
  for (const { id, requestsPerTurn, hasAudit } of scenarios) {
    examiner.send({ type: 'trial', scenario: id, pair: 0, purpose: 'proof' })
    const { trial } = await examiner.next('trial-ended')
    t.match(trial, { right: requestsPerTurn, failures: [], violation: null, unproven: null }, id)
    if (!hasAudit) continue
    examiner.send({ type: 'audit', scenario: id, proves: true })
    t.match(await examiner.next('audited'), { problem: null, unproven: null }, `${id} is audited`)
  }
})
