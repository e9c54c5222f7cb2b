import type { ExercisePackage } from '../../contracts/exercise/exercise-package.js'
import type {
  CheckResult,
  CorrectnessResult,
  QualityResult,
  SpeedResult,
  TestResult,
} from '../../contracts/report/report.js'
import type { CheckOutcome, QualityOutcome, SpeedOutcome } from '../checks/check.js'
import { earnedPercent } from '../checks/correctness/score.js'
import { determineVerdict, type RunFacts } from './verdict.js'

const checkNames = ['correctness', 'speed', 'quality'] as const
type CheckName = (typeof checkNames)[number]
type Weights = Record<CheckName, number>

/** One decimal: what a gradebook keeps, and stable under sums of weights. */
const round = (value: number) => Math.round(value * 10) / 10

/** Shares the weight of checks that were not scored among those that were, in proportion. */
export function shareWeights(weights: Weights, isScored: Record<CheckName, boolean>): Weights {
  const scored = checkNames.filter((name) => isScored[name])
  const total = scored.reduce((sum, name) => sum + weights[name], 0)
  const share = (name: CheckName) => {
    if (!isScored[name]) return 0
    return total === 0 ? 100 / scored.length : (100 * weights[name]) / total
  }
  return { correctness: share('correctness'), speed: share('speed'), quality: share('quality') }
}

/**
 * The checks with their scores and weights, and the total of 100. `whyNothing`: why no test earned a point, where it is
 * not for the tests themselves.
 */
export function scoreChecks(
  tests: readonly TestResult[],
  others: { speed: SpeedOutcome; quality: QualityOutcome; whyNothing?: string },
  weights: Weights,
): { checks: { correctness: CorrectnessResult; speed: SpeedResult; quality: QualityResult }; score: number } {
  const points = tests.reduce((sum, test) => sum + test.points, 0)
  const earned = tests.reduce((sum, test) => sum + test.earned, 0)
  const correctness = points === 0 ? 0 : (100 * earned) / points
  const shared = shareWeights(weights, {
    correctness: true,
    speed: others.speed.state === 'scored',
    quality: others.quality.state === 'scored',
  })
  const other = (name: 'speed' | 'quality'): CheckResult => describeCheck(others[name], weights[name], shared[name])
  const total =
    shared.correctness * correctness +
    shared.speed * (others.speed.state === 'scored' ? others.speed.score : 0) +
    shared.quality * (others.quality.state === 'scored' ? others.quality.score : 0)
  return {
    score: round(total / 100),
    checks: {
      correctness: {
        ...describeCheck(
          {
            state: 'scored',
            score: correctness,
            ...(others.whyNothing !== undefined && { reason: others.whyNothing }),
          },
          weights.correctness,
          shared.correctness,
        ),
        points: round(points),
        earned: round(earned),
        tests: [...tests],
      },
      speed: { ...other('speed'), ...detailsOf(others.speed) },
      quality: { ...other('quality'), ...(others.quality.details && { details: others.quality.details }) },
    },
  }
}

const detailsOf = ({ scenarios, note }: SpeedOutcome) => ({
  ...(scenarios && { scenarios: [...scenarios] }),
  ...(note !== undefined && { note }),
})

const describeCheck = (outcome: CheckOutcome, weight: number, effectiveWeight: number): CheckResult => ({
  state: outcome.state,
  score: outcome.state === 'scored' ? round(outcome.score) : null,
  weight,
  effectiveWeight: round(effectiveWeight),
  reason: outcome.reason ?? null,
})

/**
 * A second round is for chance, and chance fails a test or two. Where more is lost, the cause is the submission, and a
 * second round would cost time and change nothing.
 */
const mostLostPercent = 20

/**
 * What happened in a round beside tests that passed or failed, in a few words; `null` where nothing did. What the
 * submission did to its pod, a limit that it broke, or a test that was not run is no chance: it gives no second round,
 * and a second round with it does not count.
 */
export function findDisturbance(facts: RunFacts): string | null {
  const { verdict, limit } = determineVerdict(facts)
  if (verdict !== 'assessed') return disturbances[limit ?? verdict] ?? verdict
  const { tests, examination } = facts
  if (examination?.wasPortTaken) return 'another process held a port'
  if (examination?.hasServiceDied) return 'a database or cache ended'
  // A verdict does not tell of a test that time ran out for a moment before it was over.
  if (tests.some(({ id }) => (examination?.runs.get(id)?.outcome ?? 'not-run') === 'not-run'))
    return 'a test did not run'
  return null
}

const disturbances: Readonly<Record<string, string>> = {
  'did-not-start': 'your service did not start',
  'build-failed': 'the build failed',
  crashed: 'your service ended by itself',
  time: 'the tests took too long',
  memory: 'your service used too much memory',
  pids: 'your service started too many processes',
  disk: 'your service filled its disk',
  output: 'your service printed too much',
}

/** Whether all hidden tests run once more, in a new pod: only after a whole round in which little was lost. */
export function needsSecondRound(first: RunFacts, { secondRound }: Pick<ExercisePackage, 'secondRound'>): boolean {
  if (secondRound === 'off' || findDisturbance(first) !== null) return false
  const lost = 100 - earnedPercent(first)
  return lost > 0 && lost <= mostLostPercent
}

/**
 * The facts of the round that counts, with those of the other at hand. Points come from one complete round alone, so no
 * submission has more than its better round earned. The first counts unless the second is whole and earned more.
 */
export function settleRounds(first: RunFacts, second: RunFacts): RunFacts {
  const isSecondBetter = findDisturbance(second) === null && earnedPercent(second) > earnedPercent(first)
  return isSecondBetter
    ? { ...second, otherRound: { place: 'first', facts: first } }
    : { ...first, otherRound: { place: 'second', facts: second } }
}
