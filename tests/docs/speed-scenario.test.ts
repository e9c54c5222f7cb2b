import { readFileSync } from 'node:fs'
import t from 'tap'
import { defaultThresholds, measureFloors, measureNames } from '../../contracts/protocol/speed-measures.js'
import { measureTitles } from '../../contracts/report/speed-words.js'
import { scoreRatio } from '../../worker/checks/speed/score.js'
import { startHttp } from '../examiner/load/load-fixture.js'
import { SpeedExaminer } from '../examiner/speed/speed-examiner.js'

const source =
  /```js\n(import \{ expect, scenario \} .*?)```/s.exec(readFileSync('docs/exercises.md', 'utf8'))?.[1] ?? ''

/** Just so much of the to-do list as the documented scenario asks for. */
function startTodos() {
  const todos: { id: number; title: string }[] = []
  return startHttp(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const send = (status: number, answer: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    if (request.method === 'POST') {
      todos.push({ id: todos.length + 1, ...(JSON.parse(Buffer.concat(chunks).toString()) as { title: string }) })
      return send(201, todos.at(-1))
    }
    const search = new URL(request.url ?? '/', 'http://service').searchParams.get('search') ?? ''
    send(200, { items: todos.filter(({ title }) => title.includes(search)) })
  })
}

t.test('the documented scenario loads, grows its rows and proves something', async (t) => {
  await using service = await startTodos()
  await using examiner = new SpeedExaminer()
  examiner.sendFile('hidden/speed/todos.speed.mjs', Buffer.from(source))
  examiner.send({ type: 'load-speed', nonce: 'n', seed: 's' })
  await examiner.listed()
  examiner.open(service.port)
  await examiner.next('ready')
  for (const rows of [60, 240]) {
    examiner.send({ type: 'seed', scenario: 'search', rows })
    t.match(await examiner.next('seeded'), { problem: null })
  }
  examiner.send({ type: 'trial', scenario: 'search', pair: 0, purpose: 'proof' })
  const { trial } = await examiner.next('trial-ended')
  t.match(trial, { right: 40, failures: [], violation: null, unproven: null })
})

t.test('every measure is documented with its thresholds', async (t) => {
  const rows = readFileSync('docs/reports.md', 'utf8')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
  for (const name of measureNames) {
    const [, title, , , full, none] = rows.find((cells) => cells[2] === `\`${name}\``) ?? []
    const numbers = [full, none].map((cell) => Number.parseFloat(cell ?? ''))
    t.same(
      [title, ...numbers],
      [measureTitles[name], defaultThresholds[name]?.full, defaultThresholds[name]?.none],
      name,
    )
  }
})

t.test('the worked example is how it is reckoned', async (t) => {
  const page = readFileSync('docs/reports.md', 'utf8')
  const example = [
    ['statements', 4, 1, 50],
    ['cpu', 2.2, 0.7, 70.8],
    ['latency', 5.5, 2.5, 100],
  ] as const
  for (const [name, submission, reference, points] of example) {
    const thresholds = defaultThresholds[name]
    if (!thresholds) throw new Error(`${name} has no thresholds`)
    const score = scoreRatio((submission + measureFloors[name]) / (reference + measureFloors[name]), thresholds)
    t.equal(Math.round(score * 10) / 10, points)
    t.match(
      page,
      new RegExp(`\\| ${measureTitles[name]} \\| ${submission}[^|]*\\| ${reference}[^|]*\\|.*\\b${points} \\|`),
    )
  }
})
