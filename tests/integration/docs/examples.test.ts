import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { examplesOf, pages, workedExample, type Example } from '../../docs/markdown.js'
import { adminToken } from '../api/start-api.js'
import { startCommandServer } from '../cli/command-server.js'

/** Examples that do not run here, by a part of them, with what runs them instead. */
const runElsewhere: readonly (readonly [part: RegExp, instead: string])[] = [
  [/\bnpm start\b/, 'tests/integration/docs/start.test.ts'],
  [/^ASSAY=\S+\nTOKEN=\S+\n\ntar /, 'tests/integration/docs/start.test.ts'],
  [/\bnpm test\b/, 'whoever runs this test'],
  [
    /\bnpx assay grade exercises\/url-shortener/,
    'a measured run takes minutes: tests/docs/examples.test.ts compares it with the label of the sample',
  ],
  [/\bnpm run build\b/, 'npm start has the same steps'],
  [/\b(pg_dump|psql)\b/, 'tests/integration/docs/backup.test.ts'],
  [/\bdocker-compose\b/, 'it needs a registry'],
]

/**
 * Shell functions for what a reader has done before an example. `$ASSAY`, `$TOKEN` and `$ROOT` are in the environment.
 */
const prelude = String.raw`
set -euo pipefail
npx() { shift; node "$ROOT/cli/assay.mjs" "$@"; }
curl() { command curl --fail-with-body "$@"; }
call() { command curl -sS --fail-with-body -H "authorization: Bearer $TOKEN" -X "$1" "$ASSAY$2" "${'$'}{@:3}"; }
json() { call "$1" "$2" -H 'content-type: application/json' -d "$3"; }
pick() { node -pe "const answer = JSON.parse(require('fs').readFileSync(0)); $1"; }
again() { for _ in $(seq 200); do "$@" > /dev/null 2>&1 && return; sleep 0.05; done; "$@"; }

person() { json POST /v1/people "{\"id\":\"$1\",\"name\":\"$1\"}" > /dev/null || true; }
todo_api() { tar -C "$ROOT/exercises/todo-api" -cf - . | call PUT /v1/exercises/todo-api -H 'content-type: application/x-tar' --data-binary @- > /dev/null; }
# An assignment of a course, and a learner's submission to it with a report.
assign() {
  person "$2"; todo_api
  json POST /v1/courses "{\"id\":\"$1\",\"title\":\"A course\"}" > /dev/null || true
  json PUT "/v1/courses/$1/enrolments/$2" '{"role":"learner"}' > /dev/null
  ASSIGNMENT=$(json POST "/v1/courses/$1/assignments" '{"exercise":"todo-api","title":"To-do list"}' | pick answer.id)
  local token=$(json POST /v1/tokens "{\"owner\":\"$2\",\"scope\":\"submit\"}" | pick answer.token)
  echo "// $RANDOM" > server.js
  ID=$(command curl -sS --fail-with-body -H "authorization: Bearer $token" -F language=node -F 'files[server.js]=@server.js' "$ASSAY/v1/assignments/$ASSIGNMENT/submissions" | pick answer.id)
  again call GET "/v1/submissions/$ID/report"
}
# An event of a learner whom nobody knows, sent as the page does it.
event() {
  sender "$1" "u-$RANDOM" 1 my-service/src/server.js > sent.json
  EVENT=$(pick answer.event < sent.json)
}
is_done() { call GET /v1/connections/campus/events | pick "answer.events.some(({ id, state }) => id === '$EVENT' && state === 'done')" | grep -q true; }
is_reviewed() { [ "$(call GET "/v1/regrades/$REGRADE" | pick answer.state)" = ready ]; }
# The connection of the page, which leaves it to an instructor to say who is who. Its secret was shown once, so there is a new one.
connection() {
  json PATCH /v1/connections/campus '{"enrolsLearners":false}' > /dev/null
  HOOK_URL=$ASSAY/v1/hooks/lms/campus
  HOOK_SECRET=$(json POST /v1/connections/campus/secrets '{"direction":"inbound"}' | pick answer.newSecrets.inbound)
}
`

/** What comes before an example, by what is in it: commands that provide what it names. */
const givens: readonly (readonly [part: RegExp, given: string, when: 'once' | 'each time'])[] = [
  [/exercises\b|"exercise": "todo-api"/, 'todo_api', 'once'],
  [
    /my-service|\$HOOK_URL/,
    'mkdir -p my-service/src; echo "{}" > my-service/package.json; echo "// served" > my-service/src/server.js',
    'once',
  ],
  [/\/enrolments\//, 'person ines', 'once'],
  [/submissions\/\$ID/, 'assign practice kim', 'once'],
  [/\$ASSIGNMENT/, 'assign web-101 ada', 'once'],
  [
    /\$REGRADE\?/,
    "REGRADE=$(call GET /v1/assignments/$ASSIGNMENT/regrades | pick 'answer.regrades[0].id'); again is_reviewed",
    'once',
  ],
  // The example that sends an event is a script with arguments; an example about an event sends one of its own.
  [/\$HOOK_URL/, 'connection; set -- 9001 u-1001 1 my-service/src/server.js', 'once'],
  [
    /\$EVENT\/match -d "/,
    `json PATCH /v1/assignments/$ASSIGNMENT '{"lmsKey":null}' > /dev/null; event unknown-assignment`,
    'once',
  ],
  [/\$EVENT\/match -d '/, 'event $ASSIGNMENT', 'each time'],
  [/\$EVENT\/unmatch/, 'again is_done', 'once'],
]

/** The examples with what a reader replaces in them. */
const fillIn = (command: string, port: number): string =>
  command
    .replace(/^(ASSAY|TOKEN|ASSIGNMENT)=.*$/gm, '')
    .replace(/\/v1\/tokens\/[0-9a-f-]{36}/, '/v1/tokens/$(call GET /v1/tokens | pick "answer.tokens[0].id")')
    .replaceAll('localhost:3000', `localhost:${port}`)

/** One script of all examples of a page. Each prints into a file of its own, by its number. */
function scriptOf(examples: readonly Example[], port: number): string {
  const given = new Set<string>()
  const sender = examples.find(({ command }) => command.includes('$HOOK_URL'))
  const parts = examples.map(({ command }, index) => {
    const needed = givens.filter(([part, commands]) => part.test(command) && !given.has(commands))
    for (const [, commands, when] of needed) if (when === 'once') given.add(commands)
    const lines = [`echo 'before example ${index + 1}' >&2`, ...needed.map(([, commands]) => commands)]
    return [...lines, `echo 'example ${index + 1}' >&2`, `{ :\n${fillIn(command, port)}\n} > "$OUT/${index}"`].join(
      '\n',
    )
  })
  return [prelude, `sender() {\n${sender?.command ?? ':'}\n}`, ...parts].join('\n')
}

const isRunElsewhere = ({ command }: Example) => runElsewhere.some(([part]) => part.test(command))

/** What stands where a service of the reader would: it answers any request. */
async function startReadersService(t: Test): Promise<number> {
  const server = createServer((_request, response) => response.end('{"id":"1"}')).listen(0, '127.0.0.1')
  t.teardown(() => server.close())
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

async function runExamples(t: Test, examples: readonly Example[]): Promise<string[]> {
  const server = await startCommandServer(t)
  let score = 100
  // Each run is worse than the one before, so that results and regrades have something to show.
  server.found = {
    verdict: 'crashed',
    get score() {
      return (score -= 1)
    },
  }
  // Not a testdir: the API takes that for its blobs.
  const folder = await mkdtemp(join(tmpdir(), 'assay-test-'))
  t.teardown(() => rm(folder, { recursive: true }))
  await mkdir(join(folder, 'out'))
  await symlink(resolve('exercises'), join(folder, 'exercises'))
  for (const [path, content] of workedExample()) {
    await mkdir(join(folder, 'counter', dirname(path)), { recursive: true })
    await writeFile(join(folder, 'counter', path), content)
  }
  const answers = { ASSAY: server.url, TOKEN: adminToken, ASSAY_SERVER: server.url, ASSAY_TOKEN: adminToken }
  const env = { ...process.env, ...answers, ROOT: resolve('.'), OUT: join(folder, 'out') }
  const run = promisify(execFile)('bash', ['-c', scriptOf(examples, await startReadersService(t))], {
    cwd: folder,
    env,
    maxBuffer: 2 ** 24,
  })
  const said = await run.then(
    () => undefined,
    ({ stderr }: { stderr: string }) => stderr.slice(-2000),
  )
  const printed = await Promise.all(
    examples.map((_, index) => readFile(join(folder, 'out', String(index)), 'utf8').catch(() => '')),
  )
  t.equal(said, undefined, `${said}\n${printed.filter((text) => text !== '').at(-1)}`)
  return printed
}

/**
 * What an example shows that any answer to it has: the names of fields and events, and first lines. Keys that are names
 * of things are left out.
 */
const promisesOf = (output: string): string[] => [
  ...[...output.matchAll(/"[a-zA-Z]+":/g)].map(([field]) => field),
  ...[...output.matchAll(/^event: \w+$|^HTTP.*|^openapi: .*/gm)].map(([line]) => line),
]

/** No worker here has images, and no grade fails to arrive. */
const hasNothingToShow = ({ command }: Example) => /\/v1\/images$|grades\?state=failed/.test(command)

const withExamples = pages.map((page) => ({
  page,
  examples: examplesOf(page).filter((example) => !isRunElsewhere(example)),
}))

for (const { page, examples } of withExamples.filter(({ examples }) => examples.length > 0)) {
  t.test(`the examples of ${page} run, and print what the page shows`, async (t) => {
    const printed = await runExamples(t, examples)
    for (const [index, example] of examples.entries()) {
      if (hasNothingToShow(example)) continue
      const missing = promisesOf(example.output).filter((part) => !printed[index]?.includes(part))
      t.same(missing, [], `${example.command}\n\n${printed[index]}`)
    }
  })
}

t.test('each example that does not run here has a reason', (t) => {
  const all = pages.flatMap(examplesOf)
  t.same(
    runElsewhere.filter(([part]) => !all.some(({ command }) => part.test(command))),
    [],
  )
  t.end()
})
