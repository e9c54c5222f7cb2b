import t from 'tap'
import { cheatingExercise, gradeSpeed } from './grade-speed.js'

/** Answers every request rightly, but for what `more` does to it, which sees `request`, `response` and `answer()`. */
const cheatOf = (more: string): string => `
const { createServer } = require('node:http')
const server = createServer((request, response) => {
  const answer = () => response.end(request.url)
  ${more}
}).listen(process.env.PORT)
process.on('SIGTERM', () => process.exit())
`

/** Each is a scenario of its own; the last one leaves more in its connections than belongs there. */
const cheats: Record<string, { what: string; server: string; earns: object }> = {
  drops: {
    what: 'drops three of ten requests',
    server: 'if (Math.random() > 0.3) answer(); else request.socket.destroy()',
    earns: { state: 'failed', explanation: /requests did not get a correct response/ },
  },
  replays: {
    what: 'plays back what it once answered',
    server: 'globalThis.first ??= request.url; response.end(globalThis.first)',
    earns: { state: 'failed', explanation: /requests did not get a correct response/ },
  },
  forgets: {
    what: 'is right in the tests and wrong under load',
    server: "response.end('fast')",
    earns: { state: 'failed', explanation: /requests did not get a correct response/ },
  },
  waits: { what: 'waits', server: 'setTimeout(answer, 200)', earns: { state: 'scored', reason: 'latency' } },
  hastens: {
    what: 'answers the next request before it comes',
    server: "answer(); request.socket.write('HTTP/1.1 200 OK\\r\\nContent-Length: 4\\r\\n\\r\\nfast')",
    earns: { state: 'failed', explanation: /before|more/ },
  },
}

await t.test('who cheats earns nothing', async (t) => {
  const ways = Object.entries(cheats).map(([way, { server }]) => `${way}() { ${server} }`)
  const { report } = await gradeSpeed(
    cheatOf(`const ways = { ${ways.join(', ')} }; (ways[/^\\/(\\w+)\\//.exec(request.url)?.[1]] ?? answer)()`),
    { exercise: cheatingExercise(Object.keys(cheats)) },
  )
  t.match(report, {
    verdict: 'assessed',
    checks: { correctness: { score: 100 }, speed: { state: 'scored', score: 0 } },
  })
  for (const [at, [way, { what, earns }]] of Object.entries(cheats).entries())
    t.match(report.checks.speed.scenarios?.[at], { id: way, score: { value: 0 }, ...earns }, `who ${what}`)
})

await t.test('who burns the machine while the reference is measured burns only its own trials', async (t) => {
  const { report } = await gradeSpeed(
    cheatOf('answer()').concat('setInterval(() => { const end = Date.now() + 45; while (Date.now() < end); }, 50)'),
  )
  t.match(report.checks.speed, { state: 'scored', score: 0 })
  const latency = report.checks.speed.scenarios?.[0]?.measures.find(({ name }) => name === 'latency')
  t.ok(
    (latency?.reference ?? Infinity) < (latency?.submission ?? 0) / 2,
    `the reference answers within ${latency?.reference} ms`,
  )
})
