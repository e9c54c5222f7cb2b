import type { Bug } from '../../../contracts/exercise/read-bugs.js'
import type { Limits } from '../../../contracts/limits.js'
import type { HiddenTest } from '../../../contracts/protocol/examiner.js'
import type { PlannedRun } from '../../assess-request.js'
import { noFacts, type RunFacts } from '../../report/verdict.js'
import type { SuitePlan } from '../../languages/conventions.js'
import { openBuilt } from '../../sandbox/open-program.js'
import type { PodIdentity } from '../../sandbox/labels.js'
import type { Sandbox } from '../../sandbox/sandbox.js'
import type { TestRun } from '../correctness/examination.js'
import { mostRounds } from './plan-rounds.js'
import { trySuite } from './try-suite.js'

type Run = PlannedRun<SuitePlan>
type SuiteRequest = Run['request']

/**
 * Builds a learner's suite once, in a pod that holds it, and tries it on the right service and on each planted bug. No
 * pod is left when this returns or throws.
 */
export async function trySuiteInPods({ request, plan, imageNames, clock }: Run, sandbox: Sandbox): Promise<RunFacts> {
  const { exercise, language, source, seed, signal } = request
  const identity = identityOf(request)
  const heldBy = { ...identity, part: 'suite' }
  const tests = bugTests(exercise.bugs)
  await using holder = await openBuilt(
    {
      pod: { identity: heldBy, services: [], limits: exercise.limits, language, imageNames },
      source,
      builds: plan.build ? [plan.build] : [],
      env: plan.env,
      onBuild: () => clock.enter('build'),
      signal,
    },
    sandbox,
  )
  const facts = { ...noFacts, tests, build: holder.build }
  if (holder.failedBuild) return facts
  clock.enter('bugs')
  const tried = await trySuite(
    {
      exercise,
      language,
      plan,
      heldBy,
      identity,
      imageNames,
      seed,
      tests,
      onTest: announcer(request, tests.length),
      signal,
    },
    sandbox,
  )
  return { ...facts, ...tried }
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

const bugGroup = 'bugs'

/** Planted bugs as what a report lists: each is a test that is passed by catching it. */
const bugTests = (bugs: readonly Bug[]): HiddenTest[] =>
  bugs.map(({ name, title, points, show }) => ({
    id: name,
    title,
    group: bugGroup,
    points,
    hint: null,
    show,
    file: `bugs/${name}/`,
  }))
