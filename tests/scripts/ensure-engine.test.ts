import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { loadScript } from './load-script.js'

const { ensureEngine, refuseWithoutRights } = await loadScript('bootstrap/ensure-engine.mjs')
const { askEngine } = await loadScript('bootstrap/ensure-engine.mjs')

/** An engine that answers as told, on a socket of its own. The path of one has at most some hundred characters. */
async function startEngine(test: Test, answer: RequestListener): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'engine-'))
  test.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const socketPath = join(folder, 'engine.sock')
  const server = createServer(answer).listen(socketPath)
  await once(server, 'listening')
  test.teardown(() => server.close())
  return `unix://${socketPath}`
}

t.test('an engine that answers needs nothing', async (t) => {
  const dockerHost = await startEngine(t, (_, response) => response.end('OK'))
  await t.resolves(ensureEngine({ dockerHost }))
})

t.test('a DOCKER_HOST where nothing answers is refused in one line', async (t) => {
  await t.rejects(ensureEngine({ dockerHost: 'unix:///nowhere.sock' }), {
    message:
      'No container engine responds at DOCKER_HOST=unix:///nowhere.sock: start it, or unset DOCKER_HOST to use the local one.',
  })
})

t.test('an answer that is no sign of life counts as none', async (t) => {
  const dockerHost = await startEngine(t, (_, response) => response.writeHead(500).end())
  t.equal(await askEngine(dockerHost), 'absent')
})

t.test('without Docker and without apt there is one line with where to get it', async (t) => {
  t.throws(() => refuseWithoutRights({ uid: 0, hasApt: false, hasDaemon: false }), {
    message:
      'Docker is missing, and there is no apt-get to install it: install Docker Engine (https://docs.docker.com/engine/install/) and start it.',
  })
})

t.test('who is not root is told to be root once', async (t) => {
  t.throws(() => refuseWithoutRights({ uid: 1000, hasApt: true, hasDaemon: false }), {
    message: 'Docker is missing, and only root can install it: run this once as root, or install Docker yourself.',
  })
  t.throws(() => refuseWithoutRights({ uid: 1000, hasApt: true, hasDaemon: true }), {
    message: 'Docker is not running, and only root can start it: run this once as root, or start Docker yourself.',
  })
})

t.test('root with apt, or with a daemon to start, goes on', async (t) => {
  t.doesNotThrow(() => refuseWithoutRights({ uid: 0, hasApt: true, hasDaemon: false }))
  t.doesNotThrow(() => refuseWithoutRights({ uid: 0, hasApt: false, hasDaemon: true }))
})
