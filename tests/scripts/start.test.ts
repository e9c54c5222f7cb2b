import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { projectFile } from '../project-file.js'

const script = projectFile('scripts/start.mjs')

async function start(test: Test, environment: Record<string, string>) {
  const env = { PATH: process.env['PATH'], ASSAY_DATA_DIR: test.testdir(), PORT: '0', ...environment }
  const child = spawn(process.execPath, [script], { env })
  const [output, complaint, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  return { output, complaint, exitCode }
}

t.test('npm start ends with one plain line when its port is taken', async (t) => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const { port } = server.address() as { port: number }
  const { complaint, exitCode } = await start(t, { PORT: String(port) })
  t.match(complaint, /^\nPort \d+ on 127\.0\.0\.1 is in use [^\n]*\n$/)
  t.equal(exitCode, 1)
})

t.test('npm start ends with one plain line when its engine is away', async (t) => {
  const { complaint, exitCode } = await start(t, { DOCKER_HOST: 'unix:///nowhere.sock' })
  t.match(complaint, /^\nNo container engine responds at DOCKER_HOST=[^\n]*\n$/)
  t.equal(exitCode, 1)
})
