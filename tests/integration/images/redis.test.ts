import t from 'tap'
import { openPlace } from './image-container.js'

const env = { EXAMINER_PASSWORD: 'secret-of-the-examiner' }
const place = await openPlace()
const server = await place.serve(
  { image: 'redis', role: 'redis', command: ['serve'], env },
  /Ready to accept connections unix/,
)
t.teardown(async () => {
  await server[Symbol.asyncDispose]()
  await place[Symbol.asyncDispose]()
})

const asExaminer = (...command: string[]) =>
  place.run({
    image: 'redis',
    role: 'examiner',
    command: ['redis-cli', '-s', '/run/service/redis.sock', '--user', 'examiner', ...command],
    env: { REDISCLI_AUTH: env.EXAMINER_PASSWORD },
  })
const asSubject = (...command: string[]) =>
  place.run({
    image: 'redis',
    role: 'subject',
    command: ['redis-cli', '--user', 'app', ...command],
    env: { REDISCLI_AUTH: 'app' },
  })

t.test('the examiner comes in by the socket and may do everything', async (t) => {
  t.match(await asExaminer('acl', 'whoami'), { exitCode: 0, output: 'examiner' })
  t.match(await asExaminer('config', 'get', 'appendonly'), { output: 'appendonly\nno' })
})

t.test('the subject comes in by loopback and works with keys', async (t) => {
  t.match(await asSubject('set', 'greeting', 'hello'), { output: 'OK' })
  t.match(await asSubject('get', 'greeting'), { output: 'hello' })
  t.match(await asSubject('eval', 'return redis.call("get", KEYS[1])', '1', 'greeting'), { output: 'hello' })
  t.match(await asSubject('info', 'server'), { output: /redis_version:8/ }, 'clients ask for it when they connect')
})

t.test('the subject may not administer', async (t) => {
  const forbidden = [
    'config set maxmemory 1',
    'shutdown',
    'replicaof 127.0.0.1 1',
    'monitor',
    'client list',
    'module list',
    'flushall',
    'acl list',
    'save',
    'bgrewriteaof',
  ]
  const script = `for command in ${forbidden.map((command) => `'${command}'`).join(' ')}; do redis-cli --user app $command; done`
  const { output } = await place.run({
    image: 'redis',
    role: 'subject',
    command: ['sh', '-c', script],
    env: { REDISCLI_AUTH: 'app' },
  })
  t.equal(output.match(/NOPERM/g)?.length, forbidden.length, output)
})

t.test('without a name and password nothing is answered', async (t) => {
  const result = await place.run({ image: 'redis', role: 'subject', command: ['redis-cli', 'get', 'greeting'] })
  t.match(result, { output: /NOAUTH/ })
})

t.test('it listens on loopback only, under its own UID', async (t) => {
  const { output } = await place.run({
    image: 'holder',
    role: 'holder',
    command: ['awk', '$4 == "0A" { print $2, $8 }', '/proc/net/tcp'],
  })
  t.match(output, /^0100007F:18EB 2\d{5}$/)
})
