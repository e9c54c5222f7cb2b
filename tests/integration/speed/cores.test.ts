import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import t, { type Test } from 'tap'
import { planCores } from '../../../worker/checks/speed/cores.js'
import { deferred } from '../../../worker/sandbox/until-aborted.js'
import { label, podName } from '../../../worker/sandbox/labels.js'
import { engine, newIdentity, openExamplePod, sandbox, startServer } from '../pod/example-pod.js'
import { findResidue } from '../pod/residue.js'
import { gradeSpeed, reference } from './grade-speed.js'

const { cpus } = await sandbox.describeHost()
const signal = new AbortController().signal
const lease = (changes: Partial<Parameters<typeof sandbox.leaseCores>[0]> = {}) =>
  sandbox.leaseCores({ identity: newIdentity(), sets: 1, rest: null, signal, onWait: () => undefined, ...changes })

/** The engine's news of containers with these labels; from the moment this resolves on, none is missed. */
async function listen(t: Test, event: string, labels: readonly string[]) {
  const filters = JSON.stringify({ type: ['container'], event: [event], label: labels })
  const news = (await engine.getEvents({ filters })) as unknown as Readable
  t.teardown(() => news.destroy())
  return createInterface({ input: news })
}

await t.test('one set of cores has one holder at a time', async (t) => {
  const first = await lease()
  const waits = deferred<void>()
  const second = lease({ onWait: waits.resolve })
  await waits.promise
  await first[Symbol.asyncDispose]()
  await using next = await second
  t.equal(next.set, first.set)
})

await t.test('a lease survives the reaper, and leaves nothing', async (t) => {
  const identity = newIdentity()
  const held = await lease({ identity })
  t.notOk((await sandbox.reap()).includes(podName({ ...identity, part: 'cores' })))
  await held[Symbol.asyncDispose]()
  t.same(await findResidue(identity.runId, []), [])
})

await t.test(
  'others leave the cores, those that start later too',
  { skip: cpus < 2 && 'needs two cores' },
  async (t) => {
    const rest = planCores(cpus).rest ?? '0'
    const cpusetOf = async (id: string | undefined) =>
      (await engine.getContainer(id ?? '').inspect()).HostConfig.CpusetCpus
    await using pod = await openExamplePod('setInterval(() => {}, 1000)', newIdentity(), [])
    const before = await pod.prepareSubject(startServer, 0)
    await before.start()
    await using _held = await lease({ rest })
    t.equal(await cpusetOf(before.containerId), rest)
    const identity = newIdentity()
    await using later = await openExamplePod('setInterval(() => {}, 1000)', identity, [])
    const subject = await later.prepareSubject(startServer, 0)
    const updates = await listen(t, 'update', [`${label.run}=${identity.runId}`])
    await subject.start()
    for await (const line of updates) {
      if ((JSON.parse(line) as { id: string }).id === subject.containerId) break
    }
    t.equal(await cpusetOf(subject.containerId), rest)
  },
)

await t.test('a run that is stopped while it is measured leaves nothing', async (t) => {
  const runId = randomUUID()
  const controller = new AbortController()
  const pauses = await listen(t, 'pause', [`${label.run}=${runId}`])
  const grading = gradeSpeed(reference, { runId, signal: controller.signal })
  const rejected = t.rejects(grading, { message: 'stopped' })
  await once(pauses, 'line') // One variant is frozen, so the other one is being measured.
  controller.abort(new Error('stopped'))
  await rejected
  t.same(await findResidue(runId, []), [])
})
