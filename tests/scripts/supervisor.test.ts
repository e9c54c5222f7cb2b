import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { loadScript } from './load-script.js'

const { SupervisedProcess } = await loadScript('bootstrap/supervisor.mjs')

/**
 * Says hello at the port of the test whenever it is started. A socket in the folder would do where its path is short.
 */
const greeting =
  "require('node:net').connect(process.env.GREET, '127.0.0.1', function () { this.end(String(process.pid)) });"

interface Death {
  exitCode: number | string
  delayMs: number
  deaths: number
}

async function supervise(test: Test, program: string) {
  const folder = test.testdir({ 'program.cjs': greeting + program })
  const greetings = createServer((socket) => socket.resume()).listen(0, '127.0.0.1')
  await once(greetings, 'listening')
  test.teardown(() => greetings.close())
  const deaths: Death[] = []
  const logFile = join(folder, 'logs', 'program.log')
  const env = { ...process.env, GREET: String((greetings.address() as AddressInfo).port) }
  const child = new SupervisedProcess({
    name: 'program',
    file: join(folder, 'program.cjs'),
    cwd: folder,
    env,
    logFile,
    onDeath: (death: Death) => deaths.push(death),
  })
  return { child, greetings, deaths, logFile }
}

const started = (greetings: Server) => once(greetings, 'connection')

t.test('a program that dies is started again, later each time', async (t) => {
  const { child, greetings, deaths, logFile } = await supervise(
    t,
    "console.log('dying'); setTimeout(() => process.exit(7), 20)",
  )
  child.start()
  for (let starts = 0; starts < 3; starts += 1) await started(greetings)
  await child.stop(1000)
  t.match(deaths.slice(0, 2), [
    { exitCode: 7, delayMs: 500, deaths: 1 },
    { exitCode: 7, delayMs: 1000, deaths: 2 },
  ])
  t.match(await readFile(logFile, 'utf8'), /^dying\ndying\n/, 'what it says is in the log')
})

t.test('stopping asks first, and nothing is started again', async (t) => {
  const { child, greetings, deaths, logFile } = await supervise(
    t,
    "setInterval(() => {}, 1e6); process.on('SIGTERM', () => { console.log('bye'); process.exit(0) })",
  )
  child.start()
  await started(greetings)
  await child.stop(10_000)
  t.same(deaths, [])
  t.equal(await readFile(logFile, 'utf8'), 'bye\n')
})

t.test('a program that is restarted stops first, and is supervised as before', async (t) => {
  const { child, greetings, deaths, logFile } = await supervise(
    t,
    "setInterval(() => {}, 1e6); process.on('SIGTERM', () => { console.log('bye'); process.exit(0) })",
  )
  child.start()
  await started(greetings)
  const startedAgain = started(greetings)
  await child.restart(10_000)
  await startedAgain
  t.same(deaths, [])
  await child.stop(10_000)
  t.equal(await readFile(logFile, 'utf8'), 'bye\nbye\n')
})

t.test('a program that will not stop is killed when its time is up', async (t) => {
  const { child, greetings } = await supervise(t, "setInterval(() => {}, 1e6); process.on('SIGTERM', () => {})")
  child.start()
  await started(greetings)
  await t.resolves(child.stop(50))
})

t.test('stopping between two starts ends it', async (t) => {
  const { child, greetings, deaths } = await supervise(t, 'setTimeout(() => process.exit(1), 20)')
  child.start()
  await started(greetings)
  await child.stop(1000)
  t.ok(deaths.length <= 1)
})
