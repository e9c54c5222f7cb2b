import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { gradeMessages } from '../../../api/lms/tables.js'
import { finishRun } from '../api/sample-report.js'
import { adminToken, startApiWithExercise } from '../api/start-api.js'
import { findFreePort, waitUntil } from '../services/containers.js'
import { blockAfter, readPage } from '../../docs/markdown.js'

/** docs/lms.md, followed word for word by somebody who has nothing else. */
const page = readPage('docs/lms.md')

const api = await startApiWithExercise(t, { ASSAY_LMS_RETRY_SECONDS: '0.05' })
const address = await api.app.listen({ host: '127.0.0.1', port: 0 })
await api.request({ method: 'POST', url: '/v1/courses', payload: { id: 'web-101', title: 'Web back ends' } })
const { id: assignment } = (
  await api.request({ method: 'POST', url: '/v1/courses/web-101/assignments', payload: { exercise: 'tiny' } })
).json<{ id: string }>()

/** Beside the blobs of the API: a test has one folder. */
const folder = join(api.config.ASSAY_DATA_DIR, 'example')
mkdirSync(join(folder, 'src'), { recursive: true })
for (const name of ['send.mjs', 'send.sh', 'receive.mjs'])
  writeFileSync(join(folder, name), blockAfter(page, `**${name}**`))
writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
writeFileSync(join(folder, 'src/server.js'), 'export {}\n')

function start(
  program: string,
  args: readonly string[],
  env: Record<string, string>,
): ChildProcess & { stdout: NodeJS.ReadableStream } {
  return spawn(program, args, { cwd: folder, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
}

/** What a program printed. Throws where it ends in error. */
async function run(program: string, args: readonly string[], env: Record<string, string>): Promise<string> {
  const child = start(program, args, env)
  const [printed, [status]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${printed}`)
  return printed
}

const runStep = (mark: string) =>
  run('sh', ['-euc', blockAfter(page, mark)], { ASSAY: address, TOKEN: adminToken, ASSIGNMENT: assignment })
const { hookUrl, newSecrets } = JSON.parse(await runStep('**1. Create the connection.**')) as {
  hookUrl: string
  newSecrets: Record<'inbound' | 'grades', string>
}
await runStep('**2. Bind the course')
const sender = { HOOK_URL: address + new URL(hookUrl).pathname, HOOK_SECRET: newSecrets.inbound }

interface ListedEvent {
  state: string
  learnerKey: string
  submission: string
}

/** The events of a learner, once so many are worked on. */
async function eventsOf(learner: string, count = 1): Promise<ListedEvent[]> {
  let found: ListedEvent[] = []
  const areOver = async () => {
    const { events } = JSON.parse(await runStep('**4. check**')) as { events: ListedEvent[] }
    found = events.filter(({ learnerKey, state }) => learnerKey === learner && !['waiting', 'working'].includes(state))
    return found.length === count
  }
  await waitUntil(areOver, 20_000, `the events of ${learner}`)
  return found
}

t.test('the sender for Node hands files in', async (t) => {
  t.match(
    await run('node', ['send.mjs', '9001', 'u-1', '1', 'package.json', 'src/server.js'], sender),
    /^202 \{"event":/,
  )
  const [event] = await eventsOf('u-1')
  t.equal(event?.state, 'done')
  t.match((await api.request({ url: `/v1/submissions/${event?.submission}` })).json(), {
    assignment,
    course: 'web-101',
    attempt: 1,
    language: 'node',
    state: 'queued',
  })
})

t.test('the sender for the shell hands a file in, and the same attempt once more is no other', async (t) => {
  for (const attempt of ['first', 'again'])
    t.match(
      await run('sh', ['-eu', 'send.sh', '9001', 'u-2', '1', 'package.json'], sender),
      '"isDuplicate":false',
      attempt,
    )
  const events = await eventsOf('u-2', 2)
  t.same(events.map(({ state }) => state).sort(), ['done', 'duplicate'])
  t.equal(new Set(events.map(({ submission }) => submission)).size, 1)
})

t.test('who signs with another secret is refused, and the sender stops', async (t) => {
  const answer = await run('node', ['send.mjs', '9001', 'u-3', '1', 'package.json'], {
    ...sender,
    HOOK_SECRET: newSecrets.grades,
  })
  t.match(answer, /^401 .*webhook-unauthorized/)
  t.equal(answer.trim().split('\n').length, 1)
})

t.test('the receiver takes the grade, and nothing that is not signed', async (t) => {
  const port = await findFreePort()
  const post = () => fetch(`http://127.0.0.1:${port}`, { method: 'POST', body: '{}' })
  const receiver = start('node', ['receive.mjs'], { PORT: String(port), GRADES_SECRET: newSecrets.grades })
  t.teardown(() => receiver.kill())
  await waitUntil(
    () =>
      post().then(
        () => true,
        () => false,
      ),
    20_000,
    'the receiver',
  )
  t.equal((await post()).status, 401)
  const change = { allowsPrivateNetwork: true, gradeUrl: `http://127.0.0.1:${port}/grades` }
  t.equal((await api.request({ method: 'PATCH', url: '/v1/connections/campus', payload: change })).statusCode, 200)
  const printed = once(receiver.stdout, 'data')
  const [event] = await eventsOf('u-1')
  await finishRun(api, event?.submission ?? '', { score: 93 })
  t.equal(String(await printed), 'u-1 9001 93 version 1\n')
})

t.test('the grade that is shown has the members of one that is sent', async (t) => {
  const [sent] = await api.platform.context.db.select().from(gradeMessages)
  const shown = JSON.parse(blockAfter(page, '## Receiving grades')) as { data: object }
  t.same(Object.keys(shown).sort(), Object.keys(sent?.payload ?? {}).sort())
  t.same(Object.keys(shown.data).sort(), Object.keys(sent?.payload.data ?? {}).sort())
})

t.test('the connection of Canvas can be made as it is shown', async (t) => {
  const answer = await api.request({
    method: 'POST',
    url: '/v1/connections',
    payload: JSON.parse(blockAfter(page, '2. **In Assay**, create')) as object,
  })
  t.equal(answer.statusCode, 201, answer.body)
})
