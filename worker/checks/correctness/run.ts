import { createHash } from 'node:crypto'
import type { Limits } from '../../../contracts/limits.js'
import type { PlannedRun } from '../../assess-request.js'
import { noFacts, type RunFacts } from '../../report/verdict.js'
import { needsSecondRound, settleRounds } from '../../report/score.js'
import type { StartPlan } from '../../languages/conventions.js'
import { type PhaseClock } from '../../phase-clock.js'
import { untilAborted } from '../../sandbox/until-aborted.js'
import type { Pod } from '../../sandbox/pod.js'
import type { Sandbox } from '../../sandbox/sandbox.js'
import type { Subject } from '../../sandbox/subject.js'
import type { Examination, TestRun } from './examination.js'
import { examine } from './examine.js'
import { ExaminerSession } from './examiner-session.js'
import { mostStartTimes, StartTime } from './start-time.js'

type Run = PlannedRun<StartPlan>

/** Lives a subject gets beyond its first, after ends that nobody asked for. */
const restartsAfterDeath = 3

interface Round {
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
export async function examineInPod(run: Run, sandbox: Sandbox): Promise<RunFacts> {
  const { clock } = run
  const { exercise, seed } = run.request
  const first = await examineRound(run, { seed, clock }, sandbox)
  if (!needsSecondRound(first, exercise)) return first
  clock.enter('second-round')
  return settleRounds(first, await examineRound(run, { part: 'second-round', seed: secondSeed(seed) }, sandbox))
}

/**
 * The seed of a run's second round: it follows from that of the run, so that both can be repeated, and tells of no
 * value of the first.
 */
export const secondSeed = (seed: string): string =>
  createHash('sha256').update(`${seed} second round`).digest('hex').slice(0, 32)

/** In a pod of its own, which is gone again when this returns or throws. */
async function examineRound(run: Run, round: Round, sandbox: Sandbox): Promise<RunFacts> {
  const { runId, delivery, worker, exercise, language, signal } = run.request
  const { part } = round
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
    imageNames: run.imageNames,
  })
  return await untilAborted(signal, runInPod(run, round, pod))
}

/** Longer than everything a round may do one after the other; only a lost worker's pod ever reaches it. */
const lifetimeSeconds = (limits: Limits) =>
  limits.buildSeconds + mostStartTimes * limits.startSeconds * (restartsAfterDeath + 1) + limits.checkSeconds + 120

async function runInPod({ request, plan }: Run, round: Round, pod: Pod): Promise<RunFacts> {
  const placed = pod.placeSource(request.source)
  const [{ session, tests }] = await Promise.all([openSession(request, round, pod), placed])
  await using open = session
  const facts = { ...noFacts, tests }
  if (plan.build) {
    round.clock?.enter('build')
    const build = await pod.build({ command: plan.build, env: plan.env })
    Object.assign(facts, { build })
    if (build.limit || build.exitCode !== 0) return facts
  }
  const subject = await pod.prepareSubject({ command: plan.start, env: plan.env }, restartsAfterDeath)
  round.clock?.enter('start')
  return {
    ...facts,
    examination: await examineSubject({ request, clock: round.clock, pod, subject, session: open, tests }),
  }
}

/** Starts services and examiner side by side. Services listen before any subject exists that could take their port. */
async function openSession({ exercise }: Run['request'], { seed }: Round, pod: Pod) {
  const { files, contractPoints, suites } = exercise
  const opening = ExaminerSession.open((output) => pod.startExaminer(output), { files, seed, contractPoints, suites })
  const [opened] = await Promise.all([opening, pod.startServices()])
  return opened
}

interface Prepared {
  request: Run['request']
  clock: Round['clock']
  pod: Pod
  /** Not yet started. */
  subject: Subject
  session: ExaminerSession
  tests: RunFacts['tests']
}

async function examineSubject({ request, clock, pod, subject, session, tests }: Prepared): Promise<Examination> {
  const { limits } = request.exercise
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
