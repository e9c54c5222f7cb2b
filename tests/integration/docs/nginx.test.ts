import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { blockAfter, readPage } from '../../docs/markdown.js'
import { listen, openStream } from '../api/read-stream.js'
import { finishRun } from '../api/sample-report.js'
import { formOf, startApiWithExercise } from '../api/start-api.js'

const nginx = ['/usr/sbin/nginx', '/usr/bin/nginx'].find((path) => existsSync(path))
if (nginx === undefined)
  t.pass('the example of docs/operations.md', { skip: 'nginx is not installed (Debian: nginx-light)' })
else await tryExample(nginx)

/** The API behind a real nginx with the page's own configuration, as an operator would run it. */
async function tryExample(program: string): Promise<void> {
  const api = await startApiWithExercise(t, { ASSAY_TRUST_PROXY: '127.0.0.1' })
  const behind = await listen(api)
  const front = await startNginx(
    t,
    program,
    blockAfter(readPage('docs/operations.md'), 'For nginx:').replace('http://127.0.0.1:8080', behind),
  )
  const learner = await api.createToken('ada', 'learner')
  const authorization = `Bearer ${learner}`

  await t.test('an upload larger than what nginx allows by default arrives', async (t) => {
    const body = formOf({ 'server.js': '// one', 'data.json': JSON.stringify('x'.repeat(2_000_000)) })
    const response = await fetch(`${front}/v1/exercises/tiny/submissions`, {
      method: 'POST',
      headers: { authorization },
      body,
    })
    t.equal(response.status, 202, await response.text())
  })

  await t.test('events arrive while the stream is open', async (t) => {
    const id = (await api.submit(formOf({ 'server.js': '1' }), { token: learner })).json<{ id: string }>().id
    const stream = await openStream(t, `${front}/v1/submissions/${id}/events`, { authorization })
    t.match(await stream.next(), { name: 'state', data: { state: 'queued' } })
    await finishRun(api, id)
    t.match(
      (await stream.rest()).map(({ name }) => name),
      ['result'],
    )
  })

  await t.test('a form of this host is accepted, one of another host is not', async (t) => {
    const answer = await api.request({ method: 'POST', url: '/v1/people/ada/login-links' })
    const link = `${front}${new URL(answer.json<{ url: string }>().url).pathname}`
    const post = (origin: string) => fetch(link, { method: 'POST', redirect: 'manual', headers: { origin } })
    t.equal((await post('http://elsewhere.example')).status, 403)
    t.equal((await post(front)).status, 303)
  })
}

async function startNginx(t: Test, program: string, location: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-test-nginx-'))
  t.teardown(() => rm(folder, { recursive: true }))
  const port = await freePort()
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join('\n')
  await mkdir(join(folder, 'logs'))
  const config = `daemon off; master_process off; pid ${folder}/pid; error_log stderr;
events {}
http {
  access_log off;
  ${paths}
  server {
    listen 127.0.0.1:${port};
    ${location}
  }
}
`
  await writeFile(join(folder, 'nginx.conf'), config)
  const child = spawn(program, ['-p', folder, '-c', join(folder, 'nginx.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const ended = once(child, 'exit')
  t.teardown(async () => {
    child.kill()
    await ended
  })
  const front = `http://127.0.0.1:${port}`
  while (
    !(await fetch(`${front}/livez`).then(
      () => true,
      () => false,
    ))
  ) {
    if (child.exitCode !== null) throw new Error(`nginx ended: ${said}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return front
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}
