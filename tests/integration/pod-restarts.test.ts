import t from 'tap'
import { serviceNames } from '../../contracts/exercise/manifest.js'
import { awaitLine, engine, newIdentity, openExamplePod, startServer } from './pod/example-pod.js'
import { readMembers } from './pod/member-facts.js'

const takePort = `
const { createServer } = require('node:net')
const [take, ...others] = [6379, 5432, 3306].map((port) => (then) => createServer().listen(port, '127.0.0.1', then))
take(() => others[0](() => others[1](() => console.log('taken'))))
`

/** Tells what it finds in /data and in the database, then adds to both. */
const remember = `
const { existsSync, readFileSync, appendFileSync } = require('node:fs')
const { Client } = require('/node_modules/pg')
const { createConnection } = require('/node_modules/mysql2/promise')
const url = process.env.DATABASE_URL
async function connect() {
  if (url.startsWith('mysql:')) {
    const connection = await createConnection(url)
    return { id: 'int auto_increment primary key', count: async (sql) => (await connection.query(sql))[0].length }
  }
  const client = new Client(url)
  await client.connect()
  return { id: 'serial', count: async (sql) => (await client.query(sql)).rowCount }
}
async function main() {
  const lives = existsSync('/data/lives') ? readFileSync('/data/lives').length : 0
  appendFileSync('/data/lives', 'x')
  const database = await connect()
  await database.count('create table if not exists lives (id ' + database.id + ', life int)')
  const found = await database.count('select * from lives')
  await database.count('insert into lives (life) values (1)')
  console.log('found', lives, found)
  setInterval(() => {}, 1000)
}
main()
`

for (const database of ['postgres', 'mariadb'] as const) {
  await t.test(`keeps data and ${database} across restarts of the subject`, async (t) => {
    await using pod = await openExamplePod(remember, undefined, [database])
    await pod.startServices()
    const subject = await pod.prepareSubject(startServer, 3)
    await subject.start()
    t.equal(await awaitLine(subject, 'found'), 'found 0 0')
    await subject.restart('politely')
    t.equal(await awaitLine(subject, 'found 1'), 'found 1 1')
    await subject.restart('suddenly')
    t.equal(await awaitLine(subject, 'found 2'), 'found 2 2')
    t.same(subject.deaths, [], 'a restart is no death')
  })

  await t.test(`keeps what is in ${database} when its service is killed and started again`, async (t) => {
    await using pod = await openExamplePod(remember, undefined, [database])
    await pod.startServices()
    const subject = await pod.prepareSubject(startServer, 3)
    await subject.start()
    t.equal(await awaitLine(subject, 'found'), 'found 0 0')
    await pod.service(database)?.stop()
    await pod.service(database)?.start()
    await subject.restart('suddenly')
    t.equal(await awaitLine(subject, 'found 1'), 'found 1 1')
  })
}

await t.test('lets a test pause, stop and start a service that has died', async (t) => {
  const identity = newIdentity()
  await using pod = await openExamplePod('', identity, ['redis'])
  await pod.startServices()
  const service = pod.service('redis')!
  for (const action of ['resume', 'pause', 'pause', 'resume', 'resume'] as const)
    await t.resolves(service[action](), `${action} while it lives`)
  const redis = (await readMembers(identity.runId)).get('redis')
  const ended = engine.getContainer(redis?.id ?? '').wait()
  process.kill(redis?.inspected.State.Pid ?? 0, 'SIGKILL')
  await ended
  for (const action of ['pause', 'resume', 'stop'] as const)
    await t.resolves(service[action](), `${action} when it is dead`)
  t.equal(await service.start(), 'started')
})

await t.test('tells when the subject has taken the port of a stopped service', async (t) => {
  await using pod = await openExamplePod(takePort, undefined, serviceNames)
  await pod.startServices()
  await Promise.all(serviceNames.map((name) => pod.service(name)?.stop()))
  const subject = await pod.prepareSubject(startServer, 0)
  await subject.start()
  await awaitLine(subject, 'taken')
  for (const name of serviceNames) t.equal(await pod.service(name)?.start(), 'port-taken', name)
  await subject.breakLimit('time')
  await subject.ended
  for (const name of serviceNames) t.equal(await pod.service(name)?.start(), 'started', name)
})

await t.test('starts a subject that died again, as often as it may, and records each death', async (t) => {
  await using pod = await openExamplePod('console.log("born"); process.exit(3)', undefined, [])
  const subject = await pod.prepareSubject(startServer, 1)
  await subject.start()
  await subject.ended
  t.equal(await subject.check(), 'restarted')
  await subject.ended
  t.equal(await subject.check(), 'gone')
  t.match(subject.deaths, [
    { exitCode: 3, oomKilled: false },
    { exitCode: 3, oomKilled: false },
  ])
})
