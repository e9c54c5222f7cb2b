import type { HiddenTest } from '../contracts/examiner-protocol.js'
import type { SourceTree } from '../contracts/source-tree.js'
import type { Limits } from '../contracts/limits.js'
import type { AssessRequest } from './assess-request.js'
import { examine } from './checks/correctness/examine.js'
import type { Examination, TestRun } from './checks/correctness/examination.js'
import { ExaminerSession } from './checks/correctness/examiner-session.js'
import { noFacts, type RunFacts } from './grading/facts.js'
import { testsToRepeat } from './grading/test-results.js'
import type { StartPlan } from './languages/start-plan.js'
import type { PhaseClock } from './phase-clock.js'
import type { Pod } from './sandbox/pod.js'
import type { Round } from './sandbox/pod-volumes.js'
import type { Sandbox } from './sandbox/sandbox.js'
import { untilAborted } from './until-aborted.js'

type PodRequest = AssessRequest & { source: SourceTree }

/** Lives a subject gets beyond its first, after ends that nobody asked for. */
const restartsAfterDeath = 3

/** Builds and examines a submission in a pod of its own, which is gone again when this returns or throws. */
export async function examineInPod(
  request: PodRequest,
  plan: StartPlan,
  sandbox: Sandbox,
  clock: PhaseClock,
  imageNames: readonly string[],
): Promise<RunFacts> {
  const { exercise, language, signal } = request
  const identity = { runId: request.runId, delivery: request.delivery, worker: request.worker, lifetimeSeconds: lifetimeSeconds(exercise.limits) }
  await using pod = await sandbox.openPod({ identity, services: exercise.services, limits: exercise.limits, language, imageNames })
  return await untilAborted(signal, runInPod(request, plan, pod, clock))
}

/** Longer than everything a run may do one after the other; only a lost worker's pod ever reaches it. */
const lifetimeSeconds = (limits: Limits) => limits.buildSeconds + 2 * (limits.startSeconds * (restartsAfterDeath + 1) + limits.checkSeconds) + 120

async function runInPod(request: PodRequest, plan: StartPlan, pod: Pod, clock: PhaseClock): Promise<RunFacts> {
  const placed = pod.placeSource(request.source)
  const [first] = await Promise.all([openRound(request, pod, 0, null), placed])
  await using session = first.session
  const facts = { ...noFacts, tests: first.tests }
  if (plan.build) {
    clock.enter('build')
    const build = await pod.build({ command: plan.build, env: plan.env })
    Object.assign(facts, { build })
    if (build.limit || build.exitCode !== 0) return facts
  }
  const examination = await examineRound({ request, plan, pod, round: 0, session, tests: first.tests, clock })
  return { ...facts, examination, secondExamination: await examineAgain(request, plan, pod, examination) }
}

/** Failed tests get a second run on fresh state: what differs then is flaky. Progress stays silent: it is no news. */
async function examineAgain(request: PodRequest, plan: StartPlan, pod: Pod, examination: Examination): Promise<Examination | null> {
  const only = testsToRepeat(examination)
  if (only.length === 0) return null
  await pod.clearRound()
  const { session, tests } = await openRound(request, pod, 1, only)
  await using open = session
  return await examineRound({ request, plan, pod, round: 1, session: open, tests })
}

/** Starts services and examiner side by side. Services listen before any subject exists that could take their port. */
async function openRound({ exercise, seed }: PodRequest, pod: Pod, round: Round, only: readonly string[] | null) {
  const { files, contractPoints, suites } = exercise
  const opening = ExaminerSession.open((output) => pod.startExaminer(output), { files, seed, contractPoints, suites, only })
  const [opened] = await Promise.all([opening, pod.startServices(round)])
  return opened
}

interface RoundOptions {
  request: PodRequest
  plan: StartPlan
  pod: Pod
  round: Round
  session: ExaminerSession
  tests: readonly HiddenTest[]
  clock?: PhaseClock
}

async function examineRound({ request, plan, pod, round, session, tests, clock }: RoundOptions): Promise<Examination> {
  const { limits } = request.exercise
  const subject = await pod.prepareSubject({ command: plan.start, env: plan.env }, round, restartsAfterDeath)
  clock?.enter('start')
  let finished = 0
  const announce = (run: TestRun) => {
    finished += 1
    const test = tests.find(({ id }) => id === run.id)
    if (clock && test) request.onProgress({ type: 'test', id: test.id, title: test.title, show: test.show, outcome: run.outcome, finished, total: tests.length })
  }
  return await examine({
    session,
    tests,
    subject,
    pod,
    setting: {
      port: pod.listeners[0]?.port ?? 0,
      listeners: pod.listeners,
      startMs: limits.startSeconds * 1000,
      checkMs: limits.checkSeconds * 1000,
      services: pod.access,
    },
    isDataFull: () => pod.isDataFull(round),
    onReady: () => clock?.enter('correctness'),
    onTest: announce,
  })
}
