import { randomUUID } from 'node:crypto'
import { defaultLimits, type Limits } from '../../../contracts/limits.js'
import type { OwnTests } from '../../../contracts/quality-report.js'
import type { SourceTree } from '../../../contracts/source-tree.js'
import type { AssessRequest } from '../../assess-request.js'
import type { OwnTestsPlan } from '../../languages/own-tests/own-tests-plan.js'
import { planOwnTests } from '../../languages/own-tests/plan-own-tests.js'
import type { PodIdentity } from '../../sandbox/labels.js'
import type { Pod } from '../../sandbox/pod.js'
import type { Sandbox } from '../../sandbox/sandbox.js'
import type { Subject } from '../../sandbox/subject.js'
import { untilAborted } from '../../until-aborted.js'
import { keptLogLength, tellNone, tellRun, tellUnbuilt } from './tell-own-tests.js'

export type OwnTestsRequest = Pick<
  AssessRequest,
  'runId' | 'delivery' | 'worker' | 'exercise' | 'language' | 'signal'
> & { source: SourceTree }

/** At home the folder of a project can be written to, and many a test does: so they run in a copy. */
const runInCopy = 'cp -R "/app/$0/." /data && cd /data && exec run-own-tests "$@"'

/**
 * Runs the tests that a learner wrote for their own service, in a pod of their own with the exercise's services, as the
 * service would run. `undefined` where the exercise does not look at them, or is about tests itself. Whatever they do
 * is an outcome.
 */
export async function runOwnTests(request: OwnTestsRequest, sandbox: Sandbox): Promise<OwnTests | undefined> {
  const { exercise, language, source, signal } = request
  if (exercise.quality.ownTests === 'off' || exercise.kind === 'test-suite') return undefined
  const plan = planOwnTests(language, source)
  if ('missing' in plan) return tellNone(plan)
  const { services } = exercise
  const limits = limitsOf(exercise.limits)
  const imageNames = ['holder', language, ...services]
  await using pod = await sandbox.openPod({
    identity: identityOf(request, plan),
    services,
    limits,
    language,
    imageNames,
  })
  return await untilAborted(signal, runInPod(source, plan, pod, limits))
}

/** A runner and what counts for it need room beside the code that they run, and the copy needs room in `/data`. */
const limitsOf = (limits: Limits): Limits => ({
  ...limits,
  memoryMb: Math.max(limits.memoryMb, defaultLimits.memoryMb),
  pids: Math.max(limits.pids, defaultLimits.pids),
  diskMb: limits.diskMb + defaultLimits.diskMb,
})

const identityOf = ({ runId, delivery, worker, exercise }: OwnTestsRequest, plan: OwnTestsPlan): PodIdentity => ({
  runId,
  delivery,
  worker,
  part: 'own-tests',
  lifetimeSeconds: plan.builds.length * exercise.limits.buildSeconds + exercise.limits.checkSeconds + 120,
})

async function runInPod(source: SourceTree, plan: OwnTestsPlan, pod: Pod, limits: Limits): Promise<OwnTests> {
  const placed = pod.placeSource(source)
  await Promise.all([placed, pod.startServices()])
  for (const command of plan.builds) {
    const build = await pod.build({ command, env: plan.env })
    if (build.limit || build.exitCode !== 0) return tellUnbuilt(plan, build)
  }
  const nonce = randomUUID()
  const command = ['sh', '-c', runInCopy, plan.folder, nonce, ...plan.options]
  const subject = await pod.prepareSubject({ command, env: plan.env }, 0)
  const exitCode = await runToEnd(subject, limits.checkSeconds)
  return tellRun({ plan, exitCode, limit: subject.limit, log: subject.log.tail(keptLogLength), nonce, limits })
}

/** The exit code; what breaks a limit is killed. */
async function runToEnd(subject: Subject, seconds: number): Promise<number> {
  await subject.start()
  const timer = setTimeout(() => void subject.breakLimit('time'), seconds * 1000)
  try {
    return (await subject.ended).exitCode
  } finally {
    clearTimeout(timer)
  }
}
