import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { projectFile } from '../../project-file.js'
import { openTestDatabase, openTestRedis } from '../services/databases.js'
import { adminToken, encodeForm, formOf } from './start-api.js'
import { packExercise } from './tiny-exercise.js'

/** As it is run: compiled, by `npm run build`. */
const main = projectFile('dist/api/main.js')
const settings: Record<string, string> = {
  DATABASE_URL: await openTestDatabase(t),
  REDIS_URL: await openTestRedis(t),
  ASSAY_DATA_DIR: t.testdir(),
  ASSAY_ADMIN_TOKEN: adminToken,
  ASSAY_QUEUE_PREFIX: `test-${process.pid}`,
  PORT: '0',
}

function startMain(change: Record<string, string> = {}) {
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env['PATH'], ...settings, ...change },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  return { child, ended: once(child, 'exit') }
}

/** The address the process says it listens at, and every line it logs. */
async function listening({ child }: ReturnType<typeof startMain>): Promise<{ base: string; lines: string[] }> {
  const lines: string[] = []
  const base = await new Promise<string>((resolve, reject) => {
    child.once('exit', () => reject(new Error(lines.join('\n'))))
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line)
      const address = /Server listening at (http:[^"]+)/.exec(line)?.[1]
      if (address) resolve(address)
    })
  })
  return { base, lines }
}

const headers = { authorization: `Bearer ${adminToken}` }

t.test('wrong settings: it refuses to start, names every wrong key and prints no value', async (t) => {
  const { child, ended } = startMain({
    DATABASE_URL: 'mysql://root:hunter2@x',
    PORT: 'many',
    ASSAY_ADMIN_TOKEN: 'hunter2',
  })
  const stderr = await text(child.stderr)
  t.same(await ended, [1, null])
  for (const key of ['DATABASE_URL', 'PORT', 'ASSAY_ADMIN_TOKEN']) t.match(stderr, key)
  t.notMatch(stderr, 'hunter2')
})

t.test('killed after a 202, nothing of it is lost; stopped, it ends by itself', async (t) => {
  const first = startMain()
  const { base, lines } = await listening(first)
  const published = await fetch(`${base}/v1/exercises/tiny`, {
    method: 'PUT',
    headers: { ...headers, 'content-type': 'application/x-tar' },
    body: new Uint8Array(await packExercise()),
  })
  t.equal(published.status, 201)
  const { type, payload } = await encodeForm(formOf({ 'server.js': '1' }))
  const accepted = await fetch(`${base}/v1/exercises/tiny/submissions`, {
    method: 'POST',
    headers: { ...headers, 'content-type': type },
    body: new Uint8Array(payload),
  })
  t.equal(accepted.status, 202)
  const { links } = (await accepted.json()) as { links: { self: string; source: string; events: string } }
  first.child.kill('SIGKILL')
  await first.ended
  t.notMatch(
    lines.join(''),
    new RegExp(`${adminToken}|${new URL(settings['DATABASE_URL'] ?? '').password || 'none'}@`),
    'no secret is logged',
  )

  const second = startMain()
  const again = await listening(second)
  const state = await fetch(`${again.base}${links.self}`, { headers })
  t.match(await state.json(), { state: 'queued', position: 1 })
  t.equal((await fetch(`${again.base}${links.source}`, { headers })).status, 200)
  const stream = await fetch(`${again.base}${links.events}`, { headers })
  second.child.kill('SIGTERM')
  t.match(await stream.text(), 'event: state', 'a stream that is open ends')
  t.same(await second.ended, [0, null])
})
