import { fork } from 'node:child_process'
import { once } from 'node:events'
import t from 'tap'
import { firstUid, uidsPerSlot } from '../../contracts/roles.js'
import type { Pod } from '../../worker/sandbox/pod.js'
import { label, podName } from '../../worker/sandbox/labels.js'
import { projectFile } from '../project-file.js'
import { awaitLine, engine, newIdentity, openExamplePod, sandbox, startServer } from './pod/example-pod.js'
import { findResidue } from './pod/residue.js'

const slotOf = (pod: Pod) => Math.floor((pod.sourceOwner - firstUid) / uidsPerSlot)
const quiet = { stdout: () => undefined, stderr: () => undefined }

await t.test('leaves nothing when it is disposed of, whatever of it still runs', async (t) => {
  const identity = newIdentity()
  const pod = await openExamplePod('console.log("here"); setInterval(() => {}, 1000)', identity)
  await Promise.all([pod.startServices(), pod.startExaminer(quiet)])
  const subject = await pod.prepareSubject(startServer, 0)
  await subject.start()
  await awaitLine(subject, 'here')
  await pod.service('redis')?.pause()
  const building = pod.build({ command: ['sleep', 'infinity'], env: {} }).catch((error: unknown) => error)
  t.ok((await findResidue(identity.runId, [slotOf(pod)])).length > 10, 'there is much to be removed')
  await pod[Symbol.asyncDispose]()
  await building
  t.same(await findResidue(identity.runId, [slotOf(pod)]), [])
})

await t.test('makes no container any more once it is disposed of', async (t) => {
  const identity = newIdentity()
  const pod = await openExamplePod('', identity, [])
  const starting = pod.startExaminer(quiet)
  await Promise.all([t.rejects(starting), pod[Symbol.asyncDispose]()])
  t.same(await findResidue(identity.runId, [slotOf(pod)]), [])
})

await t.test('ends with the worker that is killed, and is reaped', async (t) => {
  const worker = fork(projectFile('dist/tests/integration/pod/lost-worker.js'), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const [runId] = (await once(worker, 'message')) as [string]
  const holder = await findMember(runId, 'holder')
  const ended = engine.getContainer(holder).wait()
  worker.kill('SIGKILL')
  await ended
  await sandbox.reap()
  t.same(await findResidue(runId, []), [])
  t.notOk((await sandbox.reap()).includes(podName({ runId, delivery: 1, worker: '' })), 'once')
})

await t.test("survives the reaper while its worker lives, whatever the reaper's clock says", async (t) => {
  const identity = newIdentity()
  await using pod = await openExamplePod('console.log("still here"); setInterval(() => {}, 1000)', identity, [])
  const subject = await pod.prepareSubject(startServer, 0)
  await subject.start()
  await withClockAt(Date.now() + 86_400_000, async () => t.notOk((await sandbox.reap()).includes(podName(identity))))
  await withClockAt(0, async () => t.notOk((await sandbox.reap()).includes(podName(identity))))
  t.ok(await awaitLine(subject, 'still here'))
})

await t.test('is removed for a later delivery of its run', async (t) => {
  const identity = newIdentity()
  const earlier = await openExamplePod('setInterval(() => {}, 1000)', identity, [])
  const subject = await earlier.prepareSubject(startServer, 0)
  await subject.start()
  await sandbox.removeRun(identity.runId)
  t.same(await findResidue(identity.runId, [slotOf(earlier)]), [])
  const later = await openExamplePod('', { ...identity, delivery: 2 }, [])
  await t.resolves(earlier[Symbol.asyncDispose](), 'the late worker finds nothing to remove')
  t.ok(await findMember(identity.runId, 'holder'), 'and leaves the later pod alone')
  await later[Symbol.asyncDispose]()
  t.same(await findResidue(identity.runId, [slotOf(later)]), [])
})

/** Does something while the wall clock of this process stands at another time. */
async function withClockAt(ms: number, act: () => Promise<unknown>): Promise<void> {
  const now = Date.now
  Date.now = () => ms
  try {
    await act()
  } finally {
    Date.now = now
  }
}

async function findMember(runId: string, role: string): Promise<string> {
  const [container] = await engine.listContainers({
    filters: { label: [`${label.run}=${runId}`, `${label.role}=${role}`] },
  })
  if (!container) throw new Error(`The run ${runId} has no ${role}`)
  return container.Id
}
