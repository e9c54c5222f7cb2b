import type { Limits } from '../contracts/limits.js'
import type { SourceTree } from '../contracts/source-tree.js'
import type { AssessRequest } from './assess-request.js'
import { bugTests } from './checks/bugs/bug-tests.js'
import { trySuite } from './checks/bugs/try-suite.js'
import { mostRounds } from './checks/bugs/plan-rounds.js'
import type { TestRun } from './checks/correctness/examination.js'
import { noFacts, type RunFacts } from './grading/facts.js'
import type { SuitePlan } from './languages/suite-plan.js'
import type { PhaseClock } from './phase-clock.js'
import type { PodIdentity } from './sandbox/labels.js'
import type { Pod } from './sandbox/pod.js'
import type { Sandbox } from './sandbox/sandbox.js'
import { untilAborted } from './until-aborted.js'

type SuiteRequest = AssessRequest & { source: SourceTree }

/**
 * Builds a learner's suite once, in a pod that holds it, and tries it on the right service and on each planted bug. No
 * pod is left when this returns or throws.
 */
export async function trySuiteInPods(
  request: SuiteRequest,
  plan: SuitePlan,
  sandbox: Sandbox,
  clock: PhaseClock,
  imageNames: readonly string[],
): Promise<RunFacts> {
  const { exercise, language, source, signal } = request
  const identity = identityOf(request)
  const heldBy = { ...identity, part: 'suite' }
  const tests = bugTests(exercise.bugs)
  await using holder = await sandbox.openPod({
    identity: heldBy,
    services: [],
    limits: exercise.limits,
    language,
    imageNames,
  })
  await untilAborted(signal, holder.placeSource(source))
  const build = plan.build && (await buildSuite(request, plan.build, plan, holder, clock))
  const facts = { ...noFacts, tests, build }
  if (build && (build.limit || build.exitCode !== 0)) return facts
  clock.enter('bugs')
  const tried = await trySuite(
    { ...request, plan, heldBy, identity, imageNames, tests, onTest: announcer(request, tests.length) },
    sandbox,
  )
  return { ...facts, ...tried }
}

async function buildSuite(
  { signal }: SuiteRequest,
  command: readonly string[],
  { env }: SuitePlan,
  pod: Pod,
  clock: PhaseClock,
) {
  clock.enter('build')
  return await untilAborted(signal, pod.build({ command, env }))
}

const identityOf = ({ runId, delivery, worker, exercise }: SuiteRequest): PodIdentity => ({
  runId,
  delivery,
  worker,
  lifetimeSeconds: lifetimeSeconds(exercise.limits, mostRounds(exercise)),
})

/** Longer than all rounds may take one after the other; only a lost worker's pods ever reach it. */
const lifetimeSeconds = ({ buildSeconds, startSeconds, suiteSeconds }: Limits, rounds: number) =>
  buildSeconds + rounds * (buildSeconds + startSeconds + suiteSeconds + 30)

function announcer({ exercise, onProgress }: SuiteRequest, total: number): (run: TestRun) => void {
  let finished = 0
  return ({ id, outcome }) => {
    finished += 1
    const bug = exercise.bugs.find(({ name }) => name === id)
    if (bug) onProgress({ type: 'test', id, title: bug.title, show: bug.show, outcome, finished, total })
  }
}
