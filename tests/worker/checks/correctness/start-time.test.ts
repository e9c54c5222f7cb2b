import t from 'tap'
import { chargeStart, StartTime } from '../../../../worker/checks/correctness/start-time.js'

t.test('all of the time counts while a core was idle', async (t) => {
  t.equal(chargeStart({ seconds: 10, cpuSeconds: 0.1, cpus: 1, idleCores: 1 }), 10)
  t.equal(chargeStart({ seconds: 10, cpuSeconds: 0.1, cpus: 1, idleCores: 15.2 }), 10)
})

t.test('on a machine without an idle core, only what the service computed counts', async (t) => {
  t.equal(chargeStart({ seconds: 11, cpuSeconds: 1.5, cpus: 1, idleCores: 0 }), 1.5)
  t.equal(chargeStart({ seconds: 11, cpuSeconds: 3, cpus: 2, idleCores: 0 }), 1.5)
  t.equal(chargeStart({ seconds: 10, cpuSeconds: 1.5, cpus: 1, idleCores: 0.25 }), 4)
})

t.test('a service that keeps its own cores busy is charged for every second', async (t) => {
  t.equal(chargeStart({ seconds: 10, cpuSeconds: 10, cpus: 1, idleCores: 0 }), 10)
  t.equal(chargeStart({ seconds: 10, cpuSeconds: 9, cpus: 1, idleCores: 0.5 }), 10)
})

const cores = (all: number, idle: number) => ({ cores: 2, ticks: { all, idle, steal: 0 } })
const used = (cpuSeconds: number | undefined) => ({ readLifeCpuSeconds: async () => cpuSeconds })

/** A service with 10 s to start, some seconds after it began, on a machine that was idle for a share of them. */
async function startedFor(seconds: number, idle: number) {
  let nowMs = 0
  const ticksAt = () => cores(5000 + nowMs / 5, 2000 + (nowMs / 5) * idle)
  const startTime = new StartTime({ startSeconds: 10, cpus: 1 }, { readCores: async () => ticksAt(), now: () => nowMs })
  await startTime.begin()
  nowMs = seconds * 1000
  return { startTime, later: (more: number) => void (nowMs += more * 1000) }
}

const grantFor = async (seconds: number, idle: number, cpuSeconds: number | undefined) =>
  (await startedFor(seconds, idle)).startTime.grantMs(used(cpuSeconds))

t.test(
  'a service that a busy machine held up gets the time that it lost, in parts, until three times its time is over',
  async (t) => {
    t.equal(await grantFor(10, 0, 1.5), 2500)
    t.equal(await grantFor(10, 0, 9), 1000)
    t.equal(await grantFor(28, 0, 1.5), 2000)
    t.equal(await grantFor(30, 0, 1.5), 0)
  },
)

t.test('a service that used its time, slept while a core was idle, or has ended gets no more', async (t) => {
  t.equal(await grantFor(10, 0, 9.95), 0)
  t.equal(await grantFor(10, 0.5, 0.5), 0)
  t.equal(await grantFor(10, 0, undefined), 0)
})

t.test(
  'a service that sleeps on a busy machine is not waited for: one that waits for a core gets a share of it',
  async (t) => {
    t.equal(await grantFor(10, 0, 0.05), 0)
    const { startTime, later } = await startedFor(10, 0)
    t.equal(await startTime.grantMs(used(1.5)), 2500, 'it may have waited for a core')
    later(2.5)
    t.equal(await startTime.grantMs(used(1.51)), 0, 'it slept since')
  },
)

t.test('where the machine hides its times, a service gets no more', async (t) => {
  const startTime = new StartTime({ startSeconds: 10, cpus: 1 }, { readCores: async () => null, now: () => 0 })
  await startTime.begin()
  t.equal(await startTime.grantMs(used(0.1)), 0)
})
