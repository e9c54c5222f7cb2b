import t from 'tap'
import { createGuardedDrivers } from '../../sandbox-images/examiner/drivers/guarded-drivers.js'
import { honestValues, look, protocols } from './fixtures/guarded-drivers.js'
import {
  column,
  dataRow,
  done,
  honest,
  mariadbColumn,
  message,
  oneColumn,
  packet,
  rowDescription,
  startFakeDatabase,
  type Conversation,
  type Protocol,
  type Send,
} from './fixtures/fake-databases.js'

interface Attack {
  protocol: Protocol
  name: string
  conversation?: Partial<Conversation>
  send?: Send
  callMs?: number
  says?: RegExp
  /** What must not be among what the server received. */
  never?: RegExp
}

const sendAndStay: Send = (socket, bytes) => socket.write(bytes)
const sendAndClose: Send = (socket, bytes) => socket.end(bytes)
const times = (count: number, bytes: Buffer) => Buffer.concat(Array.from({ length: count }, () => bytes))
/** Greets as it should, then sends the same without end, as fast as it is read. */
const floodAfterHello: Send = (socket, bytes, stage) => {
  if (stage === 'hello') return socket.write(bytes)
  const many = times(Math.ceil(65_536 / bytes.length), bytes)
  const pour = () => {
    while (socket.writable && socket.write(many));
  }
  socket.on('drain', pour)
  return pour()
}

const twoColumns = rowDescription(column('id'), column('title'))
const looksFor = (code: number, ...rest: string[]) => message('R', [0, 0, 0, code], ...rest)

const attacks: Attack[] = [
  {
    protocol: 'postgres',
    name: 'a message of one gigabyte',
    conversation: { answer: Buffer.from([0x44, 0x40, 0, 0, 0, 1]) },
    callMs: 300,
  },
  {
    protocol: 'postgres',
    name: 'half a message, then silence',
    conversation: { answer: twoColumns.subarray(0, 20) },
    callMs: 300,
    says: /in time/,
  },
  {
    protocol: 'postgres',
    name: 'half a message, then the end',
    conversation: { answer: twoColumns.subarray(0, 20) },
    send: (socket, bytes, stage) => (stage === 'hello' ? socket.write(bytes) : socket.end(bytes)),
  },
  {
    protocol: 'postgres',
    name: 'notices without end',
    conversation: { answer: message('N', 'SNOTICE\0Mhello\0\0') },
    send: floodAfterHello,
    says: /more than 4 MB/,
  },
  {
    protocol: 'postgres',
    name: 'parameters without end',
    conversation: { answer: message('S', 'TimeZone\0UTC\0') },
    send: floodAfterHello,
    says: /more than 4 MB/,
  },
  {
    protocol: 'postgres',
    name: 'notifications without end',
    conversation: { answer: message('A', [0, 0, 0, 1], 'channel\0payload\0') },
    send: floodAfterHello,
    says: /more than 4 MB/,
  },
  {
    protocol: 'postgres',
    name: 'rows without end',
    conversation: { answer: Buffer.concat([twoColumns, times(100_000, dataRow('1', 'x'.repeat(100)))]) },
    says: /more than 4 MB/,
  },
  {
    protocol: 'postgres',
    name: 'a million rows of nothing',
    conversation: { answer: Buffer.concat([message('T', [0, 0]), times(590_000, message('D', [0, 0])), done]) },
  },
  {
    protocol: 'postgres',
    name: 'an error that is not ended',
    conversation: { answer: message('E', 'SERROR') },
    callMs: 500,
    says: /in time/,
  },
  {
    protocol: 'postgres',
    name: 'more values than columns',
    conversation: { answer: Buffer.concat([rowDescription(column('id')), dataRow('1', '2', '3'), done]) },
  },
  {
    protocol: 'postgres',
    name: 'an error of three megabytes',
    conversation: { answer: Buffer.concat([message('E', `SERROR\0M${'x'.repeat(3_000_000)}\0\0`), message('Z', 'I')]) },
  },
  {
    protocol: 'postgres',
    name: 'a password in clear text',
    conversation: { hello: looksFor(3) },
    says: /asked for a password/,
    never: /^p/,
  },
  {
    protocol: 'postgres',
    name: 'a password by MD5',
    conversation: { hello: looksFor(5, 'salt') },
    says: /asked for a password/,
  },
  {
    protocol: 'postgres',
    name: 'a password by SCRAM',
    conversation: { hello: looksFor(10, 'SCRAM-SHA-256\0\0') },
    says: /asked for a password/,
  },
  { protocol: 'postgres', name: 'an unknown way to sign in', conversation: { hello: looksFor(77) } },
  {
    protocol: 'postgres',
    name: 'a column called __proto__',
    conversation: { answer: oneColumn('__proto__', 114, '{"isAdmin":true}') },
    says: /__proto__/,
  },
  {
    protocol: 'postgres',
    name: 'JSON that is nested deeply',
    conversation: { answer: oneColumn('title', 114, `${'['.repeat(100_000)}${']'.repeat(100_000)}`) },
    says: /nested/,
  },
  {
    protocol: 'postgres',
    name: 'an array that is nested deeply',
    conversation: { answer: oneColumn('title', 1009, `${'{'.repeat(100_000)}${'}'.repeat(100_000)}`) },
  },
  { protocol: 'postgres', name: 'JSON that is none', conversation: { answer: oneColumn('title', 114, '{') } },
  {
    protocol: 'postgres',
    name: 'a long name in many rows',
    conversation: {
      answer: Buffer.concat([rowDescription(column('n'.repeat(100_000))), times(20_000, dataRow('')), done]),
    },
    says: /too large/,
  },
  {
    protocol: 'postgres',
    name: 'an end before the greeting',
    conversation: { hello: Buffer.alloc(0) },
    send: sendAndClose,
  },
  {
    protocol: 'mariadb',
    name: 'a request for a file',
    conversation: { answer: packet(1, '\xfb/etc/passwd') },
    never: /root:/,
  },
  {
    protocol: 'mariadb',
    name: 'a request for a file, in bytes',
    conversation: { answer: packet(1, Buffer.from([0xfb, ...Buffer.from('/etc/passwd')])) },
    never: /root:/,
  },
  {
    protocol: 'mariadb',
    name: 'a chain of largest packets',
    conversation: { answer: packet(1, Buffer.alloc(0xffffff)) },
    says: /more than 4 MB/,
  },
  {
    protocol: 'mariadb',
    name: 'half a packet, then silence',
    conversation: { answer: packet(1, 'xxxxx').subarray(0, 6) },
    callMs: 300,
    says: /in time/,
  },
  {
    protocol: 'mariadb',
    name: 'more columns than there are numbers',
    conversation: { answer: packet(1, Buffer.from([0xfe, ...Array<number>(8).fill(0xff)])) },
    callMs: 300,
  },
  {
    protocol: 'mariadb',
    name: 'rows without end',
    conversation: {
      answer: Buffer.concat([
        packet(1, [1]),
        packet(2, mariadbColumn('id')),
        packet(3, [0xfe, 0, 0, 2, 0]),
        times(400_000, packet(4, '\x0aaaaaaaaaaa')),
      ]),
    },
  },
  {
    protocol: 'mariadb',
    name: 'a column called __proto__',
    conversation: {
      answer: Buffer.concat([
        packet(1, [1]),
        packet(2, mariadbColumn('__proto__')),
        packet(3, [0xfe, 0, 0, 2, 0]),
        packet(4, '\x01a'),
        packet(5, [0xfe, 0, 0, 2, 0]),
      ]),
    },
  },
  {
    protocol: 'mariadb',
    name: 'an error of three megabytes',
    conversation: {
      answer: packet(1, Buffer.concat([Buffer.from([0xff, 1, 4]), Buffer.from(`#42000${'x'.repeat(3_000_000)}`)])),
    },
  },
  {
    protocol: 'mariadb',
    name: 'another way to sign in',
    conversation: {
      hello: Buffer.concat([honest.mariadb.hello, packet(2, Buffer.from('\xfemysql_clear_password\0', 'latin1'))]),
    },
    send: sendAndClose,
  },
  {
    protocol: 'mariadb',
    name: 'a greeting of random bytes',
    conversation: { hello: packet(0, Buffer.alloc(60, 0xa5)) },
    callMs: 500,
  },
  {
    protocol: 'redis',
    name: 'a text of a gigabyte',
    conversation: { answer: Buffer.from('$999999999\r\nx') },
    callMs: 300,
  },
  {
    protocol: 'redis',
    name: 'a list of a thousand million',
    conversation: { answer: Buffer.from('*999999999\r\n') },
    callMs: 600,
  },
  {
    protocol: 'redis',
    name: 'a list that takes all memory',
    conversation: { answer: Buffer.from('*30000000\r\n') },
    callMs: 1500,
  },
  {
    protocol: 'redis',
    name: 'a list that is nested deeply',
    conversation: { answer: Buffer.from(`${'*1\r\n'.repeat(100_000)}:1\r\n`) },
  },
  {
    protocol: 'redis',
    name: 'a line without end',
    conversation: { answer: Buffer.from(`+${'x'.repeat(1000)}`) },
    send: floodAfterHello,
  },
  {
    protocol: 'redis',
    name: 'pushes without end',
    conversation: { answer: Buffer.from('>3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$1\r\nm\r\n') },
    send: floodAfterHello,
  },
  { protocol: 'redis', name: 'a broken push', conversation: { answer: Buffer.from('>1\r\n_\r\n') }, callMs: 500 },
  { protocol: 'redis', name: 'bytes of no type', conversation: { answer: Buffer.from('?huh\r\n') }, callMs: 500 },
  {
    protocol: 'redis',
    name: 'an error of three megabytes',
    conversation: { answer: Buffer.from(`-ERR ${'x'.repeat(3_000_000)}\r\n`) },
  },
]

for (const protocol of protocols) {
  t.test(`An honest ${protocol} is understood`, async (t) => {
    await using server = await startFakeDatabase(protocol)
    t.same(await look(protocol, server.services), { value: honestValues[protocol] })
  })
}

for (const { protocol, name, conversation, send = sendAndStay, callMs, says, never } of attacks) {
  t.test(`${protocol}: ${name} fails the test that looks`, async (t) => {
    await using server = await startFakeDatabase(protocol, { ...honest[protocol], ...conversation }, send)
    const outcome = await look(protocol, server.services, callMs)
    const failure = 'failure' in outcome ? outcome.failure : null
    t.equal(failure?.name, 'TestFailure', JSON.stringify(outcome).slice(0, 300))
    t.match(failure?.message, /^The test's own (database query|Redis command) failed:/)
    if (says) t.match(failure?.message, says)
    t.ok((failure?.message.length ?? 0) < 2500, 'and says so in few words')
    if (never) t.notMatch(server.received().toString('latin1'), never)
  })
}

t.test('What breaks a driver after its answer fails the test that is running', async (t) => {
  const late: Send = (socket, bytes, stage) => {
    socket.write(bytes)
    if (stage === 'answer') setImmediate(() => socket.write(looksFor(77)))
  }
  await using server = await startFakeDatabase('postgres', honest.postgres, late)
  const closers: (() => Promise<void>)[] = []
  const broken = new Promise<Error>((resolve) => {
    const { db } = createGuardedDrivers(server.services, { onClose: (close) => closers.push(close), onBroken: resolve })
    db.query('SELECT 1').catch(resolve)
  })
  t.equal((await broken).name, 'TestFailure')
  await Promise.all(closers.map((close) => close()))
})

t.test("An exercise without a database is the author's mistake, in the process of the drivers, too", async (t) => {
  const outcome = await look('postgres', {})
  t.match('failure' in outcome && outcome.failure, { name: 'AuthorMistake', message: /lists neither/ })
})
