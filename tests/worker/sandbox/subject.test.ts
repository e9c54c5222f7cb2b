import { setImmediate as nextTurn } from 'node:timers/promises'
import t from 'tap'
import { Subject } from '../../../worker/sandbox/subject.js'
import type { Usage } from '../../../worker/sandbox/container.js'
import { FakeContainer } from './fake-container.js'

async function startSubject(changes: { outputBytes?: number; restartsAfterDeath?: number } = {}) {
  const lives: FakeContainer[] = []
  let write: (chunk: Buffer) => void = () => undefined
  const subject = new Subject({
    outputBytes: 1000,
    restartsAfterDeath: 1,
    ...changes,
    async create(output) {
      write = output.stdout
      lives.push(new FakeContainer())
      return lives.at(-1)!
    },
  })
  await subject.start()
  return { subject, lives, print: (text: string) => write(Buffer.from(text)) }
}

const usage = (changes: Partial<Usage>): Usage => ({
  cpuSeconds: 1,
  peakMemoryMb: 10,
  peakPids: 2,
  pidsLimit: 10,
  ...changes,
})

t.test('records an end that nobody asked for, and only that', async (t) => {
  const { subject, lives, print } = await startSubject()
  print('last words\n')
  lives[0]?.end({ exitCode: 3, oomKilled: false })
  await subject.ended
  t.equal(await subject.check(), 'restarted')
  await subject.restart('suddenly')
  await subject[Symbol.asyncDispose]()
  t.match(subject.deaths, [{ exitCode: 3, log: 'last words' }])
  t.equal(lives.length, 3)
  t.ok(lives.every(({ isRemoved }) => isRemoved))
})

t.test('takes its removal with the pod for no death', async (t) => {
  const { subject, lives } = await startSubject()
  const disposing = subject[Symbol.asyncDispose]()
  lives[0]?.end({ exitCode: 137, oomKilled: false }) // the pod removes all its containers at once
  await nextTurn()
  await disposing
  t.same(subject.deaths, [])
})

t.test('names memory as the limit when the kernel killed a process for it, and no death', async (t) => {
  const { subject, lives } = await startSubject()
  lives[0]?.end({ exitCode: 137, oomKilled: true })
  await subject.ended
  t.equal(await subject.check(), 'gone')
  t.equal(subject.limit, 'memory')
  t.same(subject.deaths, [])
  await subject[Symbol.asyncDispose]()
})

t.test('tells memory that sockets hold from its own, where that came first', async (t) => {
  for (const isFirst of [true, false]) {
    const { subject } = await startSubject()
    if (!isFirst) await subject.breakLimit('pids')
    await subject.breakLimitOfSockets()
    t.match(subject, { limit: isFirst ? 'memory' : 'pids', isFullOfSockets: isFirst })
    await subject[Symbol.asyncDispose]()
  }
})

t.test('is killed at the cap of its output, and the first limit broken stands', async (t) => {
  const { subject, lives, print } = await startSubject({ outputBytes: 10 })
  print('0123456789')
  t.equal(subject.limit, null)
  print('!')
  await subject.breakLimit('memory')
  t.equal(subject.limit, 'output')
  t.same(lives[0]?.signals[0], 'SIGKILL')
  t.equal(await subject.check(), 'gone')
  await subject.restart('politely')
  t.equal(lives.length, 1, 'it has no further life')
  await subject[Symbol.asyncDispose]()
})

t.test('breaks the pids limit when it stays there, not when it touches it once', async (t) => {
  const { subject, lives } = await startSubject()
  for (const [peakPids, limit] of [
    [10, null],
    [4, null],
    [10, null],
    [10, 'pids'],
  ] as const) {
    lives[0]?.tellUsage(usage({ peakPids }))
    t.equal(subject.limit, limit)
  }
  t.equal(subject.usage.peakPids, 10)
  await subject[Symbol.asyncDispose]()
})

t.test('is seen at its pids limit at the end, however soon the end comes', async (t) => {
  const { subject, lives } = await startSubject()
  lives[0]!.usage = usage({ peakPids: 9 })
  await subject.lookAgain()
  t.equal(subject.limit, null)
  lives[0]!.usage = usage({ peakPids: 10 })
  await subject.lookAgain()
  t.equal(subject.limit, 'pids')
  await subject[Symbol.asyncDispose]()
})

t.test('adds up what its lives have used', async (t) => {
  const { subject, lives } = await startSubject()
  lives[0]?.tellUsage(usage({ cpuSeconds: 2, peakMemoryMb: 30 }))
  await subject.restart('suddenly')
  lives[1]?.tellUsage(usage({ cpuSeconds: 3, peakMemoryMb: 20 }))
  t.match(subject.usage, { cpuSeconds: 5, peakMemoryMb: 30 })
  await subject[Symbol.asyncDispose]()
})

t.test('is over for good after as many deaths as it may have', async (t) => {
  const { subject, lives } = await startSubject({ restartsAfterDeath: 0 })
  lives[0]?.end({ exitCode: 1, oomKilled: false })
  await subject.ended
  t.equal(await subject.check(), 'gone')
  t.equal(lives.length, 1)
  await subject[Symbol.asyncDispose]()
})
