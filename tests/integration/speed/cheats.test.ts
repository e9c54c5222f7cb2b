import t from 'tap'
import { gradeSpeed } from './grade-speed.js'

/** Answers every request rightly, but for what `more` does to it, which sees `request`, `response` and `answer()`. */
const cheatOf = (more: string): string => `
const { createServer } = require('node:http')
const server = createServer((request, response) => {
  const answer = () => response.end(request.url)
  ${more}
}).listen(process.env.PORT)
process.on('SIGTERM', () => process.exit())
`

const cheats: [what: string, server: string, explanation: RegExp][] = [
  [
    'drops three of ten requests',
    cheatOf("if (request.url === '/tested' || Math.random() > 0.3) answer(); else request.socket.destroy()"),
    /requests did not get a correct response/,
  ],
  [
    'plays back what it once answered',
    cheatOf(
      "globalThis.first ??= request.url; response.end(request.url === '/tested' ? request.url : globalThis.first)",
    ),
    /requests did not get a correct response/,
  ],
  [
    'answers the next request before it comes',
    cheatOf(
      "answer(); if (request.url !== '/tested') request.socket.write('HTTP/1.1 200 OK\\r\\nContent-Length: 4\\r\\n\\r\\nfast')",
    ),
    /before|more/,
  ],
]

for (const [what, server, explanation] of cheats) {
  await t.test(`who ${what} earns nothing`, async (t) => {
    const { report } = await gradeSpeed(server)
    t.match(report, {
      verdict: 'assessed',
      checks: {
        correctness: { score: 100 },
        speed: { state: 'scored', score: 0, scenarios: [{ state: 'failed', explanation }] },
      },
    })
  })
}

await t.test('who burns the machine while the reference is measured burns only its own turns', async (t) => {
  const { report } = await gradeSpeed(
    cheatOf('answer()').concat('setInterval(() => { const end = Date.now() + 45; while (Date.now() < end); }, 50)'),
  )
  t.match(report.checks.speed, { state: 'scored', score: 0 })
  const latency = report.checks.speed.scenarios?.[0]?.measures.find(({ name }) => name === 'latency')
  t.ok(
    (latency?.reference ?? Infinity) < (latency?.theirs ?? 0) / 2,
    `the reference answers within ${latency?.reference} ms`,
  )
})
