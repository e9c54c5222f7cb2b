import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { planCores } from '../../../worker/checks/speed/cores.js'
import { reapPods } from '../../../worker/sandbox/reaper.js'
import { engine, newIdentity, openExamplePod, sandbox, startServer } from '../pod/example-pod.js'
import { findResidue } from '../pod/residue.js'
import { gradeSpeed, reference } from './grade-speed.js'

const { cpus } = await sandbox.describeHost()
const signal = new AbortController().signal
const lease = (changes: Partial<Parameters<typeof sandbox.leaseCores>[0]> = {}) =>
  sandbox.leaseCores({ identity: newIdentity(), sets: 1, rest: null, signal, onWait: () => undefined, ...changes })

await t.test('one set of cores has one holder at a time', async (t) => {
  const first = await lease()
  let hasWaited = false
  const second = lease({ onWait: () => (hasWaited = true) })
  await wait(1500)
  t.ok(hasWaited)
  await first[Symbol.asyncDispose]()
  await using next = await second
  t.equal(next.set, first.set)
})

await t.test('a lease survives the reaper, and leaves nothing', async (t) => {
  const identity = newIdentity()
  const held = await lease({ identity })
  t.notOk((await reapPods(engine, Date.now() + 60_000)).includes(`${identity.runId}-1`))
  await held[Symbol.asyncDispose]()
  t.same(await findResidue(identity.runId, []), [])
})

await t.test('others leave the cores, those that start later too', { skip: cpus < 2 && 'needs two cores' }, async (t) => {
  const rest = planCores(cpus).rest ?? '0'
  const cpusetOf = async (id: string | undefined) => (await engine.getContainer(id ?? '').inspect()).HostConfig.CpusetCpus
  await using pod = await openExamplePod('setInterval(() => {}, 1000)', newIdentity(), [])
  const before = await pod.prepareSubject(startServer, 0, 0)
  await before.start()
  await using _held = await lease({ rest })
  t.equal(await cpusetOf(before.containerId), rest)
  await using later = await openExamplePod('setInterval(() => {}, 1000)', newIdentity(), [])
  const subject = await later.prepareSubject(startServer, 0, 0)
  await subject.start()
  await wait(1000)
  t.equal(await cpusetOf(subject.containerId), rest)
})

await t.test('a run that is stopped while it is measured leaves nothing', async (t) => {
  const runId = randomUUID()
  const controller = new AbortController()
  const grading = gradeSpeed(reference, { runId, signal: controller.signal })
  setTimeout(() => controller.abort(new Error('stopped')), 12_000)
  await t.rejects(grading)
  t.same(await findResidue(runId, []), [])
})
