import { createHash } from 'node:crypto'
import type { Limits } from '../../../contracts/limits.js'
import type { SourceTree } from '../../../contracts/source-tree.js'
import type { AssessRequest } from '../../assess-request.js'
import { noFacts, type RunFacts } from '../../report/verdict.js'
import { needsSecondRound, settleRounds } from '../../report/score.js'
import type { StartPlan } from '../../languages/conventions.js'
import { type PhaseClock } from '../../phase-clock.js'
import { untilAborted } from '../../sandbox/until-aborted.js'
import type { Pod } from '../../sandbox/pod.js'
import type { Sandbox } from '../../sandbox/sandbox.js'
import type { Examination, TestRun } from './examination.js'
import { examine } from './examine.js'
import { ExaminerSession } from './examiner-session.js'
import { mostStartTimes, StartTime } from './start-time.js'

type PodRequest = AssessRequest & { source: SourceTree }

/** Lives a subject gets beyond its first, after ends that nobody asked for. */
const restartsAfterDeath = 3

interface RoundPlan extends StartPlan {
  imageNames: readonly string[]
  /** Tells the pod of a later round apart. */
  part?: string
  seed: string
  /** Absent where nobody is told how far the round is. */
  clock?: PhaseClock
}

/**
 * Builds and examines a submission; where little failed, twice, and the better round counts. The rounds share nothing:
 * the first pod is gone before the second is opened, and their random values differ.
 */
export async function examineInPod(
  request: PodRequest,
  plan: StartPlan,
  sandbox: Sandbox,
  clock: PhaseClock,
  imageNames: readonly string[],
): Promise<RunFacts> {
  const first = await examineRound(request, { ...plan, imageNames, seed: request.seed, clock }, sandbox)
  if (!needsSecondRound(first, request.exercise)) return first
  clock.enter('second-round')
  const again = { ...plan, imageNames, part: 'second-round', seed: secondSeed(request.seed) }
  return settleRounds(first, await examineRound(request, again, sandbox))
}

/**
 * The seed of a run's second round: it follows from that of the run, so that both can be repeated, and tells of no
 * value of the first.
 */
export const secondSeed = (seed: string): string =>
  createHash('sha256').update(`${seed} second round`).digest('hex').slice(0, 32)

/** In a pod of its own, which is gone again when this returns or throws. */
async function examineRound(request: PodRequest, plan: RoundPlan, sandbox: Sandbox): Promise<RunFacts> {
  const { runId, delivery, worker, exercise, language, signal } = request
  const { part, imageNames } = plan
  const identity = {
    runId,
    delivery,
    worker,
    ...(part !== undefined && { part }),
    lifetimeSeconds: lifetimeSeconds(exercise.limits),
  }
  await using pod = await sandbox.openPod({
    identity,
    services: exercise.services,
    limits: exercise.limits,
    language,
    imageNames,
  })
  return await untilAborted(signal, runInPod(request, plan, pod))
}

/** Longer than everything a round may do one after the other; only a lost worker's pod ever reaches it. */
const lifetimeSeconds = (limits: Limits) =>
  limits.buildSeconds + mostStartTimes * limits.startSeconds * (restartsAfterDeath + 1) + limits.checkSeconds + 120

async function runInPod(request: PodRequest, plan: RoundPlan, pod: Pod): Promise<RunFacts> {
  const placed = pod.placeSource(request.source)
  const [{ session, tests }] = await Promise.all([openSession(request, plan, pod), placed])
  await using open = session
  const facts = { ...noFacts, tests }
  if (plan.build) {
    plan.clock?.enter('build')
    const build = await pod.build({ command: plan.build, env: plan.env })
    Object.assign(facts, { build })
    if (build.limit || build.exitCode !== 0) return facts
  }
  return { ...facts, examination: await examineSubject(request, plan, pod, open, tests) }
}

/** Starts services and examiner side by side. Services listen before any subject exists that could take their port. */
async function openSession({ exercise }: PodRequest, { seed }: RoundPlan, pod: Pod) {
  const { files, contractPoints, suites } = exercise
  const opening = ExaminerSession.open((output) => pod.startExaminer(output), { files, seed, contractPoints, suites })
  const [opened] = await Promise.all([opening, pod.startServices()])
  return opened
}

async function examineSubject(
  request: PodRequest,
  plan: RoundPlan,
  pod: Pod,
  session: ExaminerSession,
  tests: RunFacts['tests'],
): Promise<Examination> {
  const { limits } = request.exercise
  const { clock } = plan
  const subject = await pod.prepareSubject({ command: plan.start, env: plan.env }, restartsAfterDeath)
  clock?.enter('start')
  let finished = 0
  const announce = (run: TestRun) => {
    finished += 1
    const test = tests.find(({ id }) => id === run.id)
    if (clock && test)
      request.onProgress({
        type: 'test',
        id: test.id,
        title: test.title,
        show: test.show,
        outcome: run.outcome,
        finished,
        total: tests.length,
      })
  }
  return await examine({
    session,
    tests,
    subject,
    pod,
    startTime: new StartTime(limits),
    setting: {
      port: pod.listeners[0]?.port ?? 0,
      listeners: pod.listeners,
      startMs: limits.startSeconds * 1000,
      checkMs: limits.checkSeconds * 1000,
      services: pod.access,
    },
    isDataFull: () => pod.isDataFull(),
    hasServiceDied: () => pod.hasServiceDied(),
    onReady: () => clock?.enter('correctness'),
    onTest: announce,
  })
}
