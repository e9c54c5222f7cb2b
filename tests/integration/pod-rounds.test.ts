import t from 'tap'
import { awaitLine, engine, newIdentity, openExamplePod, startServer } from './pod/example-pod.js'
import { readMembers } from './pod/member-facts.js'

const takePort = `
const { createServer } = require('node:net')
createServer().listen(6379, '127.0.0.1', () => createServer().listen(5432, '127.0.0.1', () => console.log('taken')))
`

/** Tells what it finds in /data and in the database, then adds to both. */
const remember = `
const { existsSync, readFileSync, appendFileSync } = require('node:fs')
const { Client } = require('/node_modules/pg')
async function main() {
  const lives = existsSync('/data/lives') ? readFileSync('/data/lives').length : 0
  appendFileSync('/data/lives', 'x')
  const database = new Client(process.env.DATABASE_URL)
  await database.connect()
  await database.query('create table if not exists lives (id serial)')
  const { rowCount } = await database.query('select * from lives')
  await database.query('insert into lives default values')
  console.log('found', lives, rowCount)
  setInterval(() => {}, 1000)
}
main()
`

await t.test('keeps data and database across restarts of the subject, and has neither in the next round', async (t) => {
  await using pod = await openExamplePod(remember, undefined, ['postgres'])
  await pod.startServices(0)
  const subject = await pod.prepareSubject(startServer, 0, 3)
  await subject.start()
  t.equal(await awaitLine(subject, 'found'), 'found 0 0')
  await subject.restart('politely')
  t.equal(await awaitLine(subject, 'found 1'), 'found 1 1')
  await subject.restart('suddenly')
  t.equal(await awaitLine(subject, 'found 2'), 'found 2 2')
  t.same(subject.deaths, [], 'a restart is no death')

  await pod.clearRound()
  await pod.startServices(1)
  const again = await pod.prepareSubject(startServer, 1, 3)
  await again.start()
  t.equal(await awaitLine(again, 'found'), 'found 0 0')
})

await t.test('keeps the database when its service is killed and started again', async (t) => {
  await using pod = await openExamplePod(remember, undefined, ['postgres'])
  await pod.startServices(0)
  const subject = await pod.prepareSubject(startServer, 0, 3)
  await subject.start()
  t.equal(await awaitLine(subject, 'found'), 'found 0 0')
  await pod.service('postgres')?.stop()
  await pod.service('postgres')?.start()
  await subject.restart('suddenly')
  t.equal(await awaitLine(subject, 'found 1'), 'found 1 1')
})

await t.test('lets a test pause, stop and start a service that has died', async (t) => {
  const identity = newIdentity()
  await using pod = await openExamplePod('', identity, ['redis'])
  await pod.startServices(0)
  const service = pod.service('redis')!
  for (const action of ['resume', 'pause', 'pause', 'resume', 'resume'] as const) await t.resolves(service[action](), `${action} while it lives`)
  const redis = (await readMembers(identity.runId)).get('redis')
  const ended = engine.getContainer(redis?.id ?? '').wait()
  process.kill(redis?.inspected.State.Pid ?? 0, 'SIGKILL')
  await ended
  for (const action of ['pause', 'resume', 'stop'] as const) await t.resolves(service[action](), `${action} when it is dead`)
  t.equal(await service.start(), 'started')
})

await t.test('tells when the subject has taken the port of a stopped service', async (t) => {
  await using pod = await openExamplePod(takePort, undefined, ['redis', 'postgres'])
  await pod.startServices(0)
  await Promise.all([pod.service('redis')?.stop(), pod.service('postgres')?.stop()])
  const subject = await pod.prepareSubject(startServer, 0, 0)
  await subject.start()
  await awaitLine(subject, 'taken')
  t.equal(await pod.service('redis')?.start(), 'port-taken')
  t.equal(await pod.service('postgres')?.start(), 'port-taken')
  await subject.breakLimit('time')
  await subject.ended
  t.equal(await pod.service('redis')?.start(), 'started')
  t.equal(await pod.service('postgres')?.start(), 'started')
})

await t.test('starts a subject that died again, as often as it may, and records each death', async (t) => {
  await using pod = await openExamplePod('console.log("born"); process.exit(3)', undefined, [])
  const subject = await pod.prepareSubject(startServer, 0, 1)
  await subject.start()
  await subject.ended
  t.equal(await subject.check(), 'restarted')
  await subject.ended
  t.equal(await subject.check(), 'gone')
  t.match(subject.deaths, [{ exitCode: 3, oomKilled: false }, { exitCode: 3, oomKilled: false }])
})
