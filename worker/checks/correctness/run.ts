import { createHash } from 'node:crypto'
import type { Limits } from '../../../contracts/limits.js'
import type { PhaseClock, PlannedRun } from '../../assess-request.js'
import { noFacts, type RunFacts } from '../../report/verdict.js'
import { needsSecondRound, settleRounds } from '../../report/score.js'
import type { StartPlan } from '../../languages/conventions.js'
import { openProgram } from '../../sandbox/open-program.js'
import { untilAborted } from '../../sandbox/until-aborted.js'
import type { Pod } from '../../sandbox/pod.js'
import type { Sandbox } from '../../sandbox/sandbox.js'
import type { Subject } from '../../sandbox/subject.js'
import type { Examination, TestRun } from './examination.js'
import { type ExaminerSession, openExaminer } from '../examiner-channel.js'
import { examine } from './examine.js'
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
async function examineRound({ request, plan, imageNames }: Run, round: Round, sandbox: Sandbox): Promise<RunFacts> {
  const { runId, delivery, worker, exercise, language, source, signal } = request
  const { part, seed, clock } = round
  const { files, contractPoints, suites, services, limits } = exercise
  const identity = {
    runId,
    delivery,
    worker,
    ...(part !== undefined && { part }),
    lifetimeSeconds: lifetimeSeconds(limits),
  }
  await using program = await openProgram(
    {
      pod: { identity, services, limits, language, imageNames },
      source,
      builds: plan.build ? [plan.build] : [],
      start: plan.start,
      env: plan.env,
      restartsAfterDeath,
      beside: (pod) => openExaminer((output) => pod.startExaminer(output), { files, seed, contractPoints, suites }),
      onBuild: () => clock?.enter('build'),
      signal,
    },
    sandbox,
  )
  const { pod, beside, build } = program
  await using session = beside.session
  const facts = { ...noFacts, tests: beside.tests, build }
  if (program.failedBuild) return facts
  clock?.enter('start')
  const examining = examineSubject({ request, clock, pod, subject: program.subject, session, tests: beside.tests })
  return { ...facts, examination: await untilAborted(signal, examining) }
}

/** Longer than everything a round may do one after the other; only a lost worker's pod ever reaches it. */
const lifetimeSeconds = (limits: Limits) =>
  limits.buildSeconds + mostStartTimes * limits.startSeconds * (restartsAfterDeath + 1) + limits.checkSeconds + 120

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
